#!/bin/bash
# fresh.sh: in the test guest, 32 targets with a volume group each, on a host that has none of them: how long it takes
# until all is up, and what a run that does nothing costs then.
#
# Against the runbook typed as a script: for each target `-o new`, `--login`, wait for the disks, `pvscan`, `vgscan`,
# `vgchange -ay`. Goal: a third of its time at most.
# With 4 dead portals among the 32: longer by the deadline of one login, not of four. Goal: at most 1.5 deadlines.
# A run that does nothing against its slowest probe: as in guest.sh.
#
# Missing a goal is no failure. Exit: 1 when something could not be measured.
set -u

# shellcheck source-path=SCRIPTDIR source=../vm/lib.sh
. "$VM_LIB"
: "${top_srcdir:?the checkout}"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/bench/lib.sh"

count=32
dead=4
portal=10.5.88.21
elsewhere=10.5.88.22
deadline=15 # seconds: login_timeout of Debian's iscsid.conf, and one retry in what converge makes

# is_up COUNT: so many sessions, and a device for each volume.
is_up() {
	local sessions volumes
	sessions=$(cat /sys/class/iscsi_session/session*/state 2>/dev/null | grep -c LOGGED_IN)
	volumes=$(cat /sys/block/dm-*/dm/name 2>/dev/null | grep -c '^vg')
	[ "$sessions $volumes" = "$1 $1" ] || complain "$sessions sessions, $volumes volumes, not $1"
}

# As people type it. The disks are there when udev is through.
by_hand() {
	local i target
	for ((i = 1; i <= count; i++)); do
		target=$(name_of $i)
		iscsiadm --mode node --targetname "$target" --portal $portal -o new &&
			iscsiadm --mode node --targetname "$target" --portal $portal --login &&
			udevadm settle && pvscan && vgscan && vgchange -ay vg$i || return
	done
}

# from_nothing TEXT CMD...: its time, into took.
from_nothing() {
	local text=$1
	shift
	quietly host_clean || die 'the host does not forget'
	stopwatch "$@"
	row "$text" "$((took / 1000)) ms"
}

# The run ends with 4, as it should.
with_dead_portals() {
	local status=0
	"$CONVERGE" /run/dead.yaml || status=$?
	[ $status = 4 ]
}

san_start || die 'no SAN'
host_grow 1 $count x || die 'no host to measure on'
echo "$count targets, a volume group on each; load of the guest's host: ${BENCH_LOAD-unknown}"

from_nothing 'by hand' by_hand
is_up $count || die 'the runbook failed'
by_hand=$took
from_nothing 'converge, from nothing' "$CONVERGE" $manifest
is_up $count || die 'converge failed'
converge=$took
ratio 'converge / by hand' "$converge" "$by_hand" 0.33
probes_find || die 'no probes to measure'
measure_idle 7

ip address replace $elsewhere/32 dev lo || die 'no address for a dead portal'
portal_block $elsewhere || die 'no dead portal'
awk -v dead=$dead '/portals/ && n++ % 8 == 3 && dead-- > 0 { sub(/10.5.88.21/, "10.5.88.22") } { print }' \
	$manifest >/run/dead.yaml
from_nothing "$dead of them dead" with_dead_portals
is_up $((count - dead)) || die 'not all that live are up'
ratio 'that is longer by login deadlines' $((took - converge)) $((deadline * 1000000)) 1.5
