#!/bin/sh
# shellcheck shell=dash
# luns.sh: `luns`: a target with 8 LUNs, of which one appears late and one never; numbers above 255; what is not listed.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

t=iqn.2003-01.org.example:t

# luns LIST: the manifest.
luns() {
	cat >/run/m.yaml <<-END
		version: 1
		targets:
		  $t: {portals: [127.0.0.1], luns: [$1]}
		volume_groups:
		  late: {ensure: active, targets: [$t]}
	END
}

ok 'a SAN' san_start
target_create $t 16 16 16 16 16 16 64
ok 'a volume group on its seventh LUN' vg_create late $t/7 -- x
lun_remove $t 7
execlog_install

luns '1, 2, 7'
ok 'a listed LUN is not there at the login' exits 4 /run/m.yaml
ok 'which is told by its number' says 'has no disk for LUN 7'
ok 'what is not listed is told' says "has LUNs 3, 4, 5, 6, which 'luns' does not list"
is 'the session stays' "$(session_count $t)" 1
execlog_clear
ok 'a rescan does not bring it' exits 4 /run/m.yaml
ok 'which is told' says 'a rescan has not brought it'
is 'one rescan was made' "$(execlog_commands converge | grep -c -e --rescan)" 1
lun_create $t 7 64
applies_as_printed 'it appears late' 0 /run/m.yaml
ok 'the volume group is active' vg_is_active late
ok 'it works' read_write /dev/late/x
changes_nothing 'again' /run/m.yaml

luns '1, 2, 7, 300'
lun_create $t 300 16
applies_as_printed 'a number above 255' 0 /run/m.yaml
changes_nothing 'again, too' /run/m.yaml
luns '7, 8'
ok 'an eighth one never comes' exits 4 /run/m.yaml
ok 'it is named' says 'has no disk for LUN 8'
ok 'the volume group, which is whole, stays active' vg_is_active late
is 'nothing was taken away' "$(target_disks $t | wc -l)" 8

vgchange -q -an late
logout $t
lun_remove $t 300
luns '1, 7'
lvm_events_forget
applies_as_printed 'from nothing' 0 /run/m.yaml
ok 'the volume group is active then' vg_is_active late

plan_done
