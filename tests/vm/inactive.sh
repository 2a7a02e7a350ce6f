#!/bin/sh
# inactive.sh: logged in, but inactive: udev activates a volume group as soon as its disks are there, and converge has the
# last word, also when the activation runs in the background, as systemd starts it.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
manifest=/run/inactive.yaml
cat >$manifest <<END
version: 1
targets:
  $a: {portals: [10.5.88.21:3260]}
volume_groups:
  xenGuests: {ensure: inactive, targets: [$a]}
END
excluding=/run/excluding.yaml
cat >$excluding <<END
version: 1
targets:
  $a: {portals: [10.5.88.21:3260]}
volume_groups:
  xenGuests: {ensure: active, targets: [$a], logical_volumes: {noc2: inactive}}
END
gone=/run/gone.yaml
cat >$gone <<END
version: 1
targets:
  $a: {ensure: absent}
volume_groups:
  xenGuests: {ensure: inactive}
END

# disks_come_again: what udev does at boot and at a login, as if it had never seen the disks.
disks_come_again() {
	lvm_events_forget
	udevadm trigger -c add --subsystem-match=block && udevadm settle
}

# stays_inactive TEXT: three runs in a row, and the disks come again after each.
stays_inactive() {
	for run in first second third; do
		ok "$1: the $run run" exits 0 $manifest
		wait_while systemd_run_works
		ok "$1: inactive after the $run run" vg_is_inactive xenGuests
		ok "$1: and udev is made to activate it once more" disks_come_again
	done
}

systemd_run_works() {
	pgrep -x systemd-run
}

ok 'a SAN' san_start
target_create $a 64
ok 'a volume group' vg_create xenGuests $a -- noc1 noc2
execlog_install

ok 'without converge a login activates it' login $a 10.5.88.21
ok 'it is active' wait_until vg_is_active xenGuests
host_clean

stays_inactive 'udev activates directly'
is 'it was logged in once' "$(session_count $a)" 1
ok 'away with it' exits 0 $gone
host_clean
ok 'a systemd-run that takes its time' systemd_run_fake 3
stays_inactive 'in the background'
ok 'away with it again' exits 0 $gone
host_clean
ok 'a volume that is left out' exits 0 $excluding
wait_while systemd_run_works
is 'never stays active' "$(active_volumes xenGuests)" noc1

plan_done
