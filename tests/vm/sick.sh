#!/bin/sh
# sick.sh: a session whose target is gone, and damaged node records: they are unknown, they hide nothing else, and LVM
# is kept away from disks on which it would hang.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
up=/run/up.yaml
cat >$up <<END
version: 1
targets:
  $a: {portals: [10.5.88.21:3260]}
  $b: {portals: [127.0.0.1]}
volume_groups:
  xenGuests: {ensure: active, targets: [$a]}
  other: {ensure: active, targets: [$b]}
END

session_state_is() {
	grep -l -x "$1" "$(dirname "$(grep -l -x -F "$a" /sys/class/iscsi_session/*/targetname)")/state"
}

ok 'a SAN' san_start
target_create $a 64
target_create $b 64
ok 'a volume group on each target' vg_create xenGuests $a -- noc1
ok 'the other' vg_create other $b -- one
execlog_install
ok 'all of it is up' exits 0 $up

portal_block 10.5.88.21
ok 'the portal of one is cut off: its session is FAILED' wait_until session_state_is FAILED
quietly lvchange -an other/one --devices "$(target_disks $b)"
execlog_clear
started=$(cut -d. -f1 /proc/uptime)
ok 'a run with a session that hangs' exits 4 --timeout 60 $up
ok 'it does not hang' test $(($(cut -d. -f1 /proc/uptime) - started)) -lt 60
ok 'it names the session and its state' says 'is FAILED, not LOGGED_IN'
ok 'its volume group is unknown' says 'unknown     volume group xenGuests'
is 'the other is active again' "$(cat /sys/block/dm-*/dm/name | grep other)" other-one
is 'every LVM command was kept to healthy disks' \
	"$(execlog_commands converge | grep -e fullreport -e change | grep -v -c -e '--devices')" 0
printf 'version: 1\ntargets:\n  %s: {ensure: absent}\nvolume_groups:\n  xenGuests: {ensure: inactive}\n' $a >/run/gone.yaml
ok 'nor is it taken away blindly' exits 4 --timeout 60 /run/gone.yaml
is 'its session stays' "$(session_count $a)" 1
portal_unblock 10.5.88.21
ok 'the portal is back, so is the session' wait_until session_state_is LOGGED_IN
changes_nothing 'after that' $up
ok 'the volume works' read_write /dev/xenGuests/noc1

record=$(find /etc/iscsi/nodes/$a -type f)
cp "$record" /run/record
: >"$record"
quietly lvchange -an other/one
ok 'an empty record: exit 4' exits 4 $up
ok 'it is named' says "$a/10.5.88.21,3260"
is 'the rest is done' "$(active_volumes other)" one
ok 'nothing was written over it' test ! -s "$record"
cp /run/record "$record"
echo 'node.conn[0].iscsi.FromTheFuture = 1' >>"$record"
iscsiadm -m node >/dev/null 2>&1
is 'a parameter this iscsiadm does not know hides all records from it' "$?" 7
quietly lvchange -an other/one
ok 'not from us' exits 0 $up
is 'the rest is done again' "$(active_volumes other)" one
head -c 4096 /dev/urandom >"$record"
ok 'junk in its place: exit 4' exits 4 $up
ok 'it is named too' says "$a/10.5.88.21,3260"
cp /run/record "$record"
changes_nothing 'with the record restored' $up

plan_done
