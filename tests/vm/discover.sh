#!/bin/sh
# discover.sh: portals asked for their targets, on the real kernel. Whatever becomes of it, the database of open-iscsi is
# the same afterwards, byte for byte, and so are the sessions.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.2003-01.org.example:a
b=iqn.2003-01.org.example:b
found=/run/found.yaml

# Every file, link and directory of the database, with owners, modes, times and contents; and every session.
database() {
	find /etc/iscsi /var/lib/iscsi -printf '%p %y %m %U:%G %s %T@ %l\n' 2>/dev/null | sort
	find /etc/iscsi /var/lib/iscsi -type f -exec sha256sum {} + 2>/dev/null | sort
	grep . /sys/class/iscsi_session/*/targetname /sys/class/iscsi_session/*/creator 2>/dev/null
}

# discovers TEXT STATUS ARG...: three test points: converge discover ends so, and has changed nothing.
discovers() {
	text=$1 want=$2
	shift 2
	execlog_clear
	before=$(database)
	ok "$text" exits "$want" discover "$@"
	is "$text: the database and the sessions are what they were" "$(database)" "$before"
	is "$text: no changing command" "$(execlog_changing)" ''
}

# manifest ARG...: what discover prints, to be used.
manifest() {
	"$CONVERGE" discover "$@" >$found 2>/dev/null
}

ok 'a SAN' san_start
ok 'with a target' target_create $a 16
ok 'and another' target_create $b 16
ok 'from here executions count' execlog_install

discovers 'a host that knows nothing' 0 127.0.0.1
ok 'finds one' says "  $a:"
ok 'and the other' says "  $b:"
ok 'with their portal and its tag' says '      - 127.0.0.1:3260,1'
is 'it made no directory either' "$(ls /etc/iscsi)" "$(printf 'initiatorname.iscsi\niscsid.conf')"

discovers 'several portals' 0 '[::1]:3260' 10.5.88.21 127.0.0.1:3260
ok 'what it prints can be used' manifest '[::1]:3260' 10.5.88.21 127.0.0.1:3260
ok 'it is valid' exits 0 validate $found
is 'and has each portal of each target once, sorted' "$(grep -- '- ' $found | tr -d ' \n')" \
	'-10.5.88.21:3260,1-127.0.0.1:3260,1-"[::1]:3260,1"-10.5.88.21:3260,1-127.0.0.1:3260,1-"[::1]:3260,1"'

discovers 'a host name' 0 localhost
ok 'the answer has addresses' says '- 127.0.0.1:3260,1'
discovers 'as JSON' 0 --output json 127.0.0.1
ok 'with the same' says '"tpgt": 1'

ok 'interfaces of their own' eval 'for i in one two; do
	iscsiadm -m iface -I $i -o new && iscsiadm -m iface -I $i -o update -n iface.net_ifacename -v lo || exit
done'
discovers 'by interfaces of their own' 0 127.0.0.1
is 'each portal of each target once' "$(grep -c -- '- 127' $said)" 2
discovers 'an unknown name by interfaces' 4 nosuch.invalid
for i in one two; do quietly iscsiadm -m iface -I $i -o delete; done

# A host with a session, a record that was changed by hand, and a discovery record with what it made.
ok 'a host with records' eval "quietly login $a 10.5.88.21 &&
	iscsiadm -m node -T $a -o update -n node.session.timeo.replacement_timeout -v 77 &&
	quietly iscsiadm -m discovery -t st -p 127.0.0.1"
discovers 'the portal of the session' 0 10.5.88.21
discovers 'the portal that was discovered before' 0 127.0.0.1
target_deny $a
target_deny $b
discovers 'a portal without a target for us' 0 127.0.0.1
ok 'says so' says '127.0.0.1:3260: no target; does it know this initiator'
target_allow $a
target_allow $b

discovers 'portals that do not answer, beside one that does' 4 127.0.0.1:3999 nosuch.invalid 10.5.88.21 10.9.9.9
ok 'the refused one' says 'converge: 127.0.0.1:3999: no answer: iscsiadm exited with 11 (no connection: '
ok 'with what the tool says' says 'cannot make connection to 127.0.0.1: Connection refused'
ok 'the unknown name' says 'converge: nosuch.invalid:3260: no answer: iscsiadm exited with 4 '
ok 'the one without a route' says 'converge: 10.9.9.9:3260: no answer: iscsiadm exited with 11 '
ok 'and what did answer' says '- 10.5.88.21:3260,1'
manifest 127.0.0.1:3999 10.5.88.21
ok 'it is valid, and tells in comments what is missing' eval "exits 0 validate $found &&
	grep -q '^# 127.0.0.1:3999: no answer: ' $found"

target_freeze
discovers 'a portal that never answers is given up' 4 --timeout 3 127.0.0.1
ok 'and said so' says 'no answer: iscsiadm did not answer in 3 s'
ok 'nobody goes on asking' not pgrep -x iscsiadm.real
target_thaw

ok 'no iscsid' iscsid_stop
discovers 'without iscsid' 1 127.0.0.1
ok 'it says what to do' says 'but a discovery needs it; start it with: systemctl start iscsid'
ok 'and starts none' not pgrep -x iscsid
is 'nor iscsiadm, which would' "$(execlog_commands)" ''
ok 'an iscsid that its socket wakes' iscsid_socket_activated
discovers 'is woken' 0 127.0.0.1

host_clean
manifest 127.0.0.1
applies_as_printed 'what was found' 0 $found
is 'is logged in to' "$(session_count $a) $(session_count $b)" '1 1'
ok 'by records with the tag of the target' test -e /etc/iscsi/nodes/$a/127.0.0.1,3260,1/default
changes_nothing 'and again' $found

ok 'and leaves it as it was' san_stop
plan_done
