#!/bin/sh
# shellcheck shell=dash
# iface-paths.sh: one portal by two interfaces, on two network devices, is two paths: with multipathd a map of each LUN and
# a volume group on the maps; a device that is lost, and comes again; the whole way down, interfaces included.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"
# shellcheck source-path=SCRIPTDIR source=two-ways.sh
. "$top_srcdir/tests/vm/two-ways.sh"

target=iqn.2003-01.org.example:san
files=/etc/iscsi/ifaces
cat >/run/up.yaml <<END
version: 1
interfaces:
  a: {net: a0}
  b: {net: b0}
targets:
  $target:
    portals:
    - {address: '$san_portal,1', iface: a}
    - {address: '$san_portal,1', iface: b}
    min_portals: 1
    settings:
      node.conn[0].timeo.login_timeout: 3
      node.conn[0].timeo.noop_out_interval: 1
      node.conn[0].timeo.noop_out_timeout: 1
volume_groups:
  va: {ensure: active, targets: [$target]}
END
cat >/run/down.yaml <<END
version: 1
interfaces:
  a: {ensure: absent}
  b: {ensure: absent}
targets:
  $target: {ensure: absent}
volume_groups:
  va: {ensure: inactive}
END

# ways: the device that each session goes out by, with its state.
ways() {
	local session host
	for session in /sys/class/iscsi_session/session*; do
		[ -e "$session" ] || continue
		host=$(readlink -f "$session/device" | sed 's,.*/\(host[0-9]*\)/.*,\1,')
		echo "$(cat "$session/ifacename") $(cat "/sys/class/iscsi_host/$host/netdev") $(cat "$session/state")"
	done | sort | paste -sd ' '
}

# paths: how many disks are paths of a map.
paths() {
	find /sys/block/sd*/holders -name 'dm-*' | grep -c .
}

# session_drop_by IFACE: logged out by hand.
session_drop_by() {
	local session
	session=$(grep -l -x "$1" /sys/class/iscsi_session/*/ifacename)
	session=${session%/ifacename}
	quietly iscsiadm -m session -r "${session##*/session}" -u
}

# ways_are TEXT: for wait_until.
ways_are() {
	[ "$(ways)" = "$1" ]
}

ok 'two devices that lead to one portal' two_ways
ok 'a SAN behind them' san_start
target_create $target 64 64
ok 'a volume group on two LUNs' vg_create va $target -- x
ok 'multipathd' multipath_start

# multipathd meets both LUNs once before: multipath.sh says why.
both_are_known() {
	[ "$(grep -c '^/' /etc/multipath/wwids)" -eq 2 ] && [ -e /dev/mapper/mpatha ] && [ -e /dev/mapper/mpathb ]
}
login $target
ok 'multipathd meets both LUNs' wait_until both_are_known
udevadm settle
quietly vgchange -q -an va
quietly multipath -f mpatha
quietly multipath -f mpathb
logout $target
lvm_events_forget
execlog_install

applies_as_printed 'two interfaces' 0 /run/up.yaml
is 'there are two sessions, each by its device' "$(ways)" 'a a0 LOGGED_IN b b0 LOGGED_IN'
is 'two paths to each of two LUNs' "$(paths) $(dmsetup ls --target multipath | grep -c .)" '4 2'
is 'the volume group is on the maps' "$(pvs --noheadings -o pv_name | tr -d ' ' | sort | paste -sd ' ')" \
	'/dev/mapper/mpatha /dev/mapper/mpathb'
ok 'its volume works' read_write /dev/va/x
changes_nothing 'again' /run/up.yaml
comes_round 'two paths'

ip link set b0 down
ok 'a device goes down under its session' wait_until ways_are 'a a0 LOGGED_IN b b0 FAILED'
execlog_clear
ok 'one path is enough' exits 0 /run/up.yaml
ok 'it is told' says "degraded    session $target at $san_portal iface b"
ok 'why' says 'is FAILED, not LOGGED_IN'
is 'nothing is done about it' "$(execlog_changing converge)" ''
ok 'the volume works by the other' read_write /dev/va/x
ok 'it is told again' eval "exits 0 /run/up.yaml && says ', not LOGGED_IN'"
ok 'the session is gone, too' session_drop_by b
ok 'and cannot come again' exits 0 /run/up.yaml
ok 'it is told' says "degraded    session $target at $san_portal iface b"
ok 'with the interface that leads nowhere' says 'interface b (/run/up.yaml:4), which is bound to b0'
ok 'and so by the next run' eval "exits 0 /run/up.yaml && says 'which is bound to b0'"
is 'there is one path' "$(ways) $(paths)" 'a a0 LOGGED_IN 2'
ok 'on which the volume works' read_write /dev/va/x
ip link set b0 up
ok 'the device is back, and so is the path' exits 0 /run/up.yaml
is 'in the maps, too' "$(ways) $(paths)" 'a a0 LOGGED_IN b b0 LOGGED_IN 4'
changes_nothing 'with both' /run/up.yaml

applies_as_printed 'the whole way down' 0 /run/down.yaml
is 'deactivate, flush, log out, delete records, delete interfaces' \
	"$(execlog_changing converge | sed -e 's/-r [0-9]*/-r SID/' -e 's/mpath[ab]/MAP/')" "vgchange -an va
multipath -f MAP
multipath -f MAP
iscsiadm -m session -r SID --logout
iscsiadm -m session -r SID --logout
iscsiadm -m node -T $target -p 10.1.0.1:3260 -I a -o delete
iscsiadm -m node -T $target -p 10.1.0.1:3260 -I b -o delete
iscsiadm -m iface -I a -o delete
iscsiadm -m iface -I b -o delete"
ok 'the host is clean' host_is_clean
is 'without interfaces' "$(ls $files)" ''
changes_nothing 'down again' /run/down.yaml

plan_done
