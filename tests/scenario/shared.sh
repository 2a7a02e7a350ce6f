# shared.sh: a volume group that several hosts may have active: only its linear volumes are, one by one; a RAID is named and
# left as it is, unless the manifest says that just one host has the group.
# shellcheck shell=dash

a=iqn.1992-08.com.netapp:sn.118047036

# manifest FILE TEXT: what is wanted of the volume group guests.
manifest() {
	cat >"$1" <<-END1
		version: 1
		targets:
		  $a: {portals: [10.5.88.21:3260]}
		volume_groups:
		  guests: {targets: [$a], $2}
	END1
}
up=$work/up.yaml
listed=$work/listed.yaml
alone=$work/alone.yaml
down=$work/down.yaml
manifest "$up" 'ensure: active, access: shared'
manifest "$listed" 'ensure: active, access: shared, logical_volumes: {mirrored: inactive}'
manifest "$alone" 'ensure: active, access: exclusive'
cat >"$down" <<END1
version: 1
targets:
  $a: {ensure: absent}
volume_groups:
  guests: {ensure: inactive}
END1

# idle: logged in, and nothing of it active.
idle() {
	login $a 10.5.88.21:3260 || return
	for volume in one two mirrored; do
		wait_until is_active guests/$volume || return
	done
	for volume in one two mirrored; do
		volume_deactivate guests/$volume || return
	done
}

is_active() {
	host_picture | grep -q "^active $1\$"
}

ok 'a SAN' san_start
ok 'a target with two LUNs' target_create $a 64 64
ok 'a volume group' vg_create guests $a -- one two mirrored:8:raid1
ok 'logged in by hand, and all deactivated' idle
ok 'from here executions count' execlog_install

applies_as_printed 'shared' 4 "$up"
ok 'the RAID is named' says 'mirrored (raid,raid1)'
host_is 'the others are active' <<END1
active guests/one
active guests/two
record $a 10.5.88.21:3260
session $a 10.5.88.21:3260 LOGGED_IN
END1
is_up=$(host_picture)
applies_as_printed 'again' 4 "$up"
is 'nothing has changed' "$(host_picture)" "$is_up"
changes_nothing 'with the RAID listed as inactive' "$listed"

applies_as_printed 'on one host alone' 0 "$alone"
is 'the RAID is active too' "$(host_picture)" "active guests/mirrored
$is_up"
applies_as_printed 'shared once more' 4 "$up"
ok 'the RAID is named as active' says 'active all the same'
is 'and left as it is' "$(host_picture)" "active guests/mirrored
$is_up"
applies_as_printed 'where it is listed it goes' 0 "$listed"
is 'it alone' "$(host_picture)" "$is_up"
applies_as_printed 'and down' 0 "$down"
host_is 'the host is clean' </dev/null
