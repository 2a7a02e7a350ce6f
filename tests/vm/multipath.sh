#!/bin/sh
# shellcheck shell=dash
# multipath.sh: a target with two portals and multipathd: two sessions, one map of each LUN, a volume group on the maps.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.2003-01.org.example:a
cat >/run/up.yaml <<END
version: 1
targets:
  $a:
    portals: [127.0.0.1, 10.5.88.21]
    min_portals: 1
    settings: {'node.conn[0].timeo.login_timeout': 3}
volume_groups:
  va: {ensure: active, targets: [$a]}
END
printf 'version: 1\ntargets:\n  %s: {ensure: absent}\nvolume_groups:\n  va: {ensure: inactive}\n' $a >/run/down.yaml

# holders: how many disks are paths of a map.
holders() {
	find /sys/block/sd*/holders -name 'dm-*' | grep -c .
}

ok 'a SAN' san_start
target_create $a 64 64
ok 'a volume group on two LUNs' vg_create va $a -- x
ok 'multipathd' multipath_start

# A LUN that multipathd has never met: udev may activate what is on it before there is a map, and apply then moves that
# to the map by a refresh, which no dry run can foresee. So both are met once before.
both_are_known() {
	[ "$(grep -c '^/' /etc/multipath/wwids)" -eq 2 ] && [ -e /dev/mapper/mpatha ] && [ -e /dev/mapper/mpathb ]
}
login $a
ok 'multipathd meets both LUNs' wait_until both_are_known
udevadm settle
quietly vgchange -q -an va
quietly multipath -f mpatha
quietly multipath -f mpathb
logout $a
lvm_events_forget
execlog_install

applies_as_printed 'two portals' 0 /run/up.yaml
is 'both are taken, and each disk is a path when that is over' "$(session_count $a) $(holders)" '2 4'
is 'of one map for each LUN' "$(dmsetup ls --target multipath | awk '{ print $1 }' | sort | paste -sd ' ')" 'mpatha mpathb'
is 'the volume group is on the maps' "$(pvs --noheadings -o pv_name | tr -d ' ' | sort | paste -sd ' ')" \
	'/dev/mapper/mpatha /dev/mapper/mpathb'
ok 'its volume works' read_write /dev/va/x
changes_nothing 'again' /run/up.yaml

session_drop_at() {
	local connection
	connection=$(grep -l -x "$1" /sys/class/iscsi_connection/*/persistent_address)
	connection=${connection#*/connection}
	connection=${connection#*/connection}
	quietly iscsiadm -m session -r "${connection%%:*}" -u
}
ok 'one path goes' session_drop_at 10.5.88.21
target_deny $a
ok 'and does not come again: one is enough' exits 0 /run/up.yaml
ok 'which is told' says "degraded    session $a at 10.5.88.21:3260"
ok 'the volume works on the other' read_write /dev/va/x
target_allow $a
ok 'it can come again' exits 0 /run/up.yaml
is 'and is a path again' "$(session_count $a) $(holders)" '2 4'

exec 9</dev/mapper/mpathb
ok 'down: that map is in the way, so the other one stays too' exits 4 /run/down.yaml
ok 'which is told' says 'mpathb is open in pid'
is 'the volume group is inactive, and both sessions and their maps are there' \
	"$(active_volumes va) $(session_count $a) $(holders)" ' 2 4'
exec 9<&-
ok 'up again' exits 0 /run/up.yaml
applies_as_printed 'the whole way down' 0 /run/down.yaml
ok 'the maps were flushed, each by a command of its own' says 'flush multipath map mpatha'
ok 'the host is clean' host_is_clean
changes_nothing 'down again' /run/down.yaml

ok 'up once more' exits 0 /run/up.yaml
ok 'a run that was cut short has deactivated' vgchange -an va
ok 'and flushed one map' multipath -f mpatha
ok 'the next one goes on from there' exits 0 /run/down.yaml
ok 'the host is clean once more' host_is_clean

cat >/run/nobody.yaml <<END
version: 1
unmanaged: {mode: remove, match: "iqn.2003-01.org.example:*"}
volume_groups:
  va: {ensure: inactive}
END
ok 'up for the last time' exits 0 /run/up.yaml
applies_as_printed 'what nobody names any more' 0 /run/nobody.yaml
ok 'the maps were flushed' says 'flush multipath map mpatha'
ok 'the host is clean for good' host_is_clean
changes_nothing 'again' /run/nobody.yaml

ok 'up by both portals' exits 0 /run/up.yaml
sed -e 's/portals:.*/portals: [127.0.0.1]\n    ensure: known\n    portals_exclusive: true/' -e '/min_portals/d' \
	-e 's/active/inactive/' /run/up.yaml >/run/known.yaml
applies_as_printed 'one of them known, the other not listed' 0 /run/known.yaml
ok 'the maps were flushed' says 'flush multipath map mpatha'
is 'one record stays' "$(iscsiadm -m node | sed 's/,[-0-9]* / /') $(session_count $a)" "127.0.0.1:3260 $a 0"

plan_done
