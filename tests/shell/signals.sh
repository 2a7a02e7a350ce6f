#!/bin/sh
# Signals, and readers that never read, on stand-ins of iscsiadm and lvm: a run that only looks ends at once; one whose report
# nobody takes neither keeps the lock nor outlives a signal. Speaks TAP.
set -u
export LC_ALL=C

# shellcheck source-path=SCRIPTDIR source=alone
. "${top_srcdir:?}/tests/shell/alone"

# start ARG...: converge on lvm as $lvm, in the background; its output goes to $out, and what else it says to $err.
start() {
	rm -f "$work/waits"
	env --default-signal=HUP,INT,TERM "$program" "$@" --tool iscsiadm="$root/bin/iscsiadm" --tool lvm="$lvm" \
		--tool multipath="$root/bin/multipath" --tool sysfs="$root/sys" --tool proc="$root/proc" --tool run="$root/run" \
		--tool dev="$root/dev" --tool database="$root/db" --tool iscsi-etc="$root/iscsi" --tool lvm-etc="$root/lvm" \
		--tool lock="$root/lock" --tool state="$root/state" >"$out" 2>"$err" &
	pid=$!
}

# ends WANT TEXT: two test points: the run ends with that status, and says that on standard error.
ends() {
	status=0
	wait "$pid" || status=$?
	is 'it ends' "$status" "$1"
	ok 'and says why' grep -q -x -F -e "converge: $2" "$work/err"
}

# is_blocked: the pipe is full, and nobody has the lock.
is_blocked() {
	test -e "$pipe.full" && flock -n "$root/lock" true
}

# narrow FILE: a test point: a pipe that takes 4 KiB and that nobody reads, for as long as $holder lives.
narrow() {
	mkfifo "$1"
	python3 -c '
import array, fcntl, os, sys, termios, time
pipe = os.open(sys.argv[1], os.O_RDWR)
fcntl.fcntl(pipe, 1031, 4096)
open(sys.argv[1] + ".held", "w").close()
inside = array.array("i", [0])
while inside[0] < 4096:
    time.sleep(0.05)
    fcntl.ioctl(pipe, termios.FIONREAD, inside)
open(sys.argv[1] + ".full", "w").close()
time.sleep(1000)
' "$1" >/dev/null 2>&1 &
	holder=$!
	ok 'a pipe that nobody reads' wait_until test -e "$1.held"
}

two_groups
cat >"$work/slow" <<END
#!/bin/sh
echo \$\$ >$work/waits
exec sleep 1000
END
chmod +x "$work/slow"

# ---- while the host is probed

lvm=$work/slow
out=$work/out
err=$work/err
for run in "TERM show" "INT holders xenGuests" "HUP import" "INT --dry-run $up" "TERM $up"; do
	# shellcheck disable=SC2086 # words
	start ${run#* }
	ok "${run#* }: it waits for lvm" wait_until test -s "$work/waits"
	kill "-${run%% *}" "$pid"
	ends 4 'a signal ended the probe; nothing was changed'
	ok 'and so does what it waited for' not kill -0 "$(cat "$work/waits")"
done
ok 'the lock is free' flock -n "$root/lock" true

# ---- while nobody takes what it prints

lvm=$root/bin/lvm
pipe=$work/pipe
out=$pipe
narrow "$pipe"
ok 'for a run' standin run "$up"
start --output json "$up"
ok 'which does what there is to do' wait_until volume_works xenGuests/noc1
ok 'and keeps no lock while its report is not read' wait_until is_blocked
kill -INT "$pid"
ends 4 'a signal ended this run before its report was written'
kill "$holder" && rm "$pipe" "$pipe.held" "$pipe.full"
narrow "$pipe"
start show --output json
ok 'what is shown is not read' wait_until is_blocked
kill -TERM "$pid"
ends 4 'a signal ended this run; nothing was changed'
kill "$holder" && rm "$pipe" "$pipe.held" "$pipe.full"
narrow "$pipe"
ok 'for a report' standin run "$down"
out=$work/out
start --report "$pipe" "$down"
ok 'of a run which does what there is to do' wait_while volume_works xenGuests/noc1
ok 'and keeps no lock either' wait_until is_blocked
kill -TERM "$pid"
ends 4 'a signal ended this run before its report was written'
kill "$holder"

# ---- at a terminal that was stopped

python3 -c '
import os, pty, sys, termios, time
ours, theirs = pty.openpty()
termios.tcflow(theirs, termios.TCOOFF)
os.symlink(os.ttyname(theirs), sys.argv[1])
time.sleep(1000)
' "$work/terminal" >/dev/null 2>&1 &
holder=$!
ok 'a terminal after Ctrl-S' wait_until test -e "$work/terminal"
ok 'for a run' standin run "$up"
err=$work/terminal
start "$up"
ok 'which does what there is to do' wait_until volume_works xenGuests/noc1
ok 'and keeps no lock' wait_until flock -n "$root/lock" true
status=0
wait "$pid" || status=$?
is 'and ends' "$status" 0
kill "$holder"

# ---- a limit on the size of files

# limited: a dry run that may write 1 KiB at most into a file, and so no report.
limited() {
	converge_on "$root" show --output json >"$work/state.json" || return
	{
		(
			ulimit -f 1
			converge_on "$root" --dry-run --state "$work/state.json" --report "$work/report.json" "$down"
		) 2>"$work/err"
		echo $? >"$work/status"
	} | cat >"$work/out"
	[ "$(cat "$work/status")" = 4 ] || complain "$(cat "$work/status" "$work/err")"
}

ok 'a limit that the report is beyond ends no run' limited
ok 'it is said' grep -q -F 'report.json could not be written: File too large' "$work/err"
is 'nothing is left of the report' "$(find "$work" -name '*report.json*')" ''
ok 'no law was broken' nothing_broken
plan_done
