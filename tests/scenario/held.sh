# held.sh: a volume that is in use stays, with all that carries it; the rest goes, and once it is free the next run finishes.
# shellcheck shell=dash

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
two_targets "$work/up.yaml" "$work/down.yaml"

ok 'a SAN' san_start
ok 'two targets' target_create $a 64
ok 'and another' target_create $b 64
ok 'a volume group on each' vg_create xenGuests $a -- noc1 noc2
ok 'the other' vg_create other $b -- one
ok 'from here executions count' execlog_install
applies_as_printed 'all of it is up' 0 "$work/up.yaml"

ok 'a volume is mounted' volume_mount xenGuests/noc1
applies_as_printed 'down: refused' 4 "$work/down.yaml"
ok 'with the reason' says 'xenGuests-noc1 is mounted on'
ok 'and what to type' says 'umount'
ok 'and the line of the manifest' says "$work/down.yaml:6"
host_is 'what carries it stays, the other is gone' <<END1
active xenGuests/noc1
active xenGuests/noc2
record $a 10.5.88.21:3260 node.session.initial_login_retry_max=1
session $a 10.5.88.21:3260 LOGGED_IN
END1
ok 'it is not mounted any more' volume_unmount xenGuests/noc1
applies_as_printed 'the next run' 0 "$work/down.yaml"
host_is 'finishes' </dev/null
