#!/bin/sh
# shellcheck shell=dash
# paths.sh: a target with two portals. Without multipathd one path is all there may be; what else stands in its way.
# With a portal that is dead: tests/scenario/dead.sh.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.2003-01.org.example:a
b=iqn.2003-01.org.example:b
one=/run/one.yaml
all=/run/all.yaml
cat >$one <<END
version: 1
targets:
  $a:
    portals: [10.5.88.21, 127.0.0.1]
    min_portals: 1
    settings: {'node.conn[0].timeo.login_timeout': 3}
  $b: {portals: [127.0.0.1]}
volume_groups:
  va: {ensure: active, targets: [$a]}
  vb: {ensure: active, targets: [$b]}
END
sed '/min_portals/d' $one >$all
printf 'version: 1\ntargets:\n  %s: {ensure: absent}\n  %s: {ensure: absent}\nvolume_groups:\n  va: {ensure: inactive}\n  vb: {ensure: inactive}\n' \
	$a $b >/run/down.yaml

persistent_addresses() {
	cat /sys/class/iscsi_connection/*/persistent_address | sort | paste -sd ' '
}

ok 'a SAN' san_start
target_create $a 64
target_create $b 64
ok 'two volume groups' vg_create va $a -- x
ok 'the other' vg_create vb $b -- y
execlog_install

ok 'the dry run shows what the second portal is for' exits 0 --dry-run $one
ok 'should the first one fail' says '# if the login at 10.5.88.21:3260 fails:'
ok 'two portals, one needed' exits 0 $one
ok 'the second path is not taken, and that is said' says 'degraded    session iqn.2003-01.org.example:a at 127.0.0.1:3260'
ok 'with the reason' says 'multipathd does not run'
is 'one path to each target' "$(persistent_addresses)" '10.5.88.21 127.0.0.1'
is 'the volume groups are active' "$(active_volumes va) $(active_volumes vb)" 'x y'
changes_nothing 'again' $one
ok 'two portals, both needed: refused' exits 4 $all
ok 'in the same words' says 'refused     session iqn.2003-01.org.example:a at 127.0.0.1:3260'
is 'still one path' "$(session_count $a)" 1
ok 'the way back' exits 0 /run/down.yaml
ok 'is complete' host_is_clean

printf 'version: 1\ntargets:\n  %s:\n    portals: [10.5.88.21]\n    settings: {"node.conn[0].timeo.login_timeout": 3}\n  %s: {portals: [127.0.0.1]}\nvolume_groups:\n  va: {ensure: active, targets: [%s]}\n  vb: {ensure: active, targets: [%s]}\n' \
	$a $b $a $b >/run/dead.yaml
target_deny $a
ok 'a target that refuses us' exits 4 /run/dead.yaml
ok 'by its code' says 'exited with 19'
target_allow $a
ok 'then not' exits 0 /run/dead.yaml

ok 'the way back' exits 0 /run/down.yaml

# A login that somebody began, and that iscsid is still at: it may complete at any time.
portal_block 10.5.88.21
quietly iscsiadm -m node -o new -T $a -p 10.5.88.21:3260
quietly iscsiadm -m node -T $a -p 10.5.88.21:3260 -o update -n node.session.initial_login_retry_max -v 20 \
	-n 'node.conn[0].timeo.login_timeout' -v 3
iscsiadm -m node -T $a -p 10.5.88.21:3260 --login --no_wait >/dev/null
ok 'a login of somebody else is pending in iscsid' exits 4 $one
ok 'ours is told so' says 'exited with 15'
is 'no second path is made beside it' "$(session_count $a)" 0
portal_unblock 10.5.88.21
ok 'it completes' wait_until sh -c "grep -q -x -F $a /sys/class/iscsi_session/*/targetname"
ok 'its disks come' session_disks $a
ok 'and is the one path there is' exits 0 $one
is 'to the volume group' "$(active_volumes va)" x
ok 'the way back' exits 0 /run/down.yaml

sed -e '/min_portals/d' -e 's/, 127.0.0.1\]/]/' -e 's/login_timeout.: 3}/login_timeout'"'"': 3, node.session.nr_sessions: 2}/' $one >/run/several.yaml
ok 'one record, two sessions: refused' exits 4 /run/several.yaml
ok 'with the parameter' says 'node.session.nr_sessions asks for several sessions'
is 'none of them is made' "$(session_count $a)" 0
ok 'the way back' exits 0 /run/down.yaml

# One record with a tag and one without, as a discovery and a hand leave them (FACTS 0.3).
quietly iscsiadm -m node -o new -T $b -p 127.0.0.1:3260,1
quietly iscsiadm -m node -o new -T $b -p 127.0.0.1:3260
ok 'two records of one portal: refused' exits 4 $one
ok 'with what to type' says "iscsiadm -m node -T $b -p 127.0.0.1:3260 -I default -o delete"
applies_as_printed 'both go at once' 0 /run/down.yaml
ok 'the host is clean' host_is_clean

plan_done
