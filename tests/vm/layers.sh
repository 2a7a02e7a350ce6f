#!/bin/sh
# layers.sh: volumes that device-mapper makes of others (thin, snapshot) lose their session and get it back: a refresh does
# not help them, and would leave some suspended. And volumes that are suspended.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml
guests_wanted 'ensure: active'

# layers_create: a volume of each kind. The checkers of thin-provisioning-tools are another package's.
layers_create() {
	printf 'global {\n\tthin_check_executable = ""\n}\n' >/etc/lvm/lvmlocal.conf
	modprobe -a dm_thin_pool dm_snapshot && login $a || return
	# shellcheck disable=SC2046 # one word per disk
	quietly vgcreate -y guests $(session_disks $a) &&
		quietly lvcreate -y -n flat -L 16m guests &&
		quietly lvcreate -y -T guests/pool -L 24m -V 16m -n thin &&
		quietly lvcreate -y -n origin -L 16m guests && quietly lvcreate -y -s -n snap -L 8m guests/origin &&
		quietly vgchange -an guests && logout $a
}

# session_lost: it is logged out by hand under all of them; some notice.
session_lost() {
	session_drop $a || return
	for volume in thin origin; do
		not quietly dd if=/dev/zero of="/dev/mapper/guests-$volume" bs=4096 count=1 oflag=direct 2>/dev/null ||
			complain "$volume still works" || return
	done
}

# work VOLUME...: each can be written and read.
work() {
	for volume; do
		read_write "/dev/mapper/guests-$volume" || complain "$volume does not work" || return
	done
}

suspended() {
	dmsetup info -c --noheadings -o name,suspended | sed -n 's/:Suspended$//p'
}

ok 'a SAN' san_start
target_create $a 100
ok 'a volume of each kind' layers_create
execlog_install
ok 'it is up' exits 0 $up

# ---- lost and back

ok 'the session is lost under them' session_lost
applies_as_printed 'it is logged in again' 0 $up
ok 'and says why there is no refresh' says 'a refresh does not help'
is 'nothing is suspended' "$(suspended)" ''
ok 'all of them work again' work flat thin origin snap
changes_nothing 'after that' $up

ok 'it is lost once more' session_lost
sleep 1000 3</dev/mapper/guests-thin &
holder=$!
ok 'while somebody has a thin volume open' exits 4 $up
ok 'who is named' says 'guests/thin is open'
is 'nothing is suspended' "$(suspended)" ''
ok 'the rest works' work flat origin
quietly kill $holder
wait
applies_as_printed 'when nobody has it open, the others do too' 0 $up
ok 'it works once more' work thin

# ---- suspended

quietly dmsetup suspend guests-flat
ok 'a suspended volume does not match' exits 4 $up
ok 'it is named, with what to do' says 'dmsetup resume guests-flat'
ok 'show tells it' exits 0 show
ok 'by its name' says 'flat: suspended'
is 'nobody resumed it' "$(suspended)" guests-flat
quietly dmsetup resume guests-flat
quietly dmsetup suspend guests-pool-tpool
ok 'nor does a thin volume, when its pool is' exits 4 $up
ok 'which is named' says 'dmsetup resume guests-pool-tpool'
quietly dmsetup resume guests-pool-tpool
changes_nothing 'once they are resumed' $up

plan_done
