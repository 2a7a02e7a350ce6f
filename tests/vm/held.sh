#!/bin/sh
# held.sh: what is in use stays: a mounted volume, a swap, a partition; on the way down and in a release; also when what shows
# the use cannot be read. The rest goes, and once the holder is gone the next run finishes.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
up=/run/up.yaml
down=/run/down.yaml

two_targets $up $down
cat >$down <<END
version: 1
targets:
  $a: {ensure: absent}
  $b: {ensure: known, portals: [127.0.0.1]}
volume_groups:
  xenGuests: {ensure: inactive}
  other: {ensure: inactive}
END

# stays_unread MANIFEST STATUS PATTERN ERROR AT: with this read failing, a run of MANIFEST ends with STATUS, and takes down
# nothing: neither the one session that there is, nor the file system on it.
stays_unread() {
	manifest=$1
	shift
	execlog_clear
	unread "$@" "$manifest" || return
	[ -z "$(execlog_changing converge)" ] || complain "it ran: $(execlog_changing converge)" || return
	[ "$(session_count)" = 1 ] || complain 'the session is gone' || return
	[ ! -d /run/guest/lost+found ] || { touch /run/guest/file && sync -f /run/guest; }
}

ok 'a SAN' san_start
target_create $a 64
target_create $b 64 64
ok 'a volume group on each target' vg_create xenGuests $a -- noc1 noc2
ok 'the other' vg_create other $b -- one
execlog_install
ok 'all of it is up' exits 0 $up

quietly mkfs.ext4 -q /dev/xenGuests/noc1
mkdir -p /run/guest
mount /dev/xenGuests/noc1 /run/guest
execlog_clear
ok 'a mounted volume: the dry run would refuse' exits 4 --dry-run $down
ok 'it names the volume and where it is mounted' says 'xenGuests-noc1 is mounted on /run/guest'
ok 'and what to type' says 'umount /run/guest'
ok 'the apply refuses' exits 4 $down
ok 'with the same words' says 'xenGuests-noc1 is mounted on /run/guest (to end that: umount /run/guest)'
ok 'the manifest line is named' says "$down:6"
is 'its volume group was not touched' "$(execlog_changing converge | grep -c xenGuests)" 0
ok 'it still works' read_write /dev/xenGuests/noc2
is 'its session stays' "$(session_count $a)" 1
ok 'its record too' record_has $a node.name $a
is 'the other volume group is down' "$(active_volumes other)" ''
is 'and its session gone' "$(session_count $b)" 0
ok 'a report says the same' exits 4 --report /run/report.json --output json $down
ok 'in one piece' grep -q '"result": "refused"' /run/report.json
ok 'with the same exit status' grep -q '"exit": 4' /run/report.json
ok 'and the same document' cmp $said /run/report.json

# A read that fails has seen nothing, which is not the same as having seen that nothing is there. The manifest names no volume
# group, so that all depends on what sysfs and /proc show.
sed '/^volume_groups/,$d' $down >/run/targets.yaml
disk=$(session_disks $a)
disk=${disk#/dev/}
map=$(readlink -f /dev/xenGuests/noc1)
map=${map#/dev/}
while read -r status pattern error at; do
	ok "the same while a read of $pattern fails with $error" stays_unread /run/targets.yaml "$status" "$pattern" "$error" "$at"
done <<END
4 /sys/class/block/$disk ENOMEM 1+
4 /sys/class/block/$disk EMFILE 2
4 */block/$disk/dev EIO 1+
1 /sys/class/block EMFILE 1
4 */$map/slaves EACCES 1+
4 */$map/dm/uuid EIO 1+
1 /proc/self/mountinfo ENOMEM 1
1 /sys/class/iscsi_session/session* EMFILE 1
END
umount /run/guest

quietly mkswap /dev/xenGuests/noc2
swapon /dev/xenGuests/noc2
ok 'a volume used as swap: refused' exits 4 $down
ok 'with its name and what to type' says 'xenGuests-noc2 is used as swap (to end that: swapoff'
swapoff /dev/xenGuests/noc2

exec 9</dev/xenGuests/noc1
ok 'a volume held open by a process: refused' exits 4 $down
ok 'with its name' says 'xenGuests/noc1 is open'
exec 9<&-

ok 'nobody holds it, but its disk cannot be read' stays_unread $down 4 "/sys/class/block/$disk" EIO 1+
ok 'it says so' says "cannot read /sys/class/block/$disk"
planned=$(reads_made "/sys/class/block/$disk" --dry-run $down)
ok 'or not immediately before the logout' unread 4 "/sys/class/block/$disk" ENOMEM "$((planned + 1))+" $down
ok 'it says that as well' says "cannot read /sys/class/block/$disk"
is 'the session stays' "$(session_count $a)" 1
ok 'with all read, the next run finishes' exits 0 $down
is 'no session is left' "$(session_count)" 0
changes_nothing 'after that' $down

ok 'the other one, up again' exits 0 --only other --only $b $up
# shellcheck disable=SC2046 # words on purpose
set -- $(session_disks $b)
shift
quietly mkfs.ext4 -q "$1"
mount "$1" /run/guest
ok 'a disk of the session that is mounted itself: refused' exits 4 $down
ok 'with the disk and the mount point' says "${1#/dev/} is mounted on /run/guest"
is 'the session stays' "$(session_count $b)" 1
umount /run/guest

unshare -m sh -c "mount $1 /run/guest && touch /run/elsewhere && exec sleep 1000" &
elsewhere=$!
ok 'the same in another mount namespace, as in a container' wait_until test -e /run/elsewhere
is 'which is not seen from here' "$(grep -c /run/guest /proc/self/mountinfo)" 0
ok 'refused' exits 4 $down
ok 'with the process to ask for' says "is mounted on /run/guest in the mount namespace of pid $elsewhere"
ok 'the same while its mounts cannot be read' stays_unread $down 1 "/proc/$elsewhere/mountinfo" EIO 1
is 'the session stays then too' "$(session_count $b)" 1
kill $elsewhere
wait $elsewhere 2>/dev/null

quietly vgchange -ay other
sed '/other:/d' $down >/run/less.yaml
ok 'an active volume group that the manifest does not name: refused' exits 4 /run/less.yaml
ok 'with its name' says 'logical volume other/one is active'
is 'the session stays again' "$(session_count $b)" 1
ok 'named, it goes' exits 0 $down
is 'no session' "$(session_count)" 0

# ---- release: no manifest says what goes down; what applies have brought up does

ok 'both, up again' exits 0 --only xenGuests --only $a --only $b $up
quietly mkfs.ext4 -q -F /dev/xenGuests/noc1
mount /dev/xenGuests/noc1 /run/guest
ok 'a release beside a mounted volume refuses that' exits 4 release
ok 'with what to type' says 'umount /run/guest'
is 'its session stays once more' "$(session_count $a)" 1
is 'the session without it is released' "$(session_count $b)" 0
ok 'with its record, which is for the next boot' record_has $b node.name $b
umount /run/guest
quietly "$CONVERGE" pause 'a pause is for applies'
applies_as_printed 'the rest, though applies are paused' 0 release
is 'nothing is left' "$(session_count)" 0
ok 'but the record' record_has $a node.name $a
changes_nothing 'released' release
quietly "$CONVERGE" resume
ok 'an apply brings it back' exits 0 --only xenGuests --only $a --only $b $up
is 'two sessions' "$(session_count)" 2

plan_done
