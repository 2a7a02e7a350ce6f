# failed.sh: a session that is FAILED: what is on it is unknown, LVM is kept away from its disks, the rest is done; and when it
# is back, all is well.
# shellcheck shell=dash

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
two_targets "$work/up.yaml" "$work/down.yaml"

ok 'a SAN' san_start
ok 'two targets' target_create $a 64
ok 'and another' target_create $b 64
ok 'a volume group on each' vg_create xenGuests $a -- noc1
ok 'the other' vg_create other $b -- one
ok 'from here executions count' execlog_install
applies_as_printed 'all of it is up' 0 "$work/up.yaml"
is_up=$(host_picture)

ok 'something to do' volume_deactivate other/one
ok 'a portal is cut off' portal_block 10.5.88.21
ok 'its session is FAILED' await_state $a FAILED
applies_as_printed 'a run beside it' 4 --timeout 60 "$work/up.yaml"
ok 'names the session and its state' says 'is FAILED, not LOGGED_IN'
ok 'its volume group is unknown' says 'unknown     volume group xenGuests'
is 'the rest is done' "$(host_picture)" "$(echo "$is_up" | sed "s|^\(session $a .*\) LOGGED_IN|\1 FAILED|")"
is 'LVM was kept to healthy disks' "$(execlog_commands converge | grep -e fullreport -e change | grep -v -c -e --devices)" 0
applies_as_printed 'nor is it taken away blindly' 4 --timeout 60 --only $a --only xenGuests "$work/down.yaml"
is 'it stays' "$(host_picture | grep -c "session $a")" 1
ok 'the portal is back' portal_unblock 10.5.88.21
ok 'so is the session' await_state $a LOGGED_IN
changes_nothing 'after that' "$work/up.yaml"
is 'all is as it was' "$(host_picture)" "$is_up"
ok 'and works' volume_works xenGuests/noc1
