# words.sh: the words that scenarios have in common with every other test, wherever they run: TAP, and runs of converge
# held against what they had printed. tests/vm/lib.sh and tests/standin/lib.sh source it and add the words that differ: a
# SAN, what people do by hand, and host_picture.
#
# They give: $work, a directory for files; $sysfs; $iscsiadm, a person's; execlog_clear and execlog_commands.
# shellcheck shell=dash

: "${vm_patience:=400}"

say() {
	echo "# $*"
}

complain() {
	echo "$*" >&2
	return 1
}

# wait_until CMD...: until CMD succeeds.
wait_until() {
	local left=$vm_patience
	until "$@" >/dev/null 2>&1; do
		left=$((left - 1))
		[ "$left" -gt 0 ] || complain "waited in vain for: $*" || return
		sleep 0.05
	done
}

# wait_while CMD...: until CMD fails.
wait_while() {
	wait_until not "$@"
}

not() {
	! "$@"
}

# quietly CMD...: CMD, whose output is of interest only when it fails.
quietly() {
	local output status=0
	output=$("$@" 2>&1) || status=$?
	[ "$status" = 0 ] || echo "$output" >&2
	return "$status"
}

# file_says FILE LINE: its first line is this; without a process of its own, as emulated forks are slow.
file_says() {
	local line=''
	read -r line 2>/dev/null <"$1" && [ "$line" = "$2" ]
}

# ---- the host

# host_is TEXT: a test point: the host's picture is what stands on stdin. Sorted lines:
#
#	active VG/LV [on a disk that is gone]
#	interface NAME [NAME=VALUE]...
#	record IQN ADDRESS:PORT [iface NAME] [NAME=VALUE]...     what differs from iscsid.conf
#	session IQN ADDRESS:PORT [iface NAME] STATE
host_is() {
	is "$1" "$(host_picture)" "$(cat)"
}

# sessions_of IQN: the directories of its sessions.
sessions_of() {
	local session
	for session in "$sysfs"/class/iscsi_session/session*; do
		! file_says "$session/targetname" "$1" || echo "$session"
	done
}

# session_drop IQN: logged out by hand, whatever is on its disks.
session_drop() {
	local session
	for session in $(sessions_of "$1"); do
		quietly "$iscsiadm" -m session -r "${session##*/session}" --logout || return
	done
}

# await_state IQN STATE: its sessions are in that state.
await_state() {
	local session
	for session in $(sessions_of "$1"); do
		wait_until file_says "$session/state" "$2" || return
	done
}

# ---- converge

# one_target UP DOWN: manifests of $a with xenGuests, up and away.
# shellcheck disable=SC2154 # $a: the test's
one_target() {
	cat >"$1" <<-END1
		version: 1
		targets:
		  $a: {portals: [10.5.88.21:3260]}
		volume_groups:
		  xenGuests: {ensure: active, targets: [$a]}
	END1
	cat >"$2" <<-END1
		version: 1
		targets:
		  $a: {ensure: absent}
		volume_groups:
		  xenGuests: {ensure: inactive}
	END1
}

# two_targets UP DOWN: manifests of $a with xenGuests and $b with other, up and away.
# shellcheck disable=SC2154 # $a, $b: the scenario's
two_targets() {
	cat >"$1" <<-END1
		version: 1
		targets:
		  $a: {portals: [10.5.88.21:3260]}
		  $b: {portals: [127.0.0.1]}
		volume_groups:
		  xenGuests: {ensure: active, targets: [$a]}
		  other: {ensure: active, targets: [$b]}
	END1
	cat >"$2" <<-END1
		version: 1
		targets:
		  $a: {ensure: absent}
		  $b: {ensure: absent}
		volume_groups:
		  xenGuests: {ensure: inactive}
		  other: {ensure: inactive}
	END1
}

# What the last converge printed; a file, as test points run in subshells.
said=$work/said

# exits WANT ARG...: converge ends with this status.
exits() {
	local want=$1 status=0
	shift
	"$CONVERGE" "$@" >"$said" 2>&1 || status=$?
	[ "$status" = "$want" ] || complain "exit status $status, not $want: $(cat $said)"
}

# says TEXT: the last converge said so.
says() {
	grep -q -F -e "$1" "$said" || complain "'$1' is not in: $(cat $said)"
}

# runbook MANIFEST: the commands of a dry run, one a line.
runbook() {
	"$CONVERGE" --dry-run "$@" | grep -v -e '^#' -e '^$'
}

# applies_as_printed TEXT STATUS ARG...: three test points: a dry run changes nothing; the apply with one job ends with
# STATUS; and the changing commands that converge then ran are the printed ones, in that order.
applies_as_printed() {
	local text=$1 want=$2 printed
	shift 2
	execlog_clear
	printed=$(runbook "$@")
	is "$text: the dry run changes nothing" "$(execlog_changing converge)" ''
	ok "$text: the apply" exits "$want" --jobs 1 "$@"
	is "$text: it ran what was printed" "$(execlog_changing converge)" "$printed"
}

# changes_nothing TEXT ARG...: two test points: converge ends with 0, says so, and ran no changing command.
changes_nothing() {
	local text=$1
	shift
	execlog_clear
	ok "$text: nothing to do" nothing_to_do "$@"
	is "$text: no changing command ran" "$(execlog_changing converge)" ''
}

nothing_to_do() {
	exits 0 "$@" && says 'nothing to do'
}

# execlog_changing [PARENT]: of these only what can change something.
execlog_changing() {
	execlog_commands "${1-}" | awk '
		# The LVM command: the program'\''s own name or the first word after lvm.
		function lvm_verb() { return $1 == "lvm" ? $2 : $1 }
		$1 == "iscsiadm" {
			if (/ (-o|--op)[ =]?(new|update|delete)( |$)/ || / (-l|-u|-R|--login|--logout|--rescan)( |$)/ ||
			    / (--login|--logout)all/ || / (-m|--mode)[ =]?fw/ ||
			    / (-m|--mode)[ =]?discovery/ && !/ -o nonpersistent$/)
				print
			next
		}
		lvm_verb() !~ /^(fullreport|vgs|lvs|pvs|pvscan|vgscan|lvscan|vgdisplay|lvdisplay|pvdisplay|lvmconfig|dumpconfig|config|version|segtypes|formats|help|devtypes|lvmdiskscan)$/ ||
			/--cache/ { print }'
}

# ---- TAP

tap_count=0
tap_failed=0

# ok TEXT CMD...: a test point: CMD succeeds.
ok() {
	local text=$1 output status=0
	shift
	output=$("$@" 2>&1) || status=$?
	tap_count=$((tap_count + 1))
	if [ "$status" = 0 ]; then
		echo "ok $tap_count - $text"
		return
	fi
	tap_failed=$((tap_failed + 1))
	echo "not ok $tap_count - $text"
	{
		echo "failed with $status: $*"
		[ -z "$output" ] || echo "$output"
	} | sed 's/^/#   /'
}

# is TEXT GOT WANT: a test point: both are the same string.
is() {
	ok "$1" same "$2" "$3"
}

same() {
	[ "$1" = "$2" ] || printf 'got:\n%s\nwant:\n%s\n' "$1" "$2" || return
	[ "$1" = "$2" ]
}

# plan_done: the plan line; non-zero when any point failed.
plan_done() {
	echo "1..$tap_count"
	[ "$tap_failed" = 0 ] || say "$tap_failed of $tap_count failed" || :
	[ "$tap_failed" = 0 ]
}
