#!/bin/sh
# chap.sh: CHAP on the real kernel, against a target that insists on it: one way and both, with secrets full of what
# shells and configuration files take for their own; a wrong one, a changed one, none; records that keep what else they
# have; and nowhere a trace of a secret: in no argument of any process, in nothing that is printed or left behind.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

plain=iqn.2003-01.org.example:plain
# 223 bytes, the most that a name may have.
long=iqn.1992-08.com.netapp:$(printf '%0200d' 0)
both=iqn.2003-01.org.example:both

# Every one has PRIVATE in it, which nothing else has.
first='PRIVATE-first-1'
second='PRIVATE second=2#'
# shellcheck disable=SC2016 # on purpose
odd='#PRIVATE "q" '\''s'\'' $HOME `id` \ ; & | <x> = {y} [z] * ? ! ~ % ä #'
back='PRIVATE back = "the other way" #'

keys=/etc/converge
up=/run/up.yaml
outputs=/run/outputs

secret() {
	(umask 077 && printf '%s\n' "$2" >"$keys/$1")
}

# run WANT ARG...: as exits, with all that is said kept for the search.
run() {
	status=0
	exits "$@" || status=$?
	cat $said >>$outputs
	return "$status"
}

# logins_end: sessions end, records stay.
logins_end() {
	for session in /sys/class/iscsi_session/session*; do
		[ ! -e "$session" ] || quietly iscsiadm -m session -r "${session##*/session}" -u
	done
}

# record_secret IQN NAME: as the record has it.
record_secret() {
	iscsiadm -m node -T "$1" -o show -S | sed -n "s/^node.session.auth.$2 = //p"
}

# parameters IQN: all of the record but its credentials.
parameters() {
	iscsiadm -m node -T "$1" | grep -v -e '^# ' -e 'node.session.auth.\(authmethod\|username\|password\)'
}

ok 'a SAN' san_start
for iqn in $plain $long $both; do
	ok 'a target' target_create "$iqn" 32
done
ok 'that wants CHAP' target_chap $plain user1 "$first"
ok 'from everybody' target_chap "$long" 'user # 2' "$odd"
ok 'and one that can show who it is' target_chap $both user3 "$second"
ok 'to those who ask' target_chap_mutual $both 'the target' "$back"
mkdir -p $keys
ok 'from here executions count' execlog_install
ok 'and the arguments of every process are seen' argv_watch

cat >$up <<END
version: 1
targets:
  $plain:
    portals: [10.5.88.21:3260]
    startup: manual
    settings: {node.session.timeo.replacement_timeout: 60}
    auth: {user: user1, password_file: $keys/plain}
END
secret plain PRIVATE-wrong
ok 'a manifest is valid without a look at secrets' run 0 validate $up
ok 'a wrong secret: exit 4' run 4 $up
ok 'in so many words' says 'authorization failure'
ok 'with the file it may be in' says "$keys/plain"
is 'the record has it' "$(record_secret $plain password)" PRIVATE-wrong
is 'and the settings' "$(record_has $plain node.session.timeo.replacement_timeout 60 && echo yes)" yes
is 'its login does not take minutes' "$(record_has $plain node.session.initial_login_retry_max 1 && echo yes)" yes
is 'what the manifest does not say is that of iscsid.conf' \
	"$(record_has $plain 'node.conn[0].timeo.login_timeout' 15 && echo yes)" yes

quietly iscsiadm -m node -T $plain -o update -n node.session.queue_depth -v 17
parameters $plain >/run/before
secret plain "$first"
execlog_clear
ok 'the dry run sees that another secret is in the file' run 0 --dry-run --save-plan /run/plan.json $up
ok 'it says where' says "from the secret of $keys/plain"
is 'it shows no command for it' "$(grep -c -e '-o new' $said)" 0
is 'it changes nothing' "$(execlog_changing converge)" ''
ok 'the right one' run 0 --verbose --report /run/report.json $up
is 'by one command on the record, then the login' "$(execlog_changing converge)" \
	"iscsiadm -m node -T $plain -p 10.5.88.21:3260 -I default -o new
iscsiadm -m node -T $plain -p 10.5.88.21:3260 -I default --login"
is 'there is a session' "$(session_count $plain)" 1
parameters $plain >/run/after
is 'all else in the record is as before' "$(cat /run/after)" "$(cat /run/before)"
changes_nothing 'after that' $up
ok 'and a report without actions' run 0 --output json $up

ok 'the secret changes on the target' eval "account_remove user1 && target_chap $plain user1 '$second'"
secret plain "$second"
ok 'and in the file: the record gets it' run 0 $up
is 'it has it' "$(record_secret $plain password)" "$second"
ok 'a session that is there stays' test "$(session_count $plain)" = 1
logins_end
ok 'and the next login works' run 0 $up
changes_nothing 'after that' $up

sed -i '/auth:/d' $up
changes_nothing 'auth left out is left alone' $up
cp $up /run/none.yaml
echo '    auth: none' >>/run/none.yaml
applies_as_printed 'auth: none' 0 /run/none.yaml
is 'the credentials are gone' "$(iscsiadm -m node -T $plain -o show -S | grep -c -e PRIVATE -e user1)" 0
is 'so is the method' "$(record_has $plain node.session.auth.authmethod None && echo yes)" yes
parameters $plain >/run/after
is 'and nothing else' "$(cat /run/after)" "$(cat /run/before)"
changes_nothing 'after that' /run/none.yaml
logins_end
ok 'now the target refuses' run 4 /run/none.yaml
ok 'saying so' says 'authorization failure'
ok 'and why' says "the manifest says 'auth: none'"
host_clean

cat >$up <<END
version: 1
targets:
  $long:
    portals: [127.0.0.1]
    auth: {user: 'user # 2', password_file: $keys/long}
  $both:
    portals: ['10.5.88.21:3260,1']
    auth:
      user: user3
      password_file: $keys/both
      mutual: {user: the target, password_credential: back}
END
secret long "$odd"
secret both "$second"
ok 'without credentials from systemd: refused' run 4 --only $both $up
ok 'it says how to give some' says 'LoadCredential='
mkdir -p /run/credentials
export CREDENTIALS_DIRECTORY=/run/credentials
keys=/run/credentials secret back "$back"
ok 'a name of 223 bytes and a secret of everything; and both ways' run 0 $up
is 'the odd one is in the record, byte for byte' "$(record_secret "$long" password)" "$odd"
is 'sessions to both' "$(session_count "$long") $(session_count $both)" '1 1'
is 'the record of one has both secrets' "$(record_secret $both password) $(record_secret $both password_in)" \
	"$second $back"
changes_nothing 'after that' $up
logins_end
keys=/run/credentials secret back 'PRIVATE something else'
ok 'a target that cannot prove who it is: exit 4' run 4 $up
ok 'which iscsid calls so' says 'exited with 19'
ok 'with the credential that may be wrong' says "does not prove to be user 'the target' with the secret of credential 'back'"
is 'no session to it' "$(session_count $both)" 0
is 'the other one is there' "$(session_count "$long")" 1
keys=/run/credentials secret back "$second"
ok 'one secret for both ways, in two files: refused' run 4 $up
ok 'and why' says 'are the same; the target needs one of its own'
sed -i '/mutual:/d' $up
ok 'one way again' run 0 $up
is 'the other secret is gone' "$(record_secret $both password_in)" '<empty>'
is 'and a session is there' "$(session_count $both)" 1
changes_nothing 'after that' $up

logins_end
for fault in 'chmod 0640' 'chown 1000' 'rm -f'; do
	secret long "$odd"
	$fault $keys/long
	ok "$fault: refused" run 4 $up
	ok 'the file is named' says "$keys/long"
	is 'and nothing is done with it' "$(session_count "$long")" 0
done
printf 'PRIVATE two\nlines\n' >$keys/long
chmod 0600 $keys/long
ok 'two lines: refused' run 4 $up
ok 'as no record can hold them' says 'no node record can hold'
mkfifo $keys/pipe && rm -f $keys/long && mv $keys/pipe $keys/long && chmod 0600 $keys/long
ok 'a pipe hangs nobody' run 4 $up
rm -f $keys/long
secret other "$odd"
ln -s $keys/other $keys/long
ok 'a link: refused' run 4 $up
rm -f $keys/long

# tgtd has MD5 and SHA1, and takes the first of a list or none.
host_clean
secret plain "$second"
cat >/run/algs.yaml <<END
version: 1
targets:
  $plain:
    portals: [10.5.88.21:3260]
    auth: {user: user1, password_file: $keys/plain, chap_algs: SHA256}
END
ok 'an algorithm that the target does not have: exit 4' run 4 /run/algs.yaml
ok 'it says which were offered' says 'algorithms of chap_algs (SHA256)'
is 'no session' "$(session_count $plain)" 0
sed -i 's/SHA256/"MD5,SHA256"/' /run/algs.yaml
ok 'one that it has, first of two' run 0 /run/algs.yaml
is 'the record names both' "$(record_has $plain node.session.auth.chap_algs MD5,SHA256 && echo yes)" yes
is 'there is a session' "$(session_count $plain)" 1
changes_nothing 'after that' /run/algs.yaml
sed -i -e '/auth:/d' -e 's/portals/ensure: absent\n    portals/' /run/algs.yaml
ok 'iscsid is restarted' eval 'iscsid_stop && iscsid_start'
ok 'the way down waits until it has taken over the session' run 0 /run/algs.yaml
is 'which is gone' "$(session_count $plain)" 0

# 255 bytes, the most that a record holds; on a record that a discovery has made, with a tag.
host_clean
whole="PRIVATE$(printf '%0248d' 0)"
quietly iscsiadm -m discovery -t st -p 127.0.0.1
iscsiadm -m node | sort >/run/before
grep -e "$plain" /run/before | grep -v -e '^127.0.0.1' >/run/others
ok 'the longest secret' eval "account_remove user1 && target_chap $plain user1 '$whole'"
cat >/run/plain.yaml <<END
version: 1
targets:
  $plain:
    portals: [127.0.0.1]
    auth: {user: user1, password_file: $keys/plain}
END
secret plain "$whole"
ok 'in a record that was discovered' run 0 /run/plain.yaml
is 'it is the whole of it' "$(record_secret $plain password)" "$whole"
is 'there is a session' "$(session_count $plain)" 1
iscsiadm -m node | sort >/run/after
is 'the records are the same ones' "$(cat /run/after)" "$(cat /run/before)"
changes_nothing 'after that' /run/plain.yaml
sed -e '/auth:/d' -e 's/portals/ensure: absent\n    portals/' /run/plain.yaml >/run/down.yaml
applies_as_printed 'its way back' 0 /run/down.yaml
is 'its record is gone, and no other' "$(iscsiadm -m node | sort)" "$(grep -v -e "$plain" /run/before |
	cat - /run/others | sort)"
printf 'PRIVATE%0249d\n' 0 >$keys/plain
ok 'one byte more: refused' run 4 /run/plain.yaml
ok 'it says so' says 'more than 255 bytes'

# iscsiadm hears of another file, so that ours is not read: it makes the record without the secret, and says nothing.
host_clean
secret plain "$whole"
cp /etc/iscsi/iscsid.conf /run/other.conf
ok 'an iscsid with its configuration elsewhere' eval 'iscsid_stop && iscsid -c /run/other.conf && wait_until iscsid_answers'
execlog_clear
ok 'the record is read back before a login' run 4 /run/plain.yaml
ok 'it is said what is wrong' says 'does not have the node.session.auth.authmethod it was to get'
is 'nobody logs in' "$(execlog_changing converge | grep -c -e --login)" 0
ok 'the usual iscsid again' eval 'iscsid_stop && iscsid_start'
ok 'the next run puts it right' run 0 /run/plain.yaml
is 'there is a session' "$(session_count $plain)" 1
iscsid_freeze
ok 'an iscsid that does not answer, and a secret to write: nothing is done' eval "secret plain PRIVATE-frozen; run 1 /run/plain.yaml"
ok 'so the record keeps what it has' eval "iscsid_thaw; same '$whole' \"\$(record_secret $plain password)\""

ok 'more records' eval 'host_clean && quietly iscsiadm -m discovery -t st -p 127.0.0.1'
secret long 'PRIVATE new'
execlog_clear
setpriv --bounding-set -sys_admin "$CONVERGE" $up >$said 2>&1
is 'where nobody may mount: exit 4' $? 4
cat $said >>$outputs
ok 'it says why' says 'mount namespace'
is 'and no command line is used instead' "$(execlog_changing converge)" ''
is 'no record has it' "$(iscsiadm -m node -o show -S | grep -c -e 'PRIVATE new')" 0

# A program takes core files, which the kernel starts whatever the limit is, but for one byte.
printf '#!/bin/sh\ncat >/run/caught\n' >/run/catch
printf '#!/bin/sh\nkill -ABRT $$\n' >/run/crash
printf '#!/bin/sh\n: >/run/asked\nexec sleep 1000\n' >/run/slow
chmod +x /run/catch /run/crash /run/slow
echo '|/run/catch' >/proc/sys/kernel/core_pattern
# shellcheck disable=SC3045 # dash and bash have it
(ulimit -c 0; quietly /run/crash) 2>/dev/null
ok 'what aborts is caught' wait_until test -s /run/caught
rm /run/caught
ok 'iscsiadm aborts' run 4 --dry-run --tool iscsiadm=/run/crash $up
ok 'which is said' says 'died of signal 6'
run_in_background --dry-run --tool lvm=/run/slow $up
ok 'a run that waits' wait_until test -e /run/asked
kill -ABRT $background
finish
is 'aborts' "$status" 134
quietly killall sleep
ok 'neither is caught' not test -e /run/caught

argv_watch_end
ok 'many processes were seen' test "$(grep -c -a ': start: ' $argv_seen)" -gt 50
ok 'among them those of converge' grep -q -a -e '--login' $argv_seen
ok 'a secret in one would be seen' grep -q -a 'a0="tgtadm".*PRIVATE' $argv_seen
is 'no secret in any argument of any' "$(grep -v -a -e 'a0="\(tgtadm\|grep\)"' $argv_seen | grep -a PRIVATE)" ''
is 'nor in what was logged of executions' "$(grep PRIVATE $execlog)" ''
is 'nor in what was printed' "$(grep PRIVATE $outputs)" ''
is 'nor in reports and what is left behind' "$(grep -r PRIVATE /run/report.json /run/plan.json /run/converge \
	/var/lib/converge 2>/dev/null)" ''
is 'nor is a mount' "$(grep -c -e iscsid.conf -e ramfs /proc/self/mountinfo)" 0
is 'nor in the file of the host' "$(grep PRIVATE /etc/iscsi/iscsid.conf)" ''

plan_done
