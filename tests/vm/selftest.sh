#!/bin/sh
# selftest.sh: proves, in the guest, that the test rung is real: tests/vm/run tests/vm/selftest.sh
# The claims about converge rest on these about the host: udev really activates volume groups, logins really make
# disks, and the accounting really sees every execution.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"

iqn=iqn.1992-08.com.netapp:sn.118047036
portal=10.5.88.21:3260

session_count() {
	find /sys/class/iscsi_session -name 'session*' 2>/dev/null | wc -l
}

active_lvs() {
	lvs --noheadings -o lv_name --select lv_active=active xenGuests | tr -d ' ' | sort | paste -sd ' '
}

ok 'iscsid and tgtd start' san_start
ok 'a target with two LUNs' target_create $iqn 64 64
ok 'a volume group over both' vg_create xenGuests $iqn -- noc1 noc2:16
ok 'which leaves the host as if nothing had been' host_is_clean

ok 'executions are logged from here' execlog_install
ok 'login over the second address' login $iqn $portal
ok 'its disks appear' session_disks $iqn
is 'two of them' "$(session_disks $iqn | wc -l)" 2
ok 'udev activates the volume group by itself' wait_until vg_is_active xenGuests
ok 'and finishes' udevadm settle
is 'all of it' "$(active_lvs)" 'noc1 noc2'
is 'nobody but udev called vgchange' "$(execlog_commands | grep vgchange)" ''
ok 'though somebody did' grep -q 'vgchange -aay' /run/execlog
is 'the changing commands were ours' "$(execlog_changing '')" "\
iscsiadm -m node -T $iqn -p $portal -o new
iscsiadm -m node -T $iqn -p $portal -l"

ok 'deactivation' quietly vgchange -an xenGuests
ok 'nothing is active' vg_is_inactive xenGuests
ok 'activation' quietly vgchange -ay xenGuests
is 'both volumes are active' "$(active_lvs)" 'noc1 noc2'
ok 'deactivation again' quietly vgchange -an xenGuests
ok 'logout and deletion of the record' logout $iqn
is 'no session' "$(session_count)" 0
ok 'the host is clean' host_is_clean

lvm_events_forget
ok 'a systemd-run that works in the background' systemd_run_fake
ok 'login' login $iqn $portal
ok 'its volume group becomes active' wait_until vg_is_active xenGuests
ok 'through systemd-run' grep -q 'lvm-activate-xenGuests .*vgchange -aay' /run/systemd-run.log
ok 'which is done' wait_until systemd_run_idle
ok 'cleaning up' host_clean

ok 'iscsid is stopped' iscsid_stop
ok 'and activated by its socket' iscsid_socket_activated
is 'so that none runs yet' "$(pgrep -x iscsid)" ''
ok 'until somebody logs in' login $iqn $portal
ok 'now one runs' pgrep -x iscsid
ok 'iscsid is replaced by a plain one' iscsid_stop
ok 'which takes over the session' iscsid_start
ok 'cleaning up again' host_clean

count_children selftest.sh true
is 'a builtin forks nothing' "$children" 0
count_children selftest.sh /bin/true
is 'a command forks once' "$children" 1

ok 'the SAN stops' san_stop
plan_done
