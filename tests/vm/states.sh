#!/bin/sh
# states.sh: states of volume groups and volumes in which LVM does not do what it is asked, often with exit 0 and
# without a word: each is named, with what to type, and nothing is forced.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml
local=/etc/lvm/lvmlocal.conf

ok 'a SAN' san_start
target_create $a 64 64 64
quietly login $a
# shellcheck disable=SC2046 # words on purpose
set -- $(session_disks $a)
ok 'a volume group' quietly vgcreate -y --devices "$1" guests "$1"
lv_create guests one && lv_create guests two
guests_wanted 'ensure: active'
execlog_install
exits 0 $up
children=0
count_children converge "$CONVERGE" $up >/dev/null
is 'a run that does nothing starts 2 processes' "$children" 2
quietly vgchange -an guests

# ---- volume_list
printf 'activation {\n\tvolume_list = ["vg_root"]\n}\n' >$local
ok 'volume_list keeps LVM from activating it: it answers success' quietly vgchange -ay guests
ok 'converge does not' exits 4 $up
ok 'and names the cause' says 'activation/volume_list is "vg_root"; add guests to it in /etc/lvm/lvm.conf'
guests_wanted 'logical_volumes: {one: active}'
ok 'of a single volume too' exits 4 $up
ok 'the same' says 'activation/volume_list is "vg_root"; add guests'
rm $local
guests_wanted 'ensure: active'
applies_as_printed 'without it' 0 $up
quietly vgchange -an guests

# ---- filters and the devices file
printf 'devices {\n\tglobal_filter = ["r|%s|"]\n}\n' "$1" >$local
ok 'a filter hides its disk: LVM says nothing' eval "! vgs guests >/dev/null 2>&1 && vgs >/dev/null"
ok 'converge does' exits 4 $up
ok 'and names the disk' says "the devices file or the filters of LVM leave out ${1#/dev/};"
rm $local

# ---- exported
quietly vgexport guests
ok 'exported' exits 4 $up
ok 'it says how to import it' says 'vgimport guests'
quietly vgimport guests

# ---- another host's
quietly vgchange -y --systemid xen02 guests
ok 'of another system ID' exits 4 $up
ok 'it says whose' says 'it belongs to the host with system ID xen02'
ok 'nothing was activated' vg_is_inactive guests
printf 'global {\n\tsystem_id_source = "lvmlocal"\n}\nlocal {\n\tsystem_id = "xen02"\n}\n' >$local
applies_as_printed 'on the host of this system ID' 0 $up
is 'it is active' "$(active_volumes guests)" 'one two'
changes_nothing 'after that' $up
count_children converge "$CONVERGE" $up >/dev/null
is 'there, one more process asks whose it is' "$children" 3
quietly vgchange -an guests
quietly vgchange -y --systemid '' guests
rm $local

# ---- shared, without lvmlockd
quietly vgcfgbackup -f /run/guests.cfg guests
sed 's/^\tseqno = .*/&\n\tlock_type = "sanlock"\n\tlock_args = "1.0.0:lvmlock"/' /run/guests.cfg >/run/shared.cfg
quietly vgcfgrestore -y --force -f /run/shared.cfg guests
ok 'shared, and lvmlockd not in use: LVM says nothing' eval '! vgs 2>&1 | grep guests'
ok 'converge does' exits 4 $up
ok 'with the lock type and what to do' says 'it is shared with lock type sanlock, and lvmlockd is not in use here'
quietly vgchange -y --lock-type none --lock-opt force --config 'global{use_lvmlockd=0}' guests
ok 'it is local again' exits 0 $up

# ---- partial
quietly vgchange -an guests
quietly vgextend -y guests "$3"
quietly lvcreate -y -an -Zn -Wn -n far -L 40m guests "$3"
lun_remove $a 3
echo 1 >"/sys/block/${3#/dev/}/device/delete"
guests_wanted 'ensure: active'
execlog_clear
ok 'a physical volume is missing' exits 4 $up
ok 'it says so' says 'a partial volume group is never activated'
is 'it looked for it once, and activated nothing' "$(execlog_changing converge | sed 's/-r [0-9]*/-r N/')" \
	'iscsiadm -m session -r N --rescan'
lun_create $a 3 64
applies_as_printed 'the LUN is back, and nobody told this host' 0 $up
is 'it is active' "$(active_volumes guests)" 'far one two'
ok 'and works' read_write /dev/guests/far

# ---- snapshots and pools
modprobe -a dm-snapshot dm-thin-pool
quietly lvcreate -y -T guests/pool -L 8m -V 16m -n thin --config 'global{thin_check_executable=""}'
quietly lvcreate -y -s -n before -L 4m guests/one
quietly lvcreate -y -s -n frozen guests/thin
quietly vgchange -an guests --config 'global{thin_check_executable=""}'
printf 'global {\n\tthin_check_executable = ""\n}\n' >$local
applies_as_printed 'snapshots, a pool and a thin volume' 0 $up
is 'all but the one with the skip flag' "$(active_volumes guests)" 'before far one pool thin two'
changes_nothing 'after that' $up
guests_wanted 'ensure: active, logical_volumes: {frozen: active}'
applies_as_printed 'the flag gives way to the manifest' 0 $up
is 'it is active' "$(active_volumes guests)" 'before far frozen one pool thin two'
changes_nothing 'after that' $up
rm $local

plan_done
