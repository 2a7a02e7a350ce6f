#!/bin/sh
# access.sh: what `access` lets be active, with volumes of every sort that LVM and this kernel can make: of a shared group
# only the linear and striped ones, each other one by name.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml

# make OPTION...: a volume of the group, whose data nobody looks at.
make() {
	quietly lvcreate -y --config 'global{thin_check_executable="" cache_check_executable=""}' "$@"
}

# layout NAME: "LAYOUT ROLE ATTRIBUTES" as converge reads them.
layout() {
	lvs --noheadings --separator ' ' -o lv_layout,lv_role,lv_attr "guests/$1" | sed 's/^ *//'
}

ok 'a SAN' san_start
target_create $a 128 128
ok 'modules' modprobe -a dm-snapshot dm-mirror dm-raid raid1 dm-thin-pool dm-cache
ok 'a volume group' vg_create guests $a -- one
quietly login $a
make -Wn -n two -i 2 -L 8m guests
make -Wn -n both -L 4m guests
make -Wn -n data -L 8m guests
ok 'a snapshot' make -s -n snap -L 4m guests/data
ok 'a mirror' make -Wn --type mirror --mirrorlog core -m 1 --nosync -n mirror -L 8m guests
ok 'a RAID' make -Wn --type raid1 -m 1 --nosync -n raid -L 8m guests
ok 'a thin pool with a volume' make -T -V 8m -L 8m -n thin guests/pool
ok 'a cache' make --type cache-pool -n cpool -L 8m guests
make -Wn -n cached -L 8m guests
quietly lvconvert -y --type cache --cachepool cpool guests/cached
quietly lvextend -y -i 1 -L 12m guests/two
is 'linear' "$(layout one | cut -c 1-16)" 'linear public -w'
is 'striped, and a linear piece' "$(layout two | cut -c 1-24)" 'linear,striped public -w'
for volume in data snap mirror raid pool thin cached; do
	say "$volume: $(layout $volume)"
done
quietly vgchange --setautoactivation n guests
quietly vgchange -an guests
logout $a
host_clean
execlog_install

# ---- from nothing
guests_wanted 'ensure: active, access: shared'
printed=$(runbook $up)
ok 'the dry run has a condition' exits 0 --dry-run $up
ok 'it says so' says '# if volume group guests is there by then and all its volumes are linear or striped:'
ok 'it is not met' exits 4 --jobs 1 $up
ok 'each is named' says 'data (origin,thickorigin)'
ok 'and what to do' says 'run converge again to have the others activated one by one'
is 'nothing was run but what was printed' "$(execlog_changing converge)" "$(printf '%s\n' "$printed" | grep -v vgchange)"
is 'nothing is active' "$(active_volumes guests)" ''

# ---- one by one
applies_as_printed 'the next run activates the others' 4 $up
is 'just those' "$(active_volumes guests)" 'both one two'
for volume in 'data (origin,thickorigin)' 'snap (snapshot,thicksnapshot)' 'mirror (mirror)' 'raid (raid,raid1)' \
	'pool (thin,pool)' 'thin (thin,sparse)' 'cached (cache)'; do
	ok "refused: $volume" says "$volume"
done
applies_as_printed 'and the next does nothing' 4 $up
is 'still' "$(active_volumes guests)" 'both one two'
is 'nothing ran' "$(execlog_changing converge)" ''

# ---- active all the same
quietly lvchange -ay guests/raid
applies_as_printed 'one that somebody else activated' 4 $up
ok 'it is named' says 'active all the same, so see to it that no other host has them active: raid (raid,raid1)'
is 'and stays' "$(active_volumes guests)" 'both one raid two'

# ---- said to be inactive
guests_wanted "ensure: active, access: shared, logical_volumes: {data: inactive, snap: inactive, mirror: inactive,
    raid: inactive, pool: inactive, thin: inactive, cached: inactive}"
quietly lvchange -an guests/one
applies_as_printed 'all others are listed' 0 $up
is 'it is as it should be' "$(active_volumes guests)" 'both one two'
changes_nothing 'after that' $up

# ---- pvmove
# shellcheck disable=SC2046 # words on purpose
set -- $(session_disks $a)
ok 'a move that is not over' quietly pvmove -b -i +600 -n both "$(pvs --noheadings -o pv_name -S lv_name=both | tr -d ' ')"
say "both: $(layout both)"
applies_as_printed 'of what is being moved' 4 $up
ok 'it is said' says 'both (locked, as by pvmove)'
quietly pvmove --abort
changes_nothing 'when it is over' $up

# ---- lockd
guests_wanted 'ensure: active, access: lockd'
applies_as_printed 'without a lock type' 4 $up
ok 'it is said' says 'its access is lockd, but it has no lock type'

# ---- exclusive
quietly vgchange -an guests
guests_wanted 'access: exclusive, logical_volumes: {data: active, snap: active}'
ok 'a dry run' exits 0 --dry-run $up
ok 'says that nothing enforces it' says 'nothing enforces it at run time'
applies_as_printed 'it may have all' 0 $up
is 'and has' "$(active_volumes guests)" 'data snap'
changes_nothing 'after that' $up

# ---- udev
quietly vgchange -an guests
quietly vgchange --setautoactivation y guests
logout $a
host_clean
guests_wanted 'ensure: active, access: shared'
ok 'a dry run' exits 0 --dry-run $up
ok 'says what udev does' says 'what of it is neither linear nor striped is then active, too'
ok 'which it does' exits 4 $up
ok 'and is said to have done' says 'active all the same'

plan_done
