#!/bin/sh
# life.sh: the life of a host, on the real kernel: from nothing to active volume groups on two targets, a second run
# that does nothing, a session lost under active volumes, and the way back. Every dry run is held against its apply.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
up=/run/up.yaml
down=/run/down.yaml

cat >$up <<END
version: 1
targets:
  $a:
    portals: [10.5.88.21:3260]
    startup: manual
    settings: {node.session.timeo.replacement_timeout: 60}
  $b: {portals: [127.0.0.1]}
volume_groups:
  xenGuests: {ensure: active, targets: [$a]}
  span: {ensure: active, targets: [$a, $b], logical_volumes: {big: active}}
  pick:
    ensure: active
    targets: [$b]
    logical_volumes: {one: active, two: inactive}
END
sed -e 's/active, targets/inactive, targets/' -e 's/ensure: active$/ensure: inactive/' -e '/logical_volumes: {one/d' \
	-e 's/, logical_volumes: {big: active}//' -e '/startup/d' -e '/settings/d' \
	-e 's/\[10.5.88.21:3260\]/[10.5.88.21:3260]\n    ensure: absent/' \
	-e 's/{portals: \[127.0.0.1\]}/{ensure: absent}/' $up >$down

ok 'a SAN' san_start
ok 'two targets' target_create $a 64 32
ok 'and another' target_create $b 32 64
quietly login $a && quietly login $b
# shellcheck disable=SC2046 # words on purpose
set -- $(session_disks $a) $(session_disks $b)
ok 'three volume groups, one of them on both targets' quietly vgcreate -y xenGuests "$1"
ok 'the second' quietly vgcreate -y span "$2" "$3"
ok 'the third' quietly vgcreate -y pick "$4"
for lv in xenGuests/noc1 xenGuests/noc2:16 pick/one pick/two; do
	lv_create "${lv%/*}" "${lv#*/}"
done
quietly lvcreate -y -an -Zn -Wn -n big -L 40m span
udevadm settle
ok 'which the host has then never seen' eval "logout $a && logout $b && host_clean"
ok 'from here executions count' execlog_install

ok 'the manifests are valid' exits 0 validate $up
ok 'both' exits 0 validate $down

applies_as_printed 'from nothing' 0 $up
is 'the record, with its settings' "$(record_has $a node.session.timeo.replacement_timeout 60 && echo yes)" yes
is 'its startup' "$(record_has $a node.startup manual && record_has $a 'node.conn[0].startup' manual && echo yes)" yes
is 'a new record does not retry its login for minutes' \
	"$(record_has $a node.session.initial_login_retry_max 1 && echo yes)" yes
is 'a session to each' "$(session_count $a) $(session_count $b)" '1 1'
is 'xenGuests is active' "$(active_volumes xenGuests)" 'noc1 noc2'
is 'so is the one across both targets' "$(active_volumes span)" big
is 'of pick just what is listed' "$(active_volumes pick)" one
ok 'its volumes work' read_write /dev/xenGuests/noc1

changes_nothing 'a second run' $up
count_children converge "$CONVERGE" $up >/dev/null
ok "a run that does nothing starts at most 3 processes ($children)" test "$children" -le 3

iscsiadm -m node -T $a -o update -n node.session.timeo.replacement_timeout -v 99
applies_as_printed 'a setting somebody changed' 0 $up
is 'it is back' "$(record_has $a node.session.timeo.replacement_timeout 60 && echo yes)" yes
is 'by one update of one parameter' "$(execlog_changing converge | grep -c .)" 1

iscsiadm -m session -r "$(basename "$(dirname "$(grep -l -x $a /sys/class/iscsi_session/*/targetname)")" | tr -d a-z)" \
	-u >/dev/null
ok 'a session logged out by hand under active volumes: their I/O fails' not read_write /dev/xenGuests/noc1
applies_as_printed 'after that' 0 $up
ok 'the volumes work again' read_write /dev/xenGuests/noc1
ok 'the one across both targets too' read_write /dev/span/big
changes_nothing 'after that, a second run' $up

lvchange -an xenGuests/noc2
applies_as_printed 'one volume deactivated by hand' 0 $up
is 'it is active again' "$(active_volumes xenGuests)" 'noc1 noc2'

ok '--only one volume group: the others stay' exits 0 --only span $down
is 'span is down' "$(active_volumes span)" ''
is 'xenGuests is not' "$(active_volumes xenGuests)" 'noc1 noc2'
applies_as_printed 'and down' 0 $down
ok 'the host is clean' host_is_clean
changes_nothing 'a second way down' $down

plan_done
