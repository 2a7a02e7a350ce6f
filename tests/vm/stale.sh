#!/bin/sh
# stale.sh: a host whose view is old. Another host, played by a second view of LVM on the target's own file, creates,
# grows, moves, replaces and removes volumes; LUNs are added and grown; links in /dev are lost.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml
cat >$up <<END1
version: 1
targets:
  $a: {portals: [127.0.0.1]}
volume_groups:
  guests: {ensure: active, targets: [$a]}
END1

loop_is_free() {
	[ ! -e "/sys/block/$1/loop/backing_file" ]
}

# elsewhere LVM-COMMAND ARG...: as another host does it: on the LUNs themselves, knowing nothing of this kernel's maps.
elsewhere() {
	loops='' devices='' number=0 status=0
	for file in "$san/lun/$a".*; do
		losetup "/dev/loop$number" "$file" || return
		loops="$loops loop$number"
		devices="$devices${devices:+,}/dev/loop$number"
		number=$((number + 1))
	done
	LVM_SUPPRESS_FD_WARNINGS=1 lvm "$@" --driverloaded n --devices "$devices" >/run/elsewhere 2>&1 || status=$?
	for number in $loops; do
		losetup -d "/dev/$number"
		wait_until loop_is_free "$number" || return
	done
	udevadm settle
	[ "$status" = 0 ] || complain "$*: $(cat /run/elsewhere)"
}

megabytes() {
	echo $(($(blockdev --getsize64 "$1") / 1048576))
}

ok 'a SAN' san_start
# What another host does is no event of LVM here.
mkdir -p /run/udev/rules.d
echo 'KERNEL=="loop*", ENV{ID_FS_TYPE}="", OPTIONS+="nowatch"' >/run/udev/rules.d/68-loops.rules
udevadm control --reload && modprobe loop && udevadm settle
target_create $a 64
ok 'a volume group' vg_create guests $a -- one two three
execlog_install
ok 'it is up' exits 0 $up

ok 'another host creates a volume' elsewhere lvcreate -y -an -Zn -Wn -n four -L 8m guests
applies_as_printed 'it is activated' 0 $up
is 'all four' "$(active_volumes guests)" 'four one three two'

ok 'another host grows one' elsewhere lvextend -L 16m guests/one
is 'the map here is the old one' "$(megabytes /dev/guests/one)" 8
applies_as_printed 'it is refreshed' 0 $up
ok 'and says why' says 'resized on another host'
is 'it is as large as there' "$(megabytes /dev/guests/one)" 16
changes_nothing 'after that' $up
ok 'it works' read_write /dev/guests/one

# Since 2.03.17 LVM looks for a file system in an active volume first, unless it is told not to.
case $(lvm version) in
*'LVM version: '*2.03.1[0-6]*) ignore='' ;;
*) ignore='--fs ignore' ;;
esac
# shellcheck disable=SC2086 # words
ok 'another host shrinks it' elsewhere lvreduce -f $ignore -L 8m guests/one
applies_as_printed 'that too' 0 $up
is 'it is as small as there' "$(megabytes /dev/guests/one)" 8

ok 'a volume grows on another host, beyond the LUN, which grew first' truncate -s 128M "$san/lun/$a.1"
lun_remove $a 1 && lun_create $a 1 128
ok 'its physical volume' elsewhere pvresize /dev/loop0
ok 'the volume' elsewhere lvextend -L 90m guests/two
ok 'a dry run would rescan first' exits 0 --dry-run $up
ok 'and says why' says "its LUN may have grown"
applies_as_printed 'rescanned, then refreshed' 0 $up
is 'it is as large as there' "$(megabytes /dev/guests/two)" 92
ok 'and works' read_write /dev/guests/two
changes_nothing 'after that' $up

ok 'the volume group gets a second LUN on another host' lun_create $a 2 64
ok 'it is made a physical volume' elsewhere vgextend -y guests /dev/loop1
ok 'with a volume on it' elsewhere lvcreate -y -an -Zn -Wn -n five -L 40m guests /dev/loop1
ok 'here the volume group is partial' eval 'vgs --noheadings -o vg_partial guests 2>/dev/null | grep -q partial'
applies_as_printed 'rescanned, then activated' 0 $up
is 'with the new volume' "$(active_volumes guests)" 'five four one three two'
changes_nothing 'after that' $up

# What another host's pvmove leaves behind: the same volume, as large as it was, on other extents.
ok 'another host looks where a volume is' elsewhere vgcfgbackup -f /run/guests.cfg guests
other=$(awk '/^\t\tfive {/ { found = 1 } found && /"pv[0-9]", 0/ { split($0, part, "\""); print part[2]; exit }' /run/guests.cfg)
sed -i '/^\t\tfour {/,/^\t\t}/s/"pv[0-9]", [0-9]*/"'"$other"'", 12/' /run/guests.cfg
was=$(dmsetup table guests-four)
ok 'and moves it' elsewhere vgcfgrestore -y -f /run/guests.cfg guests
is 'the map here still leads to where it was' "$(dmsetup table guests-four)" "$was"
applies_as_printed 'it is refreshed' 0 $up
ok 'and says why' says 'its data was moved on another host'
is 'it leads to where the data is' "$(dmsetup table guests-four)" \
	"0 16384 linear $(cat "/sys/block/$(session_disks $a | tail -n 1 | xargs basename)/dev") $((2048 + 12 * 8192))"
ok 'and works' read_write /dev/guests/four
changes_nothing 'after that' $up

ok 'another host removes a volume' elsewhere lvremove -y guests/three
ok 'its map stays, and is named' exits 0 $up
ok 'with what to type' says 'dmsetup remove guests-three'
ok 'nothing removed it' test -b /dev/mapper/guests-three
ok 'another host makes another one of that name' elsewhere lvcreate -y -an -Zn -Wn -n three -L 12m guests
ok 'it is refused' exits 4 $up
ok 'the map in the way is named' says 'guests/three cannot be activated: device-mapper still has guests-three'
dmsetup remove guests-three
applies_as_printed 'without it' 0 $up
is 'it is the new one' "$(megabytes /dev/guests/three)" 12

rm /dev/guests/two /dev/mapper/guests-two
ok 'the links of an active volume are lost: LVM does not mind' quietly vgchange -ay guests
ok 'they still are' test ! -e /dev/guests/two
applies_as_printed 'they are made again' 0 $up
node=../$(basename "$(readlink -f /dev/guests/two)")
is 'as links of udev' "$(readlink /dev/guests/two) $(readlink /dev/mapper/guests-two)" "$node $node"
ok 'it works' read_write /dev/guests/two
changes_nothing 'after that' $up

sed 's/guests: {ensure: active/guests: {logical_volumes: {nosuch: active}/' $up >/run/nosuch.yaml
execlog_clear
ok 'a volume that is nowhere' exits 4 /run/nosuch.yaml
ok 'is named' says 'there is no such logical volume in volume group guests'
is 'after one rescan, and nothing else' "$(execlog_changing converge | sed 's/-r [0-9]*/-r N/')" \
	'iscsiadm -m session -r N --rescan'

# ---- groups on LUNs that are here: LVM's hints say which disks are whose, as this host last saw them
lun_create $a 7 64 && lun_create $a 8 64 && quietly iscsiadm -m session -R && udevadm settle
loops=$(echo "$san/lun/$a".* | wc -w)
seventh=/dev/loop$((loops - 2)) eighth=/dev/loop$((loops - 1))

# wanted NAME ENSURE: the manifest: that group, beside guests.
wanted() {
	sed -i '/^  guests/q' $up
	echo "  $1: {ensure: $2, targets: [$a]}" >>$up
}

quietly vgs && quietly vgs
ok 'LVM has hints' grep -q guests /run/lvm/hints
ok 'another host makes a group' elsewhere vgcreate -y newer "$seventh"
ok 'and a volume' elsewhere lvcreate -y -an -Zn -Wn -n one -L 8m newer
wanted newer active
applies_as_printed 'it is activated' 0 $up
is 'it is active' "$(active_volumes newer)" one
quietly vgs && quietly vgs
ok 'another host extends it' elsewhere vgextend -y newer "$eighth"
ok 'and makes a volume there' elsewhere lvcreate -y -an -Zn -Wn -n two -L 8m newer "$eighth"
applies_as_printed 'that is activated, too' 0 $up
is 'both are active' "$(active_volumes newer)" 'one two'
ok 'it works' read_write /dev/newer/two

plan_done
