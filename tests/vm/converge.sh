# converge.sh: what guest tests of converge share; source it after "$VM_LIB".
# shellcheck shell=dash

: "${CONVERGE:?the program under test}"

# What the last converge printed; a file, as test points run in subshells.
said=/run/said

# exits WANT ARG...: converge ends with this status.
exits() {
	local want=$1 status=0
	shift
	"$CONVERGE" "$@" >$said 2>&1 || status=$?
	[ "$status" = "$want" ] || complain "exit status $status, not $want: $(cat $said)"
}

# says TEXT: the last converge said so.
says() {
	grep -q -F -e "$1" $said || complain "'$1' is not in: $(cat $said)"
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

# read_write LV: its data can be written and read back, past every cache.
read_write() {
	local file=/run/read_write
	dd if=/dev/urandom of="$file" bs=4096 count=4 2>/dev/null &&
		dd if="$file" of="$1" bs=4096 count=4 oflag=direct conv=fsync 2>/dev/null &&
		dd if="$1" bs=4096 count=4 iflag=direct 2>/dev/null | cmp - "$file"
}

# active_volumes VG: names of the active volumes as LVM sees them.
active_volumes() {
	lvs --noheadings -o lv_name --select lv_active=active "$1" | tr -d ' ' | sort | paste -sd ' '
}

# session_count [IQN]: sessions there are (to that target).
session_count() {
	cat /sys/class/iscsi_session/*/targetname 2>/dev/null | grep -c -F -e "${1-}" || :
}

# record_has IQN NAME VALUE: the record of that target has the parameter so.
record_has() {
	iscsiadm -m node -T "$1" | grep -q -x -F "$2 = $3"
}
