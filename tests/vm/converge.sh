# converge.sh: what guest tests of converge share; source it after "$VM_LIB".
# shellcheck shell=dash

: "${CONVERGE:?the program under test}"

# guests_wanted TEXT: the manifest $up has this of the volume group guests, which is on the target $a.
# shellcheck disable=SC2154 # $up, $a: the test's
guests_wanted() {
	cat >"$up" <<-END1
		version: 1
		targets:
		  $a: {portals: [127.0.0.1]}
		volume_groups:
		  guests: {targets: [$a], $1}
	END1
}

# run_in_background ARG...: converge, with the pid $background; what it says is for background_says.
run_in_background() {
	"$CONVERGE" "$@" >/run/background.log 2>&1 &
	background=$!
}

# finish: waits for the one in the background; $status is its end.
finish() {
	status=0
	wait "$background" || status=$?
}

# background_says TEXT: the one in the background said so.
background_says() {
	grep -q -F -e "$1" /run/background.log || complain "'$1' is not in: $(cat /run/background.log)"
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

# imports WANT: `converge import` ends with this status; what it prints is in /run/imported.yaml.
imports() {
	local status=0
	"$CONVERGE" import >/run/imported.yaml 2>/run/imported.err || status=$?
	[ "$status" = "$1" ] || complain "exit status $status, not $1: $(cat /run/imported.err /run/imported.yaml)"
}

# comes_round TEXT [STATUS]: four test points: import ends with STATUS (0), changes nothing, and prints a valid manifest
# whose own plan is empty.
comes_round() {
	execlog_clear
	ok "$1: import" imports "${2-0}"
	is "$1: it changes nothing" "$(execlog_changing converge)" ''
	ok "$1: its manifest is valid" exits 0 validate /run/imported.yaml
	ok "$1: whose own plan is empty" nothing_to_do --dry-run --detailed-exitcodes /run/imported.yaml
}

# imported: the resources of that manifest, without the comments at its head.
imported() {
	sed '/^targets/,$!d' /run/imported.yaml
}

# argv_watch, argv_watch_end: between them, arguments of every program that is started by anybody, 20 of them, as the
# kernel gets them, go to $argv_seen.
argv_trace=/sys/kernel/tracing
argv_seen=$argv_trace/trace
argv_watch() {
	local event='e:argv/start syscalls/sys_enter_execve' i=0
	while [ $i -lt 20 ]; do
		event="$event a$i=+0(+$((i * 8))(\$argv)):ustring"
		i=$((i + 1))
	done
	echo "$event" >$argv_trace/dynamic_events && echo 8192 >$argv_trace/buffer_size_kb && : >$argv_seen &&
		echo 1 >$argv_trace/events/argv/start/enable
}

argv_watch_end() {
	echo 0 >$argv_trace/events/argv/start/enable
}
