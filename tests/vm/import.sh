#!/bin/sh
# import.sh: a host in many states as a manifest, whose own plan is empty each time.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"
# shellcheck source-path=SCRIPTDIR source=by-hand.sh
. "$top_srcdir/tests/vm/by-hand.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b

ok 'a SAN' san_start
target_create $a 64
target_create $b 64
ok 'a volume group' vg_create guests $a -- one two
execlog_install
truncate -s 64M /run/away
ok 'a local volume group' eval 'modprobe loop && quietly vgcreate -y away "$(losetup -f --show /run/away)"'

# ---- up and down

comes_round 'a host that has nothing'
is 'it says so' "$(imported)" 'targets: {}'
ok 'it is for this host' grep -q -x "hosts: \[\"$(hostname)\"\]" /run/imported.yaml
ok 'under its name' grep -q -x "initiator: iqn.1993-08.org.debian:01:$(hostname)" /run/imported.yaml

quietly iscsiadm -m node -T $a -p 10.5.88.21:3260,1 -o new
comes_round 'a record'
is 'a new one has no settings' "$(imported)" "targets:
  $a:
    ensure: known
    portals:
      - 10.5.88.21:3260,1"

quietly iscsiadm -m node -T $a -l
session_disks $a >/dev/null
udevadm settle
ok 'udev activates the volume group' wait_until vg_is_active guests
comes_round 'up, as udev has it'
is 'with its volume group, and without a local one' "$(imported)" "targets:
  $a:
    ensure: logged_in
    portals:
      - 10.5.88.21:3260,1
volume_groups:
  guests:
    ensure: active
    targets:
      - $a"

quietly lvchange -an guests/one
comes_round 'one volume inactive'
is 'each has its word' "$(imported | sed '1,/^  guests/d')" "    ensure: present
    targets:
      - $a
    logical_volumes:
      one: inactive
      two: active"

quietly vgchange -an guests
comes_round 'half up'
is 'the group is inactive' "$(imported | sed '1,/^  guests/d')" "    ensure: inactive
    targets:
      - $a"

quietly vgchange -ay guests
quietly lvchange -an guests/two
quietly lvchange -ky guests/two
comes_round 'a volume with the skip flag'
is 'is nothing to speak of' "$(imported | sed '1,/^  guests/d')" "    ensure: active
    targets:
      - $a"
quietly lvchange -ay -K guests/two
comes_round 'it is active'
ok 'that has to be said' grep -q -x '      two: active' /run/imported.yaml
cp /run/imported.yaml /run/up.yaml

# ---- a manifest that was imported is one to be applied

"$CONVERGE" show --output json >/run/state.json
ok 'of a snapshot' eval '"$CONVERGE" import --state /run/state.json >/run/offline.yaml'
is 'it is the same' "$(cat /run/offline.yaml)" "$(cat /run/imported.yaml)"
ok 'the host is clean' host_clean
ok 'what was imported' exits 0 /run/up.yaml
comes_round 'is there again'
is 'but for the bound on its login' "$(diff /run/up.yaml /run/imported.yaml | grep '^[<>]')" \
	'>     settings:
>       node.session.initial_login_retry_max: 1'
ok 'the host is clean' host_clean

# ---- records

login $b
comes_round 'a target without a volume group'
quietly record_set $b node.session.timeo.replacement_timeout 77
quietly record_set $b node.session.iscsi.InitialR2T Yes
quietly record_set $b node.startup automatic
comes_round 'half of its startup changed' 4
ok 'that cannot be said' grep -q '# startup is left out' /run/imported.yaml
quietly record_set $b 'node.conn[0].startup' automatic
comes_round 'settings changed'
is 'only those' "$(imported | sed '1,/portals/d')" "      - 127.0.0.1:3260
    startup: automatic
    settings:
      node.session.iscsi.InitialR2T: Yes
      node.session.timeo.replacement_timeout: 77"

quietly record_set $b node.session.auth.authmethod CHAP
quietly record_set $b node.session.auth.username xen01
quietly record_set $b node.session.auth.password hunter2hunter2
comes_round 'with CHAP'
ok 'a comment says so' grep -q '# auth: left out, so left alone; .* as user xen01\(, by [[:alnum:],-]*\)\?$' /run/imported.yaml
ok 'without the secret' eval '! grep -q hunter2 /run/imported.yaml /run/imported.err'

quietly iscsiadm -m node -T $b -p 10.5.88.21 -o new
comes_round 'a record without a session, beside one with' 4
ok 'a comment' grep -q '# its record at 10.5.88.21:3260 has no session' /run/imported.yaml
quietly iscsiadm -m node -T $b -p 10.5.88.21 -l
wait_until test "$(session_count $b)" = 2
comes_round 'two portals, with other settings each' 4
is 'both are listed' "$(grep -c -E '^      - (10.5.88.21|127.0.0.1):3260$' /run/imported.yaml)" 2
ok 'a setting they do not share is a comment' grep -q '# node.session.timeo.replacement_timeout is left out' /run/imported.yaml
quietly iscsiadm -m node -T $b -p 127.0.0.1 -u
quietly iscsiadm -m node -T $b -p 127.0.0.1 -o delete
quietly record_damage $b garbage
comes_round 'a damaged record' 4
ok 'a comment' grep -q 'is damaged' /run/imported.yaml
quietly record_mend $b
rm -r $database/nodes/$b
comes_round 'a session without a record' 4
ok 'a comment' grep -q 'at 10.5.88.21:3260 has no record' /run/imported.yaml
is 'standard error has it too' "$(grep -c "^converge: warning: $b: its session" /run/imported.err)" 1
ok 'the host is clean' host_clean

# ---- what is sick

login $a
session_disks $a >/dev/null
target_freeze
await_state $a FAILED
comes_round 'a session that has failed' 4
ok 'why' grep -q 'is FAILED, not LOGGED_IN' /run/imported.yaml
target_thaw
await_state $a LOGGED_IN
comes_round 'it is back'
ok 'the host is clean' host_clean

# ---- what a new record has without iscsid.conf

ok 'iscsid stops' iscsid_stop
: >/etc/iscsi/iscsid.conf
ok 'and starts' iscsid_start
quietly iscsiadm -m node -T $b -p 127.0.0.1 -o new
comes_round 'a record of built-in defaults'
is 'has no settings either' "$(imported | grep -c settings)" 0

plan_done
