#!/bin/sh
# claimed.sh: disks without LVM that something uses where neither mounts nor holders of sysfs show it. Six ways; each is
# refused, named, and over once it is ended. Asking changes nothing.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
down=/run/down.yaml

cat >$down <<END
version: 1
targets:
  $a: {ensure: absent, portals: [127.0.0.1]}
END

ok 'a SAN' san_start
target_create $a 160 160
target_create $b 160
login $a
login $b
# shellcheck disable=SC2046 # words on purpose
set -- $(session_disks $a) $(session_disks $b)
x=$1 y=$2 z=$3
ok 'three disks' test -b "$z"
mkdir -p /run/guest /run/other

# stays: the session is still there.
stays() {
	[ "$(session_count $a)" = 1 ]
}

# refused TEXT SENTENCE DISK: the apply says so and does nothing; so does holders.
refused() {
	ok "$1: refused" exits 4 $down
	ok "$1: with the disk" says "$2"
	ok "$1: the session stays" stays
	ok "$1: holders says it is held" exits 2 holders --detailed-exitcodes "$3"
	ok "$1: with the same words" says "$2"
}

# free DISK: nobody holds it.
free() {
	exits 0 holders --detailed-exitcodes "$1" && says 'nobody holds it'
}

# What converge(8) says to look with.
writer_is_named() {
	fuser -m "$x" 2>/dev/null | grep -q -w "$writer"
}

quietly mkfs.ext4 -q "$x"
mount "$x" /run/guest
: >/run/guest/log
udevadm settle
ok 'mounted: no claim is said beside that' exits 2 holders --detailed-exitcodes "$x"
ok 'only the mount' not says 'claimed'

(exec 9</run/guest/log && exec sleep 1000) &
writer=$!
ok 'a process has a file open' wait_until test -e /proc/$writer/fd/9
umount -l /run/guest
ok 'fuser names the process' writer_is_named
refused 'unmounted lazily' "${x#/dev/} is claimed by the kernel; converge cannot see by whom" "$x"
kill $writer
wait $writer 2>/dev/null
ok 'its file is closed: nobody holds it' wait_until free "$x"

mkdir /run/spaces
mount --bind /run/spaces /run/spaces
mount --make-private /run/spaces
: >/run/spaces/empty
unshare --mount=/run/spaces/empty --propagation private mount "$x" /run/guest
refused 'mounted in a namespace without a process' "${x#/dev/} is claimed by the kernel" "$x"
umount /run/spaces/empty
ok 'the namespace is gone: nobody holds it' wait_until free "$x"

quietly mke2fs -q -F -O journal_dev "$y"
quietly mkfs.ext4 -q -F -J device="$y" "$z"
udevadm settle
mount "$z" /run/guest
refused 'the journal of a file system elsewhere' "${y#/dev/} is claimed by the kernel" "$y"
umount /run/guest
ok 'unmounted: nobody holds it' wait_until free "$y"

# The first process of the namespace sees nothing of it.
mkdir -p /run/jail/proc
cp /bin/busybox /run/jail/
unshare -m --propagation private sh -c "chroot /run/jail /busybox sleep 1000 & sleep 0.2
	mount $x /run/guest && touch /run/elsewhere && exec sleep 1000" &
outer=$!
ok 'mounted beside a process below a root of its own' wait_until test -e /run/elsewhere
refused 'mounted beside it' "${x#/dev/} is mounted on /run/guest in the mount namespace of pid" "$x"
kill $outer
pkill -x busybox
wait $outer 2>/dev/null
ok 'both have ended: nobody holds it' wait_until free "$x"

modprobe nvmet
mountpoint -q /sys/kernel/config || mount -t configfs configfs /sys/kernel/config
subsystem=/sys/kernel/config/nvmet/subsystems/nqn.x
mkdir $subsystem $subsystem/namespaces/1
printf %s "$x" >$subsystem/namespaces/1/device_path
echo 1 >$subsystem/namespaces/1/enable
refused 'exported by NVMe' "${x#/dev/} is exported by this host's own NVMe target as nqn.x/namespaces/1" "$x"
ok 'with what ends it' says "echo 0 >$subsystem/namespaces/1/enable"
echo 0 >$subsystem/namespaces/1/enable
ok 'disabled: nobody holds it' wait_until free "$x"

mkfs_btrfs() {
	modprobe btrfs || return
	quietly mkfs.btrfs "$@" && return
	[ -d "$VM_BTRFS" ] || complain 'btrfs-progs is not in the cache: run tests/vm/unpacked btrfs-progs' || return
	quietly env LD_LIBRARY_PATH="$(echo "$VM_BTRFS"/lib/*-linux-gnu)" "$VM_BTRFS/sbin/mkfs.btrfs" "$@"
}
ok 'a btrfs over both targets' mkfs_btrfs -q -f -d single -m raid1 "$z" "$y"
udevadm settle
mount "$z" /run/guest
refused 'the second device of a btrfs' "${y#/dev/} is mounted on /run/guest" "$y"
umount /run/guest
ok 'unmounted as well: nobody holds it' wait_until free "$y"

# Anybody may call the source of a tmpfs as he likes.
odd=$(printf '/run/a\033]0;P\007\302\2338m')
mkdir "$odd"
mount -t tmpfs "$x" "$odd"
ok 'a tmpfs that has the name of the disk as its source holds nothing' free "$x"
mount "$x" "$odd"
ok 'a mount point with escape sequences' exits 2 holders --detailed-exitcodes "$x"
ok 'none of them is printed' not grep -q "$(printf '[\033\007]\|\302\233')" "$said"
ok 'what is typed names it' says "umount \$'/run/a\\033]0;P\\007\\302\\2338m'"
umount "$odd"
umount "$odd"

ok 'nobody holds anything: the session ends' exits 0 $down
is 'it is gone' "$(session_count $a)" 0

plan_done
