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
outputs=/run/outputs
keys=/etc/converge

# Each has PRIVATE in it, which nothing else has.
first='PRIVATE # "one" = x'
back='PRIVATE back'

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
	cat $said >>$outputs
	is "$text: the database and the sessions are what they were" "$(database)" "$before"
	is "$text: no changing command" "$(execlog_changing)" ''
}

# secret NAME TEXT: a file of it in $keys.
secret() {
	(umask 077 && printf '%s\n' "$2" >"$keys/$1")
}

# manifest ARG...: what discover prints, to be used.
manifest() {
	"$CONVERGE" discover "$@" >$found 2>/dev/null
}

# ss_listens PORT: somebody listens there.
ss_listens() {
	ss -Hltn "sport = :$1" | grep -q .
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

# What other targets than tgt answer.
"$top_srcdir/tests/vm/sendtargets" 3262 $b 127.0.0.1:3262 '[fe80::1]:3262' >/dev/null 2>&1 &
portal=$!
ok 'a portal that tells no group tags' wait_until ss_listens 3262
discovers 'a target without a tag' 0 127.0.0.1:3262
ok 'is in the manifest' says "  $b:"
ok 'without a tag' says '      - 127.0.0.1:3262'
is 'but not at an address that nobody can connect to' "$(grep -c -e '- .*fe80' $said)" 0
ok 'which is said' says "tells of '[fe80::1]:3262,-1 $b', which no manifest can say: nothing can connect to a link-local address"
kill $portal

# CHAP for the discovery itself. What is stored about the portal says something else, and does not count.
quietly iscsiadm -m discoverydb -t st -p 127.0.0.1 -o update -n discovery.sendtargets.auth.authmethod -v CHAP \
	-n discovery.sendtargets.auth.username -v nobody -n discovery.sendtargets.auth.password -v nothing
mkdir -p $keys
ok 'the arguments of every process are seen' argv_watch
secret first "$first"
discovers 'credentials for a portal that wants none' 0 --user user1 --password-file $keys/first 127.0.0.1
secret back "$back"
set -- --user user1 --password-file $keys/first
both() {
	discovers "$1" "$2" --user user1 --password-file $keys/first --mutual-user 'the portal' \
		--mutual-password-file $keys/back 127.0.0.1
}
both 'a portal that knows no secret cannot show who it is' 4
ok 'both files are named' says \
	"with the secret of $keys/first: one of them is wrong, or it cannot prove to be user 'the portal' with the secret of $keys/back"
ok 'portals that want to know who asks' discovery_chap user1 "$first"
discovers 'nobody in particular' 4 127.0.0.1
ok 'is told how to say it' says 'iscsid.conf; give others with --user and --password-file'
discovers 'the right secret' 0 "$@" 127.0.0.1 10.5.88.21
is 'finds what there is' "$(grep -c -- '- 1' $said)" 4
secret first 'PRIVATE wrong'
discovers 'a wrong secret, beside a portal that is not there' 4 "$@" 127.0.0.1 127.0.0.1:3999
ok 'it is said so' says '127.0.0.1:3260: no answer: iscsiadm exited with 24 '
ok 'with the file it may be in' says "as user 'user1' with the secret of $keys/first: one of them is wrong"
is 'only where it matters' "$(grep -c '^# .*with the secret' $said)" 1
secret first "$first"
ok 'a portal that can show who it is' discovery_chap_mutual 'the portal' "$back"
both 'both ways' 0
ok 'it finds' says "  $a:"
secret back 'PRIVATE other'
both 'a portal that is somebody else' 4
ok 'it is said who it should be' says "does not prove to be user 'the portal' with the secret of $keys/back"
secret back "$first"
both 'one secret for both ways' 4
ok 'is refused' says 'are the same; the portal needs one of its own'
chmod 0640 $keys/first
discovers 'a secret that others can read' 4 "$@" 127.0.0.1
ok 'is not used' says "nobody was asked: $keys/first has mode 0640"
is 'by no command' "$(execlog_commands)" ''
secret first "$first" && chmod 0600 $keys/first
execlog_clear
before=$(database)
setpriv --bounding-set -sys_admin "$CONVERGE" discover "$@" 127.0.0.1 >$said 2>&1
is 'where nobody may mount: exit 4' $? 4
cat $said >>$outputs
ok 'it says why' says 'mount namespace'
is 'and nobody is asked' "$(execlog_commands)" ''
is 'nor is anything changed' "$(database)" "$before"
argv_watch_end
ok 'processes of converge were seen' grep -q -a -e 'nonpersistent' $argv_seen
ok 'a secret in one would be seen' grep -q -a 'a0="tgtadm".*PRIVATE' $argv_seen
is 'no secret in any argument of any' "$(grep -v -a -e 'a0="\(tgtadm\|grep\)"' $argv_seen | grep -a PRIVATE)" ''
is 'nor in what was printed' "$(grep PRIVATE $outputs)" ''
is 'nor in what is left behind' "$(grep -r PRIVATE /etc/iscsi /var/lib/iscsi /run/converge 2>/dev/null)" ''
is 'nor is a mount' "$(grep -c -e iscsid.conf -e ramfs /proc/self/mountinfo)" 0
ok 'nobody has to say who he is' eval "account_remove user1 && account_remove 'the portal'"

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
ok 'by records with the tag of the target' test -e $database/nodes/$a/127.0.0.1,3260,1/default
changes_nothing 'and again' $found

ok 'and leaves it as it was' san_stop
plan_done
