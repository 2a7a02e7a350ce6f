#!/bin/sh
# shellcheck shell=dash
# tools.sh: what converge needs is not there: one clear sentence, exit 1, and nothing done.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml
one_target $up /run/down.yaml
printf 'version: 1\ntargets:\n  %s: {ensure: absent}\n' $a >/run/absent.yaml
printf 'version: 1\ntargets:\n  %s: {portals: [10.5.88.21]}\n' $a >/run/target.yaml

one_sentence() {
	[ "$(wc -l <$said)" = 1 ] || complain "not one line: $(cat $said)"
}

# refuses_with TEXT SENTENCE ARG...: exit 1, one line with the sentence, nothing changed.
refuses_with() {
	local text=$1 sentence=$2
	shift 2
	execlog_clear
	ok "$text: exit 1" exits 1 "$@"
	ok "$text: it says so" says "$sentence"
	ok "$text: in one sentence" one_sentence
	is "$text: nothing was done" "$(execlog_changing converge)" ''
}

ok 'a SAN' san_start
target_create $a 64
ok 'a volume group' vg_create xenGuests $a -- noc1
execlog_install

cat >/run/nobody <<END
#!/bin/sh
exec setpriv --reuid 65534 --clear-groups "$CONVERGE" "\$@"
END
chmod +x /run/nobody
program=$CONVERGE
CONVERGE=/run/nobody
refuses_with 'not root' 'only root' $up
refuses_with 'not root, dry run' 'only root' --dry-run $up
ok 'not root, but validate needs none' exits 0 validate $up
CONVERGE=$program

ok 'iscsid is stopped' iscsid_stop
refuses_with 'iscsid is not running' 'iscsid cannot be reached' $up
ok 'a dry run needs no iscsid' exits 0 --dry-run $up
ok 'iscsid, frozen' iscsid_start
iscsid_freeze
refuses_with 'iscsid does not answer' 'iscsid does not answer' $up
iscsid_thaw
iscsid_stop
ok 'iscsid by its socket' iscsid_socket_activated
is 'it is not running yet' "$(pgrep -x iscsid)" ''
ok 'it is woken and waited for' exits 0 $up
is 'the record has the defaults of iscsid.conf, not those compiled in' \
	"$(record_has $a 'node.conn[0].timeo.login_timeout' 15 && echo yes)" yes
is 'the volume is active' "$(active_volumes xenGuests)" noc1
iscsid_stop
ok 'without iscsid, a host that matches still does' nothing_to_do $up
iscsid_start
ok 'iscsid is back, and has taken its session over' wait_until grep -q -x LOGGED_IN /sys/class/iscsi_session/*/state

for tool in iscsiadm lvm; do
	mv "/usr/sbin/$tool" "/run/kept-$tool"
done
refuses_with 'no iscsiadm' 'iscsiadm was not found' $up
mv /run/kept-iscsiadm /usr/sbin/iscsiadm
refuses_with 'no LVM, but a volume group is named' 'lvm was not found' $up
refuses_with 'no LVM, but a session is to be logged out' 'lvm was not found' /run/absent.yaml
ok 'no LVM, and none is needed' exits 0 /run/target.yaml
mv /run/kept-lvm /usr/sbin/lvm
ok 'both are back' exits 0 $up

for tool in iscsiadm lvm; do
	refuses_with "a $tool that is not there" "the program of --tool $tool=/nowhere cannot be run" --tool $tool=/nowhere $up
done

# What a login needs of this host. iscsid reads the name when it starts.
named=/etc/iscsi/initiatorname.iscsi
printf 'version: 1\ntargets:\n  %s: {portals: [127.0.0.1]}\n' $a >/run/target.yaml
ok 'the host is clean' host_clean
cp $named /run/kept-name
iscsid_stop
echo GenerateName=yes >$named
ok 'an iscsid without an initiator name' iscsid_start
execlog_clear
ok 'the dry run refuses a login' exits 4 --dry-run /run/target.yaml
ok 'and says what to do' says "this host has no initiator name, and iscsid logs in nowhere without ($named has no InitiatorName)"
ok 'so does the run' exits 4 /run/target.yaml
ok 'in the same words' says 'systemctl restart iscsid'
is 'and tries none' "$(execlog_changing converge | grep -c -e --login)" 0
cp /run/kept-name $named
ok 'a name that iscsid has not read' exits 4 /run/target.yaml
ok 'is not enough, which is said' says 'iscsid was started before this host had an initiator name'
iscsid_stop
ok 'iscsid has read it' iscsid_start
ok 'now there is a session' exits 0 /run/target.yaml

# A copy of the records at the place where another open-iscsi has its own. Nothing but the list of iscsiadm tells that
# this one does not.
elsewhere=/var/lib/iscsi
ok 'the host is clean' host_clean
quietly iscsiadm -m node -o new -T $a -p 10.5.88.21
quietly iscsiadm -m iface -I storage -o new
mkdir -p $elsewhere/nodes && cp -r /etc/iscsi/nodes/$a $elsewhere/nodes/
quietly iscsiadm -m node -o delete
printf 'version: 1\ninterfaces:\n  storage: {net: lo}\ntargets:\n  %s: {portals: [{address: 10.5.88.21, iface: storage}]}\n' \
	$a >/run/bound.yaml
applies_as_printed 'records left behind at the other place' 0 /run/bound.yaml
changes_nothing 'and again' /run/bound.yaml
is 'those are as they were' "$(ls $elsewhere/nodes/$a)" '10.5.88.21,3260'
is 'the session' "$(session_count $a)" 1

plan_done
