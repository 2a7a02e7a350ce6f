#!/bin/sh
# shellcheck shell=dash
# ifaces.sh: interfaces of open-iscsi, on two network devices that both lead to one portal: made, bound to, changed,
# deleted; and what iscsiadm does to records without a portal group tag when there are several interfaces.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"
# shellcheck source-path=SCRIPTDIR source=two-ways.sh
. "$top_srcdir/tests/vm/two-ways.sh"

target=iqn.2003-01.org.example:san
other=iqn.1993-08.org.debian:01:other
portal=$san_portal
files=/etc/iscsi/ifaces

# manifest INTERFACES PORTALS [ENSURE]
manifest() {
	printf 'version: 1\ninterfaces: {%s}\ntargets:\n  %s:\n    ensure: %s\n    portals: [%s]\n' \
		"$1" $target "${3-logged_in}" "$2"
}

# ways: what each session goes out by: interface, network device, hardware address, initiator name.
ways() {
	local session host
	for session in /sys/class/iscsi_session/session*; do
		[ -e "$session" ] || continue
		host=$(readlink -f "$session/device" | sed 's,.*/\(host[0-9]*\)/.*,\1,')
		paste -d ' ' "$session/ifacename" "/sys/class/iscsi_host/$host/netdev" \
			"/sys/class/iscsi_host/$host/hwaddress" "$session/initiatorname"
	done
}

# bound NAME: the device, the hardware address and the initiator name that the file of an interface has.
bound() {
	sed -n 's/^iface\.\(net_ifacename\|hwaddress\|initiatorname\) = //p' $files/"$1" | paste -sd ' '
}

# records: the interfaces that the portal, with its tag, has a record for.
records() {
	find /etc/iscsi/nodes/$target/10.1.0.1,3260,1 -type f -printf '%f\n' | sort | paste -sd ' '
}

ok 'two devices that lead to one portal' two_ways
ok 'a SAN behind them' eval "san_start && target_create $target 16"
own=iqn.1993-08.org.debian:01:$(hostname)
mac=$(cat /sys/class/net/b0/address)
execlog_install

manifest 'a: {net: a0}' "{address: $portal, iface: a}" >/run/up.yaml
applies_as_printed 'an interface, a record, a login' 0 /run/up.yaml
is 'the session goes out by it' "$(ways)" "a a0 (null) $own"
changes_nothing 'again' /run/up.yaml
comes_round 'one interface'
ok 'it has the interface' grep -q '^  a:$' /run/imported.yaml

manifest "a: {hwaddress: \"$mac\", initiator: $other}" "{address: $portal, iface: a}" >/run/changed.yaml
ok 'another device and another name, in a dry run' exits 0 --dry-run /run/changed.yaml
ok 'the session that there is stays as it is' says 'counts from its next login'
applies_as_printed 'another device and another name' 0 /run/changed.yaml
is 'it does stay' "$(ways)" "a a0 (null) $own"
is 'the interface is changed' "$(bound a)" "$mac $other"
ok 'and so is the record, by iscsiadm' grep -q "^iface.hwaddress = $mac$" /etc/iscsi/nodes/$target/10.1.0.1,3260
changes_nothing 'again' /run/changed.yaml
ok 'the next run tells what the session still has' says "session 1 still has iface.hwaddress '', and interface a '$mac' by now"
ok 'all of it' says "session 1 still has iface.initiatorname '$own', and interface a '$other' by now"

printf 'version: 1\ninterfaces: {a: {ensure: absent}}\n' >/run/gone.yaml
execlog_clear
ok 'an interface in use is not deleted' exits 4 /run/gone.yaml
ok 'it says what uses it' says 'it stays: session 1 uses it'
is 'nothing was tried' "$(execlog_changing converge)" ''
manifest '' "{address: $portal, iface: a}" known >/run/known.yaml
applies_as_printed 'the session ends' 0 /run/known.yaml
ok 'a record that is bound to it keeps it' exits 4 /run/gone.yaml
ok 'which would be deleted with it' says 'would be deleted with it'
ok 'log in once more' exits 0 /run/changed.yaml
is 'now the session has what the interface has' "$(ways)" "a (null) $mac $other"
ok 'which is not told' exits 0 /run/changed.yaml
is 'by any run' "$(grep -c 'still has' $said)" 0
manifest 'a: {ensure: absent}' "{address: $portal, iface: a}" absent >/run/down.yaml
applies_as_printed 'down, and the interface last' 0 /run/down.yaml
is 'nothing is left' "$(ls $files) $(ls /etc/iscsi/nodes)" ' '
changes_nothing 'again' /run/down.yaml

ok 'bound to nothing that there is' exits 4 /run/known.yaml
ok 'it is said' says "there is no interface a on this host; declare it under 'interfaces'"

# One portal without a tag has room for the record of one interface.
quietly iscsiadm -m iface -I hand -o new
quietly iscsiadm -m node -T $target -p $portal -I hand -o new
manifest 'a: {net: a0}' "{address: \"$portal,1\", iface: a}" >/run/up.yaml
execlog_clear
ok 'a record that would be replaced' exits 4 /run/up.yaml
ok 'is kept' says 'writing this one takes that away'
is 'and it is there' "$(sed -n 's/^iface.iscsi_ifacename = //p' /etc/iscsi/nodes/$target/10.1.0.1,3260)" hand
quietly iscsiadm -m node -T $target -p $portal -I a -o new
is 'iscsiadm would not have kept it' "$(ls /etc/iscsi/nodes/$target) $(sed -n 's/^iface.iscsi_ifacename = //p' \
	/etc/iscsi/nodes/$target/10.1.0.1,3260)" '10.1.0.1,3260 a'
ok 'away with all that' host_clean

# Two interfaces are two paths.
both="{address: \"$portal,1\", iface: a}, {address: \"$portal,1\", iface: b}"
manifest "a: {net: a0}, b: {net: b0, initiator: $other}" "$both" >/run/both.yaml
ok 'without multipathd one of two is refused' exits 4 /run/both.yaml
ok 'with the reason' says 'multipathd does not run'
is 'one session' "$(ways)" "a a0 (null) $own"
is 'both have a record' "$(records)" 'a b'
# Nothing is on these disks, so that a process of the name, with its socket, is enough.
# shellcheck disable=SC2016 # perl's
perl -MSocket -e '
	socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;
	bind($s, pack_sockaddr_un("\0/org/kernel/linux/storage/multipathd")) and listen($s, 1) or die;
	$0 = "multipathd";
	sleep 1000' &
multipathd=$!
ok 'with a process that counts as multipathd' wait_until grep -q -x multipathd /proc/$multipathd/comm
applies_as_printed 'with it' 0 /run/both.yaml
is 'there are two' "$(ways)" "a a0 (null) $own
b b0 (null) $other"
changes_nothing 'again' /run/both.yaml
comes_round 'two interfaces'
manifest '' "{address: \"$portal,1\", iface: b}" known >/run/known.yaml
applies_as_printed 'one of them down' 0 /run/known.yaml
is 'the other one stays' "$(ways)" "a a0 (null) $own"
is 'and so do the records' "$(records)" 'a b'
manifest 'a: {ensure: absent}, b: {ensure: absent}' "$both" absent >/run/down.yaml
applies_as_printed 'all of it down' 0 /run/down.yaml
is 'nothing is left' "$(ls $files) $(ls /etc/iscsi/nodes)" ' '

# What iscsiadm says of bindings, and this host depends on.
quietly iscsiadm -m iface -I hand -o new
quietly iscsiadm -m iface -I hand -o update -n iface.net_ifacename -v a0
quietly iscsiadm -m iface -I hand -o update -n iface.net_ifacename -v '' -n iface.hwaddress -v "$mac"
is 'iscsiadm: what it refuses ends with 0, and changes nothing' "$? $(bound hand)" '0 a0'

# beside_flat: hand has a record with a tag, and the default interface one without.
beside_flat() {
	rm -rf /etc/iscsi/nodes
	quietly iscsiadm -m node -T $target -p $portal,1 -I hand -o new &&
		quietly iscsiadm -m node -T $target -p $portal -I default -o new
}
all_records() {
	(cd /etc/iscsi/nodes/$target && find . -type f -printf '%P\n' | sort | paste -sd ' ')
}
ok 'one record with a tag, one without' beside_flat
is 'both are there' "$(all_records)" '10.1.0.1,3260 10.1.0.1,3260,1/hand'
printf 'version: 1\ntargets:\n  %s:\n    ensure: known\n    portals: [{address: "%s,1", iface: hand}]\n    startup: automatic\n' \
	$target $portal >/run/update.yaml
execlog_clear
ok 'the one with is not changed' exits 4 /run/update.yaml
ok 'for' says 'writing this one takes that away'
printf 'version: 1\ntargets:\n  %s:\n    ensure: absent\n    portals: [{address: "%s,1", iface: hand}]\n' $target $portal >/run/away.yaml
ok 'nor deleted' exits 4 /run/away.yaml
ok 'for' says 'iscsiadm would delete that of interface default, which has no portal group tag, in its place'
is 'nothing was tried' "$(execlog_changing converge)" ''
quietly iscsiadm -m node -T $target -p $portal -I hand -o update -n node.startup -v automatic
is 'iscsiadm: an update takes the other one away' "$(all_records)" 10.1.0.1,3260,1/hand
ok 'once more' beside_flat
quietly iscsiadm -m node -T $target -p $portal -I hand -o delete
is 'iscsiadm: a deletion takes the other one instead' "$(all_records)" 10.1.0.1,3260,1/hand
mv $files/hand /run/hand
ok 'a record without its interface is not deleted' exits 4 /run/away.yaml
ok 'with the reason' says 'there is no interface hand on this host'
iscsiadm -m node -T $target -p $portal -I hand -o delete >/dev/null 2>&1
is 'iscsiadm: it cannot be' "$? $(all_records)" '3 10.1.0.1,3260,1/hand'
sed -i 's/^targets:/interfaces: {hand: {}}\n&/' /run/away.yaml
applies_as_printed 'with its interface' 0 /run/away.yaml
is 'it goes' "$(ls /etc/iscsi/nodes)" ''

manifest 'a: {net: nowhere}' "{address: $portal, iface: a}" |
	sed '$s/$/\n    settings: {"node.conn[0].timeo.login_timeout": 3}/' >/run/nowhere.yaml
ok 'a device that there is not: the login fails' exits 4 /run/nowhere.yaml
ok 'as one to a dead portal does' says 'exited with 8'
ok 'with the interface and its line' says '; it goes out by interface a (/run/nowhere.yaml:2), which is bound to nowhere:'
ok 'and what to look at' says 'is that device there and up, and does it lead to the portal (ping -I nowhere 10.1.0.1)?'
quietly iscsiadm -m iface -I a -o update -n iface.net_ifacename -v ''
quietly iscsiadm -m iface -I a -o update -n iface.hwaddress -v 02:00:00:00:00:01
sed -i /interfaces:/d /run/nowhere.yaml
ok 'a hardware address that nothing has' exits 4 /run/nowhere.yaml
ok 'is said, too' says 'interface a (not declared in the manifest), which is bound to 02:00:00:00:00:01:'

kill $multipathd
ok 'and leaves it as it was' san_stop
plan_done
