#!/bin/sh
# shellcheck shell=dash
# portals.sh: what the manifest does not list: the host under another name, records and sessions elsewhere.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.2003-01.org.example:a
b=iqn.2003-01.org.example:b

# manifest FILE: from stdin, with its version.
manifest() {
	{ echo 'version: 1' && cat; } >"$1"
}

ok 'a SAN' san_start
target_create $a 64
target_create $b 64
ok 'a volume group' vg_create va $a -- x
execlog_install
name=$(sed 's/.*=//' /etc/iscsi/initiatorname.iscsi)

# ---- the host's own name

manifest /run/named.yaml <<END
initiator: iqn.1993-08.org.debian:01:another
targets:
  $a: {portals: [127.0.0.1]}
END
execlog_clear
ok 'a host with another name' exits 4 /run/named.yaml
ok 'is told so' says "this host's name is $name"
is 'no session is made under it' "$(session_count)" 0
sed -i "s/^initiator.*/initiator: $name/" /run/named.yaml
applies_as_printed 'the right name' 0 /run/named.yaml
changes_nothing 'again' /run/named.yaml
is 'the file is as it was' "$(sed 's/.*=//' /etc/iscsi/initiatorname.iscsi)" "$name"
ok 'the host is clean' host_clean

# ---- a portal that is no longer listed

addresses() {
	cat /sys/class/iscsi_connection/*/persistent_address 2>/dev/null | sort | paste -sd ' '
}

# portals LIST ENSURE [KEY]: the manifest for one target and its volume group.
portals() {
	manifest /run/list.yaml <<-END
		targets:
		  $a: {portals: [$1]${3:+, $3}}
		volume_groups:
		  va: {ensure: $2, targets: [$a]}
	END
}

portals 10.5.88.21 active
applies_as_printed 'up, at one portal' 0 /run/list.yaml
portals 127.0.0.1 active
ok 'another portal is listed: the login there would be a second path' exits 4 /run/list.yaml
ok 'what is at the old one is told' says "$a has what its 'portals' do not list: session"
is 'and left alone' "$(addresses)" 10.5.88.21
portals 127.0.0.1 active 'portals_exclusive: true'
execlog_clear
ok 'exclusive, but the volume group is active there' exits 4 /run/list.yaml
ok 'refused with what to type' says '(to end that: vgchange -an va)'
is 'the session is left alone' "$(addresses)" 10.5.88.21
ok 'the volume works' read_write /dev/va/x
portals 127.0.0.1 inactive 'portals_exclusive: true'
ok 'with the group declared inactive it moves' exits 0 /run/list.yaml
is 'to the listed portal' "$(addresses)" 127.0.0.1
is 'with its record' "$(iscsiadm -m node | cut -d, -f1)" 127.0.0.1:3260
ok 'the group is inactive' vg_is_inactive va
changes_nothing 'again' /run/list.yaml

portals 10.5.88.21 active 'portals_exclusive: true'
applies_as_printed 'what nothing uses moves by itself' 0 /run/list.yaml
is 'to the listed portal' "$(addresses)" 10.5.88.21
is 'and the group is active there' "$(active_volumes va)" x
changes_nothing 'again' /run/list.yaml

vgchange -q -an va
quietly iscsiadm -m node -T $a -p 127.0.0.1 -o new && quietly iscsiadm -m node -T $a -p 127.0.0.1 -l
wait_until test "$(session_count $a)" = 2
session_disks $a >/dev/null
vgchange -q -an va 2>/dev/null
is 'a second path, made by hand: LVM sees nothing any more' "$(vgs --noheadings -o name 2>/dev/null)" ''
applies_as_printed 'it goes' 0 /run/list.yaml
is 'the listed one stays' "$(addresses)" 10.5.88.21
is 'with the group' "$(active_volumes va)" x
changes_nothing 'again' /run/list.yaml

quietly iscsiadm -m node -T $a -p 127.0.0.1 -o new && quietly iscsiadm -m node -T $a -p 127.0.0.1 -l
wait_until test "$(session_count $a)" = 2
# shellcheck disable=SC2046 # words on purpose
set -- $(session_disks $a)
sleep 1000 <"$2" &
ok 'somebody has its disk open' exits 4 /run/list.yaml
ok 'refused, with the process' says 'sleep (pid'
is 'both stay' "$(addresses)" '10.5.88.21 127.0.0.1'
ok 'the active volume works' read_write /dev/va/x
kill $!
wait 2>/dev/null
rm -r /etc/iscsi/nodes/$a/127.0.0.1*
ok 'not any more, and its record has gone too' exits 0 /run/list.yaml
is 'it was logged out by its number' "$(addresses)" 10.5.88.21
ok 'under an active volume of the other path, which works' read_write /dev/va/x
portals 10.5.88.21 inactive 'portals_exclusive: true, ensure: known'
quietly iscsiadm -m node -T $a -p 127.0.0.1 -o new
applies_as_printed 'down: known, and exclusive' 0 /run/list.yaml
is 'the record of the listed portal is what is left' "$(iscsiadm -m node | cut -d, -f1) $(addresses)" '10.5.88.21:3260 '
ok 'the host is clean' host_clean

plan_done
