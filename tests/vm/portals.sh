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
c=iqn.2003-01.org.example:c

# manifest FILE: from stdin, with its version.
manifest() {
	{ echo 'version: 1' && cat; } >"$1"
}

ok 'a SAN' san_start
target_create $a 64
target_create $b 64
target_create $c 64
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

# ---- what the target knows of the host

target_create iqn.2003-01.org.example:none
target_deny $b
target_adm --op bind --mode target --tid "$(target_id $b)" --initiator-name iqn.1994-05.com.redhat:other
manifest /run/known.yaml <<END
targets:
  $b: {portals: [127.0.0.1]}
  iqn.2003-01.org.example:none: {portals: [127.0.0.1]}
END
ok 'a target that lets others in' exits 4 /run/known.yaml
ok 'the name it has seen is said' says "this host logs in as $name: does the target let that name in"
ok 'a target that maps no disk to this host' says 'of iqn.2003-01.org.example:none brings no disk'
ok 'the name it maps to is said' says "look at what the target maps to $name"
target_adm --op unbind --mode target --tid "$(target_id $b)" --initiator-name iqn.1994-05.com.redhat:other
target_allow $b
ok 'the host is clean again' host_clean

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
tail -f "$2" >/dev/null &
ok 'somebody has its disk open' exits 4 /run/list.yaml
ok 'refused, with the process' says '(tail, '
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


# ---- addresses and names of portals

ip address add 2001:db8::21/128 dev lo nodad 2>/dev/null
printf '127.0.0.1 localhost\n10.5.88.21 san1 san1.example.org\n2001:db8::21 san6.example.org\n' >/etc/hosts

# one PORTAL [KEY]: the manifest for one target at one portal.
one() {
	manifest /run/one.yaml <<-END
		targets:
		  $b: {portals: ["$1"]${2:+, $2}}
	END
}

for portal in '[::1]' '[2001:DB8:0:0::0021]:3260' san1 san1.example.org:3260,1 san6.example.org; do
	one "$portal"
	applies_as_printed "$portal" 0 /run/one.yaml
	is "$portal: a session" "$(session_count $b)" 1
	changes_nothing "$portal: again" /run/one.yaml
	one "$portal" 'ensure: absent'
	applies_as_printed "$portal: and down" 0 /run/one.yaml
	ok "$portal: nothing is left" host_is_clean
done

one '[2001:db8::21]'
ok 'by an address' exits 0 /run/one.yaml
one 'san6.example.org'
changes_nothing 'is there by its name too' /run/one.yaml
ok 'the host is clean' host_clean
one san1
ok 'by a name' exits 0 /run/one.yaml
ok 'show' exits 0 show
ok 'has it with its address' says 'host name san1: 10.5.88.21'
"$CONVERGE" show --output json >/run/state.json
ok 'a snapshot has it too' nothing_to_do --dry-run --state /run/state.json /run/one.yaml
one 10.5.88.21 'portals_exclusive: true'
changes_nothing 'is there by its address too, and nowhere else' /run/one.yaml
one '[::1]' 'portals_exclusive: true'
applies_as_printed 'and goes when another is listed' 0 /run/one.yaml
is 'that is the one' "$(addresses)" ::1
ok 'the host is clean' host_clean

quietly iscsiadm -m node -T $b -p 10.5.88.21 -o new
one san1
applies_as_printed 'the record that is there by address is used' 0 /run/one.yaml
is 'there is no other' "$(iscsiadm -m node | grep -c .)" 1
quietly iscsiadm -m node -T $b -p san1 -o new
ok 'two records that iscsiadm takes for one' exits 4 /run/one.yaml
ok 'are refused' says 'by name and by address'
ok 'the host is clean' host_clean

manifest /run/unresolved.yaml <<END
targets:
  $b: {portals: [nowhere.invalid]}
  $c: {portals: [127.0.0.1]}
END
ok 'a name that nobody knows' exits 4 /run/unresolved.yaml
ok 'is told' says 'host name nowhere.invalid could not be resolved'
is 'no record is made for it, and the other target is up' "$(session_count $b) $(session_count $c)" '0 1'
cat >/run/getent <<'END'
#!/bin/sh
exec sleep 1000
END
chmod +x /run/getent
sed -i 's/nowhere.invalid/san1/' /run/unresolved.yaml
started=$(cut -d. -f1 /proc/uptime)
ok 'a resolver that does not answer' exits 4 --tool getent=/run/getent /run/unresolved.yaml
ok 'is given up' test $(($(cut -d. -f1 /proc/uptime) - started)) -lt 30
ok 'and that is told' says 'host name san1 could not be resolved'
ok 'with an answer it is up' exits 0 /run/unresolved.yaml
ok 'the host is clean' host_clean

manifest /run/twice.yaml <<END
targets:
  $b: {portals: [10.5.88.21, san1], min_portals: 1}
END
ok 'one portal listed by both' exits 4 /run/twice.yaml
ok 'is told' says 'it is the same portal as 10.5.88.21:3260'
ok 'the host is clean' host_clean

# ---- two portals, one of them dead

manifest /run/two.yaml <<END
targets:
  $b:
    portals: [10.5.88.21, '[::1]']
    min_portals: 1
    settings: {'node.conn[0].timeo.login_timeout': 3}
END
portal_block 10.5.88.21
ok 'one of two portals is dead, and one is enough' exits 0 /run/two.yaml
is 'the other is taken' "$(addresses)" ::1
ok 'the dead one is missing, and no trouble' says "degraded    session $b at 10.5.88.21:3260"
portal_unblock 10.5.88.21
ok 'the host is clean' host_clean

# ---- sessions as they are

one 127.0.0.1
ok 'up' exits 0 /run/one.yaml
rm -r /etc/iscsi/nodes/$b
applies_as_printed 'a session without a record gets one' 0 /run/one.yaml
is 'it is the same session' "$(session_count $b)" 1
rm -r /etc/iscsi/nodes/$b
one 127.0.0.1 'ensure: known'
applies_as_printed 'known: a record, and no session' 0 /run/one.yaml
is 'so it is' "$(session_count $b) $(iscsiadm -m node | grep -c .)" '0 1'

quietly iscsiadm -m node -T $b -o update -n node.session.nr_sessions -v 2
quietly iscsiadm -m node -T $b -l
wait_until test "$(session_count $b)" = 2
quietly iscsiadm -m node -T $b -o update -n node.session.nr_sessions -v 1
one 127.0.0.1
changes_nothing 'two sessions of one portal' /run/one.yaml
ok 'are told' says "$b at 127.0.0.1:3260 has 2 sessions"

# iscsid forgets all, and finds in sysfs what there is.
iscsid_stop
one 127.0.0.1 'ensure: absent'
ok 'nor taken down' exits 1 --timeout 60 /run/one.yaml
is 'the sessions are there' "$(session_count $b)" 2
iscsid_start
# While it is at that, it answers 32 to a logout.
"$CONVERGE" /run/one.yaml >$said 2>&1
ok 'what an iscsid that is just taking them over refuses is told' eval 'host_is_clean || says "iscsid is just taking the session over"'
ok 'then both go' wait_until exits 0 /run/one.yaml
ok 'with the record' host_is_clean

plan_done
