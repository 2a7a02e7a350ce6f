#!/bin/sh
# lockd.sh: `access: lockd` with a real lvmlockd. It runs in its test mode, without a lock manager: it then has all locks of
# one host, but asks no other.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml
local=/etc/lvm/lvmlocal.conf

lockd_start() {
	[ -d "$VM_LOCKD" ] || complain 'lvmlockd is not in the cache: run tests/vm/unpacked lvmlockd' || return
	tar -C "$VM_LOCKD" -c . | tar -C / -x --keep-directory-symlink && ldconfig || return
	mkdir -p /run/lvm && lvmlockd --test --gl-type dlm && wait_until test -S /run/lvm/lvmlockd.socket || return
	printf 'global {\n\tuse_lvmlockd = 1\n}\n' >$local
}

# locks: the modes of the locks of volumes; "un" is none.
locks() {
	lvmlockctl --info | sed -n 's/^LK LV \([a-z]*\).*/\1/p' | grep -v un | paste -sd ' '
}

ok 'a SAN' san_start
target_create $a 64
ok 'lvmlockd' lockd_start
quietly login $a
# shellcheck disable=SC2046 # words on purpose
ok 'a shared volume group' quietly vgcreate -y --shared guests $(session_disks $a)
lv_create guests one && lv_create guests two
ok 'one is skipped' quietly lvchange -ky guests/two
quietly vgchange --setautoactivation n guests
udevadm settle
execlog_install

guests_wanted 'ensure: active, access: lockd, logical_volumes: {two: active}'
applies_as_printed 'up' 0 $up
is 'both are active' "$(active_volumes guests)" 'one two'
is 'and locked for this host' "$(locks)" 'ex ex'
changes_nothing 'again' $up
children=0
count_children converge "$CONVERGE" $up >/dev/null
is 'it starts 3 processes' "$children" 3

# ---- its locks are not started
quietly vgchange -an guests
ok 'its locks are stopped' quietly vgchange --lock-stop guests
ok 'it fails' exits 4 $up
ok 'in the words of LVM' says 'Cannot access VG guests due to failed lock.'
ok 'with what to do' says 'vgchange --lock-start guests'
is 'nothing is active' "$(vg_dm_names guests)" ''
ok 'so it is done' quietly vgchange --lock-start guests
applies_as_printed 'then' 0 $up
is 'it is up' "$(active_volumes guests)" 'one two'

# ---- one by one, after a login
quietly vgchange -an guests
logout $a
execlog_clear
guests_wanted 'ensure: active, access: lockd, logical_volumes: {one: active, two: inactive}'
ok 'from nothing' exits 0 $up
is 'as it would be printed' "$(execlog_changing converge | tail -n 1)" 'lvchange -aey -K guests/one'
is 'just one' "$(active_volumes guests)" one
is 'and one lock' "$(locks)" ex
changes_nothing 'again' $up

# ---- other words
guests_wanted 'ensure: active, access: shared'
applies_as_printed 'as a shared one' 4 $up
ok 'it is refused' says "its access is shared, but its lock type is dlm"
quietly vgchange -an guests
guests_wanted 'ensure: active, access: exclusive'
ok 'exclusive' exits 0 --dry-run $up
ok 'has no warning' not says 'nothing enforces'
applies_as_printed 'which is as lvmlockd has it' 0 $up
is 'by its lock' "$(locks)" ex
quietly vgchange -an guests

# ---- lvmlockd is not in use
rm $local
guests_wanted 'ensure: active, access: lockd'
applies_as_printed 'without lvmlockd' 4 $up
ok 'it is said' says 'lvmlockd is not in use here'

plan_done
