# interfaces.sh: what sessions go out by: made, changed under a session, led nowhere, in the place of another record, and
# deleted with all that was bound to it.
# shellcheck shell=dash

a=iqn.2003-01.org.example:a
b=iqn.2003-01.org.example:b
own=iqn.1993-08.org.debian:01:by-a
# manifest A B: what interface a and interface b are.
manifest() {
	cat <<-END1
		version: 1
		interfaces:
		  a: {$1}
		  b: {$2}
		targets:
		  $a: {portals: [{address: 10.5.88.21, iface: a}]}
		  $b:
		    portals: [{address: 127.0.0.1, iface: b}]
		    settings: {'node.conn[0].timeo.login_timeout': 3}
		volume_groups:
		  va: {ensure: active, targets: [$a]}
		  vb: {ensure: active, targets: [$b]}
	END1
}
manifest 'net: lo' 'net: nowhere' >"$work/nowhere.yaml"
manifest 'net: lo' 'net: lo' >"$work/up.yaml"
manifest "net: lo, initiator: $own" 'net: lo' >"$work/changed.yaml"
printf 'version: 1\ninterfaces: {a: {ensure: absent}}\n' >"$work/gone.yaml"
cat >"$work/down.yaml" <<END1
version: 1
interfaces: {a: {ensure: absent}, b: {ensure: absent}}
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

ok 'one of two leads nowhere' exits 4 "$work/nowhere.yaml"
ok 'as a dead portal does' says 'exited with 8 (connection timed out)'
ok 'the interface is named' says "it goes out by interface b ($work/nowhere.yaml:4), which is bound to nowhere"
host_is 'the rest is done' <<END1
active va/x
interface a net_ifacename=lo
interface b net_ifacename=nowhere
record $a 10.5.88.21:3260 iface a node.session.initial_login_retry_max=1
record $b 127.0.0.1:3260 iface b node.session.initial_login_retry_max=1 node.conn[0].timeo.login_timeout=3
session $a 10.5.88.21:3260 iface a LOGGED_IN
END1
applies_as_printed 'it leads to the target' 0 "$work/up.yaml"
host_is 'all is there' <<END1
active va/x
active vb/y
interface a net_ifacename=lo
interface b net_ifacename=lo
record $a 10.5.88.21:3260 iface a node.session.initial_login_retry_max=1
record $b 127.0.0.1:3260 iface b node.session.initial_login_retry_max=1 node.conn[0].timeo.login_timeout=3
session $a 10.5.88.21:3260 iface a LOGGED_IN
session $b 127.0.0.1:3260 iface b LOGGED_IN
END1
changes_nothing 'again' "$work/up.yaml"

applies_as_printed 'another name for the logins by it' 0 "$work/changed.yaml"
is 'the interface has it' "$(host_picture | grep '^interface a')" "interface a net_ifacename=lo initiatorname=$own"
changes_nothing 'again' "$work/changed.yaml"
ok 'but is told what its session has' says ' still has iface.initiatorname'
ok 'an interface in use stays' exits 4 "$work/gone.yaml"
ok 'with the session that uses it' says 'interface a: it stays: session '
ok 'iscsiadm says so, too' not quietly "$iscsiadm" -m iface -I a -o delete

ok 'somebody makes a record without an interface' quietly "$iscsiadm" -m node -T $b -p 127.0.0.1:3260 -I default -o new
is 'which takes the place of the one there was' "$(host_picture | grep "^record $b")" "record $b 127.0.0.1:3260"
ok 'that one is left alone' exits 4 "$work/changed.yaml"
ok 'with the reason' says 'the portal has a record for interface default without a portal group tag'
ok 'until somebody deletes it' quietly "$iscsiadm" -m node -T $b -p 127.0.0.1:3260 -I default -o delete
ok 'then there is one as it was' exits 0 "$work/changed.yaml"
is 'bound to its interface' "$(host_picture | grep "^record $b")" \
	"record $b 127.0.0.1:3260 iface b node.session.initial_login_retry_max=1 node.conn[0].timeo.login_timeout=3"

applies_as_printed 'the way down' 0 "$work/down.yaml"
host_is 'is complete' </dev/null
changes_nothing 'again' "$work/down.yaml"
