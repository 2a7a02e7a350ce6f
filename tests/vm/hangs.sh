#!/bin/sh
# hangs.sh: a disk does not answer, below a session that is LOGGED_IN: it is named. The LUN is a device that is suspended on
# the target's side, so that its session stays well.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
two_targets /run/up.yaml /run/down.yaml

# slow_create: the LUN of $b, which LVM is not to see here as well.
slow_create() {
	printf 'devices {\n\tglobal_filter = [ "r|^/dev/mapper/slow$|", "r|^/dev/loop|" ]\n}\n' >/etc/lvm/lvmlocal.conf
	modprobe loop && truncate -s 64M /run/slow.img || return
	echo "0 131072 linear $(losetup -f --show /run/slow.img) 0" | dmsetup create slow &&
		mkdir -p "$san/lun" && ln -s /dev/mapper/slow "$san/lun/$b.1" && target_create $b &&
		target_adm --op new --mode logicalunit --tid 2 --lun 1 --backing-store /dev/mapper/slow
}

ok 'a SAN' san_start
target_create $a 64
ok 'a LUN that can be made to hang' slow_create
ok 'a volume group on each target' vg_create xenGuests $a -- noc1
ok 'the other' vg_create other $b -- one
execlog_install
ok 'all of it is up' exits 0 /run/up.yaml
disk=$(session_disks $b)

# The kernel is not to give its commands up meanwhile.
echo 600 >"/sys/block/${disk#/dev/}/device/timeout"
quietly dmsetup suspend --nolockfs slow
echo 3 >/proc/sys/vm/drop_caches
ok 'a run beside it' exits 4 --timeout 20 /run/up.yaml
ok 'says that it does not answer' says "${disk#/dev/} (LUN"

plan_done
