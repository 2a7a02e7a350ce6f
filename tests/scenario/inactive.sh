# inactive.sh: logged in, but inactive: udev activates a volume group as soon as its disks are there, and converge has the
# last word, also when the activation runs in the background, as systemd starts it.
# shellcheck shell=dash

a=iqn.1992-08.com.netapp:sn.118047036
manifest() {
	cat <<-END1
		version: 1
		targets:
		  $a: {$1, portals: [10.5.88.21:3260]}
		volume_groups:
		  xenGuests: {$2}
	END1
}
manifest 'ensure: logged_in' "ensure: inactive, targets: [$a]" >"$work/inactive.yaml"
manifest 'ensure: logged_in' "ensure: active, targets: [$a], logical_volumes: {noc2: inactive}" >"$work/excluding.yaml"
manifest 'ensure: absent' 'ensure: inactive' >"$work/gone.yaml"
logged_in="record $a 10.5.88.21:3260 node.session.initial_login_retry_max=1
session $a 10.5.88.21:3260 LOGGED_IN"

is_active() {
	host_picture | grep -q '^active xenGuests/noc1$'
}

# stays_inactive TEXT: three runs in a row, and the disks come again after each.
stays_inactive() {
	for run in first second third; do
		ok "$1: the $run run" exits 0 "$work/inactive.yaml"
		ok "$1: nobody activates in the background" activation_over
		is "$1: inactive after the $run run" "$(host_picture)" "$logged_in"
		ok "$1: and udev is made to activate it once more" disks_come_again
	done
}

ok 'a SAN' san_start
ok 'a target' target_create $a 64
ok 'a volume group' vg_create xenGuests $a -- noc1 noc2
ok 'from here executions count' execlog_install

ok 'without converge a login activates it' login $a 10.5.88.21:3260
ok 'it is active' wait_until is_active
applies_as_printed 'away with it' 0 "$work/gone.yaml"
host_is 'it is gone' </dev/null
stays_inactive 'udev activates directly'
ok 'away with it again' exits 0 "$work/gone.yaml"
ok 'from now on in the background' activation_background
stays_inactive 'in the background'
ok 'and once more' exits 0 "$work/gone.yaml"
ok 'a volume that is left out' exits 0 "$work/excluding.yaml"
ok 'nobody activates in the background' activation_over
is 'never stays active' "$(host_picture)" "active xenGuests/noc1
$logged_in"
