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

plan_done
