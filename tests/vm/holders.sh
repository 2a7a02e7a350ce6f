#!/bin/sh
# holders.sh: whatever holds a volume or a disk keeps its session, and is named together with what to type, by a refusal
# and by `converge holders` alike; once it has let go, the next run finishes. held.sh has mounts, swap and a group that no
# manifest names. And udev, which opens every disk for a moment, is waited for instead.
# shellcheck shell=dash
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
again=iqn.2003-01.org.example:again
up=/run/up.yaml
down=/run/down.yaml
volume=/dev/xenGuests/noc1
nested=/dev/xenGuests/noc2
core=/sys/kernel/config/target/core
pid=

one_target $up $down

# ---- ways to hold, and to let go

# In a mount namespace with a process in it, and in one that is only kept by a name.
mount_elsewhere() {
	unshare -m sh -c "mount $volume /run/guest && touch /run/elsewhere && exec sleep 10000" >/dev/null 2>&1 &
	pid=$!
	wait_until test -e /run/elsewhere
}

mount_nowhere() {
	mkdir -p /run/spaces && mount --bind /run/spaces /run/spaces && mount --make-private /run/spaces &&
		touch /run/spaces/kept && unshare --mount=/run/spaces/kept mount $volume /run/guest
}

unmount_nowhere() {
	umount /run/spaces/kept && umount /run/spaces && wait_until volume_is_closed
}

# The kernel unmounts it some time after the last process has gone.
volume_is_closed() {
	[ "$(dmsetup info -c --noheadings -o open xenGuests-noc1 2>/dev/null || echo 0)" = 0 ]
}

kill_process() {
	kill "$pid"
	wait "$pid"
	wait_until volume_is_closed
}

open_volume() {
	# shellcheck disable=SC2217 # not to be read, just held
	sleep 10000 <$volume >/dev/null 2>&1 &
	pid=$!
}

open_disk() {
	# shellcheck disable=SC2217
	sleep 10000 <"$disk" >/dev/null 2>&1 &
	pid=$!
}

loop_on_volume() {
	losetup /dev/loop0 $volume
}

loop_off() {
	losetup -d /dev/loop0
}

nest() {
	quietly vgchange --config 'devices{scan_lvs=1}' -ay inner
}

unnest() {
	quietly vgchange --config 'devices{scan_lvs=1}' -an inner
}

mount_partition() {
	mount "${disk}1" /run/guest
}

unmount_partition() {
	umount /run/guest
}

export_by_tgt() {
	target_adm --op new --mode logicalunit --tid "$(target_id $again)" --lun 1 --backing-store $volume
}

unexport_by_tgt() {
	lun_remove $again 1
}

export_by_kernel() {
	mkdir -p $core/iblock_0/noc1 && echo udev_path=$volume >$core/iblock_0/noc1/control &&
		echo 1 >$core/iblock_0/noc1/enable
}

unexport_by_kernel() {
	rmdir $core/iblock_0/noc1 $core/iblock_0
}

# partition DISK: an MBR with one partition of 32 MB, and the kernel's knowledge of it.
partition() {
	{
		head -c 446 /dev/zero
		printf '\0\0\0\0\203\0\0\0\0\010\0\0\0\0\001\0'
		head -c 48 /dev/zero
		printf '\125\252'
	} | dd of="$1" conv=fsync && blockdev --rereadpt "$1" && udevadm settle && [ -b "${1}1" ]
}

# ---- the cases

# all_said STATUS WORDS NEXT ARG...: converge ends with it and says both.
all_said() {
	local want=$1 words=$2 next=$3
	shift 3
	exits "$want" "$@" && says "$words" && says "$next"
}

# DISK and PID in a text of a case are what they are then.
filled_in() {
	printf %s "$1" | sed "s|DISK|${disk#/dev/}|g; s|PID|$pid|g"
}

# held_by TEXT HOLD RELEASE ASKED WORDS NEXT: with all of it up and HOLD done, it is refused with WORDS and what to type
# NEXT, and `converge holders ASKED` says so too; after RELEASE it goes.
held_by() {
	local text=$1 hold=$2 release=$3 asked words next
	ok "$text: up" exits 0 $up
	disk=$(session_disks $a | tail -n 1)
	$hold >/run/log 2>&1
	is "$text: done" "$?" 0
	asked=$(filled_in "$4")
	words=$(filled_in "$5")
	next=$(filled_in "$6")
	ok "$text: so says holders" all_said 2 "$words" "$next" holders --detailed-exitcodes "$asked"
	ok "$text: the apply refuses" all_said 4 "$words" "$next" $down
	is "$text: the session stays" "$(session_count $a)" 1
	$release >/run/log 2>&1
	is "$text: released" "$?" 0
	ok "$text: the next run finishes" exits 0 $down
	is "$text: no session is left" "$(session_count $a)" 0
}

ok 'a SAN' san_start
target_create $a 64 64
target_create $again
modprobe -a loop target_core_mod target_core_iblock
mount -t configfs configfs /sys/kernel/config 2>/dev/null
mkdir -p /run/guest
ok 'a volume group on one of two disks' login $a
# shellcheck disable=SC2046 # words on purpose
set -- $(session_disks $a)
ok 'its volumes: one for data, one for another group' quietly vgcreate xenGuests "$1"
lv_create xenGuests noc1:16
lv_create xenGuests noc2:16
quietly vgchange -ay xenGuests
quietly vgcreate --config 'devices{scan_lvs=1}' inner $nested
quietly lvcreate --config 'devices{scan_lvs=1}' -an -Zn -Wn -n one -L 4m inner
quietly mkfs.ext4 -q $volume
quietly partition "$2"
quietly mkfs.ext4 -q "${2}1"
quietly vgchange -an xenGuests
udevadm settle
ok 'which this host has then never seen' host_clean

held_by 'mounted in another mount namespace' mount_elsewhere kill_process \
	xenGuests/noc1 'xenGuests-noc1 is mounted on /run/guest in the mount namespace of pid PID' \
	'nsenter -t PID -m umount /run/guest'
held_by 'mounted where nobody can see it' mount_nowhere unmount_nowhere \
	xenGuests '1 opener of xenGuests-noc1 cannot be seen from here' 'dmsetup info xenGuests-noc1'
held_by 'open in a process' open_volume kill_process \
	$volume 'xenGuests-noc1 is open in pid PID (sleep, /usr/bin/sleep)' 'ps -fp PID'
held_by 'below a loop device' loop_on_volume loop_off \
	xenGuests 'loop0 is built on xenGuests-noc1' 'losetup -d /dev/loop0'
held_by 'a volume group inside' nest unnest \
	xenGuests/noc2 'logical volume inner/one is active' 'vgchange -an inner'
held_by 'exported again by tgtd' export_by_tgt unexport_by_tgt \
	xenGuests 'xenGuests-noc1 is open in pid' '(tgtd, /usr/sbin/tgtd)'
held_by 'exported again by the kernel' export_by_kernel unexport_by_kernel \
	xenGuests "xenGuests-noc1 is exported by this host's own target as /backstores/block/noc1" \
	'targetcli /backstores/block delete noc1'
held_by 'a partition of a disk mounted' mount_partition unmount_partition \
	DISK 'DISK1 is mounted on /run/guest' 'umount /run/guest'
held_by 'a bare disk open in a process' open_disk kill_process \
	$a 'DISK is open in pid PID (sleep, /usr/bin/sleep)' 'ps -fp PID'

# ---- udev

# A program of a udev rule has the disk open as long as /run/hold is there, and says whether the disk outlived that.
cat >/run/hold_disk <<'END'
#!/bin/sh
exec 8<"/dev/$1" || exit
touch /run/held
while [ -e /run/hold ]; do sleep 0.1; done
[ ! -e "/sys/class/block/$1" ] || touch /run/outlived
END
chmod +x /run/hold_disk
mkdir -p /run/udev/rules.d
echo 'ACTION=="change", ENV{SYNTH_ARG_HOLD}=="1", RUN+="/run/hold_disk %k"' >/run/udev/rules.d/99-hold.rules
udevadm control --reload

# udev_holds: udev has the disk open until /run/hold is gone.
udev_holds() {
	rm -f /run/held /run/outlived
	touch /run/hold
	echo "change $(cat /proc/sys/kernel/random/uuid) HOLD=1" >"/sys/class/block/${disk#/dev/}/uevent"
	wait_until test -e /run/held
}

ok 'up once more' exits 0 $up
disk=$(session_disks $a | tail -n 1)
ok 'udev has the disk open' udev_holds
ok 'which is nothing to plan around' exits 2 --dry-run --detailed-exitcodes $down
ok 'holders names it, as something that holds nothing' exits 0 holders --detailed-exitcodes "$disk"
ok 'with its pid' says 'udev is at work on it'
run_in_background $down
ok 'an apply goes on as far as it may' wait_until vg_is_inactive xenGuests
rm /run/hold
finish
is 'when udev is done, the apply goes on' $status 0
ok 'not before: the disk outlived what udev did' test -e /run/outlived
is 'no session is left' "$(session_count $a)" 0

ok 'and up again' exits 0 $up
disk=$(session_disks $a | tail -n 1)
ok 'udev has it open, and will not be done' udev_holds
ok 'that is not waited for for ever' exits 4 $down
ok 'it is named' says 'udev is at work on it'
is 'the session stays' "$(session_count $a)" 1
rm /run/hold
udevadm settle
ok 'the next run finishes' exits 0 $down

plan_done
