#!/bin/sh
# What a run tells the system's log, on stand-ins of iscsiadm and lvm: a journal with fields, the real one too where a
# journald can be run here, or syslog. Speaks TAP.
set -u
export LC_ALL=C

# In a mount namespace besides, whose /run is journald's.
if [ -z "${log_is_alone-}" ] && unshare -m true 2>/dev/null; then
	export log_is_alone=1
	exec unshare -m "$0" "$@"
fi
# shellcheck source-path=SCRIPTDIR source=alone
. "${top_srcdir:?}/tests/shell/alone"
got=$work/got

# listen SOCKET: what is sent there, a datagram a line, in $got.
listen() {
	: >"$got"
	python3 -c '
import socket, sys
server = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
server.bind(sys.argv[1])
with open(sys.argv[2], "a") as got:
    while True:
        got.write(repr(server.recv(1 << 20)) + "\n")
        got.flush()
' "$1" "$got" >/dev/null 2>&1 &
	listener=$!
	wait_until test -S "$1"
}

listen_no_more() {
	kill "$listener" && wait "$listener" 2>/dev/null
	rm -f "$1"
}

# got TEXT: a datagram has it.
got() {
	grep -q -F -e "$1" "$got" || complain "'$1' is not in: $(cat "$got")"
}

got_none() {
	[ ! -s "$got" ] || complain "$(cat "$got")"
}

two_groups
mkdir -p "$root/dev" "$root/run/systemd/journal"

# ---- syslog

ok 'without any log' exits 0 --only $b "$up"
listen "$root/dev/log"
ok 'a dry run' exits 0 --dry-run "$up"
ok 'tells it nothing' got_none
ok 'an apply' exits 0 "$up"
ok 'tells it what was done' got "]: done: log in to $a at 10.5.88.21:3260, because its session is missing'"
ok 'as an information of a daemon' got "b'<30>"
ok 'what was changed' got "<29>"
ok 'in a line each' got "]: changed: volume group xenGuests: "
ok 'and how it ended' got "3 changed, 3 kept'"
is 'without a line break' "$(grep -c '\\n' "$got")" 0
listen_no_more "$root/dev/log"
listen "$root/dev/log"
ok 'a host that matches' exits 0 "$up"
ok 'is no news' got_none
ok 'a volume is mounted' volume_mount xenGuests/noc1
ok 'a run that is refused' exits 4 --quiet "$down"
ok 'is an error' got '<27>'
ok 'with what is in the way' got 'refused: volume group xenGuests: it stays active'
ok 'what was changed beside it is told, --quiet or not' got ']: changed: volume group other: active -> inactive'
volume_unmount xenGuests/noc1
listen_no_more "$root/dev/log"
listen "$root/dev/log"
cat >"$work/terminal" <<END1
#!/bin/sh
exec script -qec "$program \$*" /dev/null </dev/null
END1
chmod +x "$work/terminal"
real=$program
program=$work/terminal
ok 'somebody at a terminal' exits 0 "$up"
program=$real
ok 'has seen it' says 'volume group other: not visible -> active'
ok 'and nobody else' got_none
listen_no_more "$root/dev/log"

# ---- a journal

ok 'a part of it is down' exits 0 --only other --only $b "$down"
listen "$root/run/systemd/journal/socket"
ok 'an apply' exits 0 "$up"
ok 'the fields of a step' got 'CONVERGE_STEP=login\nCONVERGE_KIND=session\nCONVERGE_RESOURCE='
ok 'its command' got "-p 127.0.0.1:3260 -I default --login"
ok 'the fields of a resource' got 'CONVERGE_KIND=volume group\nCONVERGE_RESOURCE=other\nCONVERGE_OUTCOME=changed\n'
ok 'its place' got "CONVERGE_PLACE=$up:7\\n"
ok 'and of the end' got 'CONVERGE_EXIT_STATUS=0\n'
ok 'each with a priority' not grep -v 'PRIORITY=[0-7]\\nSYSLOG_IDENTIFIER=converge\\n' "$got"
session_drop $b
: >"$got"
stream=$work/stream
: >"$stream"
JOURNAL_STREAM=$(stat -c %d:%i "$stream")
export JOURNAL_STREAM
converge_on "$root" "$up" >>"$stream" 2>&1
is 'a run whose output is the journal says it once' "$(cat "$stream")" ''
ok 'with fields, and whose doing it was' got 'CONVERGE_CAUSE=drift\n'
converge_on "$root" "$up" >>"$stream" 2>&1
is 'what has no entry is said all the same' "$(cat "$stream")" 'vm: nothing to do; 6 kept'
session_drop $b
ok 'what does not go there is said' exits 0 "$up"
ok 'as ever' says 'vm: 2 changed, 4 kept'
unset JOURNAL_STREAM
listen_no_more "$root/run/systemd/journal/socket"

# ---- the real one

# in_journal FIELD=VALUE...: the messages there with that, once there are some.
in_journal() {
	wait_until eval "journalctl -q -o cat $* 2>/dev/null | grep -q ." && journalctl -q -o cat "$@"
}

if [ -n "${log_is_alone-}" ] && [ -x /lib/systemd/systemd-journald ] && mount -t tmpfs tmpfs /run 2>/dev/null &&
	mount -t tmpfs tmpfs /var/log 2>/dev/null; then
	mkdir -p /run/systemd
	/lib/systemd/systemd-journald >/dev/null 2>&1 &
	journald=$!
	ok 'a real journald' wait_until test -S /run/systemd/journal/socket
	rmdir "$root/run/systemd/journal" "$root/run/systemd" && ln -s /run/systemd "$root/run/systemd"
	ok 'an apply' exits 0 "$down"
	ok 'it has the end of it' in_journal CONVERGE_EXIT_STATUS=0
	is 'found by what was done' "$(in_journal CONVERGE_STEP=deactivate CONVERGE_RESOURCE=other)" \
		"done: deactivate volume group other, because it is active (other-one)"
	is 'with the command' "$(journalctl -q -o json CONVERGE_STEP=deactivate CONVERGE_RESOURCE=other |
		grep -o '"CONVERGE_COMMAND":"[^"]*"' | as_typed)" '"CONVERGE_COMMAND":"vgchange -an other"'
	is 'by what was changed' "$(in_journal CONVERGE_KIND=session CONVERGE_OUTCOME=changed | wc -l)" 2
	is 'by priority' "$(journalctl -q -o cat -p err -t converge | grep -c .)" 0
	is 'under our name' "$(in_journal -t converge CONVERGE_EXIT_STATUS=0)" 'vm: 6 changed, 0 kept'
	kill $journald
else
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - a real journald # SKIP none can be run here"
fi
ok 'no law was broken' nothing_broken
plan_done
