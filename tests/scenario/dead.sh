# dead.sh: a target with two portals, of which one is dead. Without multipathd one path is all there may be; which one,
# depends on who answers.
# shellcheck shell=dash

a=iqn.2003-01.org.example:a
b=iqn.2003-01.org.example:b
two_portals() {
	cat <<-END1
		version: 1
		targets:
		  $a:
		    portals: [$1]
		    min_portals: 1
		    settings: {'node.conn[0].timeo.login_timeout': 3}
		  $b: {portals: [127.0.0.1]}
		volume_groups:
		  va: {ensure: active, targets: [$a]}
		  vb: {ensure: active, targets: [$b]}
	END1
}
two_portals '10.5.88.21, 127.0.0.1' >"$work/one.yaml"
two_portals 10.5.88.21 >"$work/dead.yaml"
sed '/min_portals/d' "$work/one.yaml" >"$work/all.yaml"
cat >"$work/down.yaml" <<END1
version: 1
targets:
  $a: {ensure: absent}
  $b: {ensure: absent}
volume_groups:
  va: {ensure: inactive}
  vb: {ensure: inactive}
END1

ok 'a SAN' san_start
ok 'two targets' target_create $a 64
ok 'and another' target_create $b 64
ok 'a volume group on each' vg_create va $a -- x
ok 'the other' vg_create vb $b -- y
ok 'from here executions count' execlog_install

ok 'one of two portals is dead' portal_block 10.5.88.21
printed=$(runbook "$work/one.yaml" | sort)
execlog_clear
ok 'one of two is needed' exits 0 --jobs 1 "$work/one.yaml"
is 'it ran what was printed, the volume groups as their turn came' "$(execlog_changing converge | sort)" "$printed"
ok 'its code and its meaning are told' says 'exited with 8 (connection timed out)'
host_is 'the other one was taken' <<END1
active va/x
active vb/y
record $a 10.5.88.21:3260 node.session.initial_login_retry_max=1 node.conn[0].timeo.login_timeout=3
record $a 127.0.0.1:3260 node.session.initial_login_retry_max=1 node.conn[0].timeo.login_timeout=3
record $b 127.0.0.1:3260 node.session.initial_login_retry_max=1
session $a 127.0.0.1:3260 LOGGED_IN
session $b 127.0.0.1:3260 LOGGED_IN
END1
ok 'it is alive again' portal_unblock 10.5.88.21
ok 'both are needed: no second path' exits 4 "$work/all.yaml"
ok 'with the reason' says 'multipathd does not run'
ok 'the way back' exits 0 "$work/down.yaml"
host_is 'is complete' </dev/null

ok 'the only portal is dead' portal_block 10.5.88.21
ok 'beside a live target' exits 4 "$work/dead.yaml"
ok 'what is on it is skipped' says 'skipped     volume group va'
is 'the rest is done' "$(host_picture | grep -v record)" "$(echo "active vb/y
session $b 127.0.0.1:3260 LOGGED_IN")"
ok 'alive again' portal_unblock 10.5.88.21
applies_as_printed 'the next run' 0 "$work/dead.yaml"
is 'finishes' "$(host_picture | grep -c -e ^active -e ^session)" 4
