#!/bin/sh
# shellcheck shell=dash
# unmanaged.sh: records and sessions of targets that no document names: left alone, told, or removed under every law.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.2003-01.org.example:a
b=iqn.2003-01.org.example:b
c=iqn.1992-08.com.other:c

# unmanaged VALUE: the manifest names one target, and says this of all others.
unmanaged() {
	cat >/run/m.yaml <<-END
		version: 1
		unmanaged: $1
		targets:
		  $a: {portals: [127.0.0.1]}
	END
}

recorded() {
	iscsiadm -m node 2>/dev/null | awk '{ print $2 }' | sort -u | paste -sd ' '
}

ok 'a SAN' san_start
target_create $a 64
target_create $b 64
target_create $c 64
ok 'a volume group on a target that nobody names' vg_create vb $b -- x
ok 'its session, its record and an active volume' login $b
session_disks $b >/dev/null
vgchange -q -ay vb
ok 'and another target' login $c
session_disks $c >/dev/null
execlog_install

unmanaged ignore
ok 'ignored' exits 0 /run/m.yaml
is 'all are there' "$(recorded)" "$c $a $b"
changes_nothing 'again' /run/m.yaml
unmanaged report
changes_nothing 'reported' /run/m.yaml
ok 'with the session' says "no document names the target of session"
ok 'and the record' says "no document names the target of the record of $b at 127.0.0.1:3260"
unmanaged remove
ok 'remove without a pattern: invalid' exits 1 /run/m.yaml
ok 'and why' says "it must say which targets it may touch"

unmanaged "{mode: remove, match: 'iqn.2003-01.org.example:*'}"
ok 'an active volume group is in the way' exits 4 /run/m.yaml
ok 'with what to type' says 'vgchange -an vb'
is 'nothing went' "$(session_count)" 3
ok 'the volume works' read_write /dev/vb/x
quietly mkfs.ext4 -q /dev/vb/x
mkdir -p /run/x && mount /dev/vb/x /run/x
ok 'and mounted' exits 4 /run/m.yaml
ok 'so first' says 'umount /run/x'
umount /run/x
vgchange -q -an vb
applies_as_printed 'nothing is in the way' 0 /run/m.yaml
is 'what the pattern does not cover is there' "$(recorded)" "$c $a"
is 'with its session' "$(session_count $c) $(session_count $b)" '1 0'
changes_nothing 'again' /run/m.yaml

unmanaged "{mode: remove, match: 'iqn.1992-08.com.other:*'}"
rm -r $database/nodes/$c
applies_as_printed 'a session without a record is logged out by its number' 0 /run/m.yaml
is 'it is gone' "$(session_count $c)" 0

quietly iscsiadm -m discovery -t st -p 127.0.0.1
records=$(iscsiadm -m node | grep -c -F $c)
ok 'a record that a discovery made' test "$records" -ge 1
applies_as_printed 'records without a session' 0 /run/m.yaml
is 'those of the pattern are gone' "$(iscsiadm -m node | grep -c -F $c)" 0
is 'others are there' "$(recorded)" "$a $b"

quietly iscsiadm -m node -T $c -p 127.0.0.1:3260 -o new
quietly iscsiadm -m node -T $c -p 127.0.0.1:3260 -o update -n node.session.nr_sessions -v 2
quietly iscsiadm -m node -T $c -p 127.0.0.1:3260 -l
wait_until test "$(session_count $c)" = 2
session_disks $c >/dev/null
applies_as_printed 'two sessions of one record' 0 /run/m.yaml
is 'both are gone, and the record' "$(session_count $c) $(iscsiadm -m node | grep -c -F $c)" '0 0'

quietly iscsiadm -m node -T $c -p 127.0.0.1:3260,1 -o new
quietly iscsiadm -m node -T $c -p 127.0.0.1:3260,1 -l
session_disks $c >/dev/null
disk=$(target_disks $c)
tail -f "$disk" >/dev/null &
ok 'a disk that a process has open' exits 4 /run/m.yaml
ok 'is not taken away' says '(tail, '
kill $!
wait 2>/dev/null
target_freeze
state=$(dirname "$(grep -l -x -F $c /sys/class/iscsi_session/*/targetname)")/state
vm_patience=800 wait_until grep -q -x FAILED "$state"
printf 'version: 1\nunmanaged: {mode: remove, match: "*.other:c"}\n' >/run/only.yaml
ok 'a session that does not work, and that nothing uses, may go' exits 0 --timeout 120 /run/only.yaml
is 'it is gone' "$(session_count $c)" 0
target_thaw
ok 'the host is clean' host_clean

plan_done
