#!/bin/sh
# pinned.sh: two volume groups of one name. Nothing is done by that name; pinned by uuid, each is acted on alone.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml

uuid_on() {
	vgs --noheadings -o vg_uuid --devices "$1" | tr -d ' '
}

# uuids_active: of the volume groups that have maps.
uuids_active() {
	cat /sys/block/dm-*/dm/uuid 2>/dev/null | cut -c5-36 | sort -u | paste -sd ' '
}

ok 'a SAN' san_start
target_create $a 64 64
quietly login $a
# shellcheck disable=SC2046 # words on purpose
set -- $(session_disks $a)
ok 'a volume group' quietly vgcreate -y --devices "$1" guests "$1"
lv_create guests one && lv_create guests two
guests_wanted 'ensure: active'
execlog_install
exits 0 $up
quietly vgchange -an guests
ok 'another volume group of the name' quietly vgcreate -y --devices "$2" guests "$2"
quietly lvcreate -y -an -Zn -Wn -n one -L 8m --devices "$2" guests
quietly lvcreate -y -an -Zn -Wn -n other -L 8m --devices "$2" guests
first=$(uuid_on "$1")
second=$(uuid_on "$2")
ok 'which is meant is not known' exits 4 $up
ok 'it shows how to say so' says 'say which one is meant with uuid ('
ok 'with both uuids' eval "says $first && says $second"
is 'nothing was activated' "$(uuids_active)" ''
guests_wanted "ensure: active, uuid: $second"
applies_as_printed 'pinned to one' 0 $up
is 'that one is active, and no other' "$(uuids_active)" "$(echo "$second" | tr -d -)"
changes_nothing 'after that' $up
guests_wanted "ensure: active, uuid: $first"
ok 'pinned to the other: one name cannot be taken twice' exits 4 $up
ok 'it says by whom it is taken' says "(the other is $second)"
guests_wanted "logical_volumes: {two: active}, uuid: $first"
applies_as_printed 'a volume whose name is free' 0 $up
is 'both have active volumes' "$(uuids_active | wc -w)" 2
guests_wanted "ensure: inactive, uuid: $second"
applies_as_printed 'one is deactivated' 0 $up
is 'the other is not' "$(uuids_active)" "$(echo "$first" | tr -d -)"
printf 'version: 1\ntargets:\n  %s: {ensure: absent}\nvolume_groups:\n  guests: {ensure: inactive, uuid: %s}\n' $a "$second" \
	>/run/down.yaml
ok 'no logout under the other' exits 4 /run/down.yaml
ok 'which is named' says 'logical volume guests/two is active'
is 'its session stays' "$(session_count $a)" 1
plan_done
