#!/bin/sh
# groups.sh: volume groups whose disks are not what they should be: another target's, too few paths to them.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2004-01.net.held:out.two
up=/run/up.yaml

# carried_by TARGET PORTALS: the manifest: guests is active, and TARGET carries it; $a has PORTALS.
carried_by() {
	cat >$up <<-END1
		version: 1
		targets:
		  $a: {portals: [$2], settings: {"node.conn[0].timeo.login_timeout": 3}}
		  $b: {portals: [127.0.0.1]}
		volume_groups:
		  guests: {ensure: active, targets: [$1]}
	END1
}

ok 'a SAN' san_start
target_create $a 64 && target_create $b 64
ok 'a volume group on one of two targets' vg_create guests $b -- one
execlog_install

# ---- another target carries it
carried_by $a 127.0.0.1:3999
login $b && udevadm settle && quietly vgchange -an guests
ok 'declared on a target that is not there, and visible on another one' exits 4 $up
ok 'it is not activated' vg_is_inactive guests
ok 'the sentence names both' says "target $b carries it"
ok 'with what the manifest says' says "'targets' lists $a"
carried_by $a 127.0.0.1
ok 'both are there' exits 4 $up
ok 'it is not activated then either' vg_is_inactive guests
quietly vgchange -ay guests
ok 'active already, it is still not as declared' exits 4 $up
ok 'but it stays active' says 'what is active of it stays active'
ok 'it does' vg_is_active guests
carried_by $b 127.0.0.1
ok 'the manifest is corrected' exits 0 $up
changes_nothing 'after that' $up

# ---- too few sessions
logout $a
quietly vgchange -an guests
sed -i "s/portals: \[127.0.0.1\]}/portals: [127.0.0.1, 10.5.88.21], min_portals: 2}/" $up
ok 'two sessions are needed, and one is all there may be' exits 4 $up
ok 'it is not activated' vg_is_inactive guests
ok 'with the reason' says 'its targets are not there'
sed -i 's/min_portals: 2/min_portals: 1/' $up
applies_as_printed 'one is enough' 0 $up
ok 'it is active' vg_is_active guests
sed -i 's/min_portals: 1/min_portals: 2/' $up
ok 'two again' exits 4 $up
ok 'it stays active' vg_is_active guests

plan_done
