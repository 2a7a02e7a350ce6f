# life.sh: the life of a host: from nothing to active volume groups on two targets, one of them across both; a second run that
# does nothing; a setting somebody changed, a session lost under active volumes, a volume deactivated by hand; and the way
# back, one volume group first.
# shellcheck shell=dash

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
up=$work/up.yaml
down=$work/down.yaml

cat >"$up" <<END1
version: 1
targets:
  $a:
    portals: [10.5.88.21:3260]
    startup: manual
    settings: {node.session.timeo.replacement_timeout: 60}
  $b: {portals: [127.0.0.1]}
volume_groups:
  xenGuests: {ensure: active, targets: [$a]}
  span: {ensure: active, targets: [$a, $b], logical_volumes: {big: active}}
  pick:
    ensure: active
    targets: [$b]
    logical_volumes: {one: active, two: inactive}
END1
cat >"$down" <<END1
version: 1
targets:
  $a: {portals: [10.5.88.21:3260], ensure: absent}
  $b: {ensure: absent}
volume_groups:
  xenGuests: {ensure: inactive}
  span: {ensure: inactive}
  pick: {ensure: inactive}
END1

ok 'a SAN' san_start
ok 'two targets' target_create $a 64 32
ok 'and another' target_create $b 32 64
ok 'three volume groups' vg_create xenGuests $a/1 -- noc1 noc2:16
ok 'one of them on both targets' vg_create span $a/2 $b/1 -- big:40
ok 'the third' vg_create pick $b/2 -- one two
ok 'from here executions count' execlog_install
host_is 'which the host has never seen' </dev/null

ok 'the manifests are valid' exits 0 validate "$up"
ok 'both' exits 0 validate "$down"

applies_as_printed 'from nothing' 0 "$up"
host_is 'all of it, of pick just what is listed' <<END1
active pick/one
active span/big
active xenGuests/noc1
active xenGuests/noc2
record $a 10.5.88.21:3260 node.session.initial_login_retry_max=1 node.session.timeo.replacement_timeout=60
record $b 127.0.0.1:3260 node.session.initial_login_retry_max=1
session $a 10.5.88.21:3260 LOGGED_IN
session $b 127.0.0.1:3260 LOGGED_IN
END1
is_up=$(host_picture)
ok 'a volume works' volume_works xenGuests/noc1
changes_nothing 'a second run' "$up"

ok 'a setting somebody changes' record_set $a node.session.timeo.replacement_timeout 99
applies_as_printed 'after that' 0 "$up"
is 'it is back' "$(host_picture)" "$is_up"
is 'by one update of one parameter' "$(execlog_changing converge | grep -c .)" 1

ok 'a session logged out by hand under active volumes' session_drop $a
ok 'a volume on it does not work any more' not volume_works xenGuests/noc1
is 'what stood on it stands on nothing' "$(host_picture | grep gone)" \
	"$(for lv in span/big xenGuests/noc1 xenGuests/noc2; do echo "active $lv on a disk that is gone"; done)"
applies_as_printed 'after that' 0 "$up"
is 'all is well again' "$(host_picture)" "$is_up"
ok 'the volume works again' volume_works xenGuests/noc1
ok 'the one across both targets too' volume_works span/big
changes_nothing 'and stays so' "$up"

ok 'one volume deactivated by hand' volume_deactivate xenGuests/noc2
applies_as_printed 'after that' 0 "$up"
is 'it is active again' "$(host_picture)" "$is_up"

applies_as_printed 'down, but only one volume group' 0 --only span "$down"
is 'that one' "$(host_picture)" "$(echo "$is_up" | grep -v span/big)"
applies_as_printed 'and down' 0 "$down"
host_is 'the host is clean' </dev/null
changes_nothing 'a second way down' "$down"
