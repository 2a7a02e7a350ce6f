#!/bin/bash
# guest.sh: in the test guest, on a host of 2 targets and on one of 16, each target with one volume group of 4 volumes, all
# of them as the manifest wants them: what a run that does nothing costs.
#
# Time: such a run against the slowest of its own probe commands run alone. These are the commands it was seen to run,
# so they never drift; program and probes take turns, and medians are compared. Goal: at most 1.25.
# Instructions: converge's own, without its children's, against those of one `iscsiadm -m node`, counted by callgrind.
# Goal: fewer.
#
# Missing a goal is no failure. Exit: 1 when something could not be measured.
set -u

# shellcheck source-path=SCRIPTDIR source=../vm/lib.sh
. "$VM_LIB"

: "${CONVERGE:?the program to measure}"
rounds=21 # an odd number has a median
manifest=/run/bench.yaml
profiles=/run/out
[ -d $profiles ] || profiles=/run

# What converge gives its children, for everyone.
export LC_ALL=C LVM_SUPPRESS_FD_WARNINGS=1 PATH=/usr/sbin:/usr/bin:/sbin:/bin

die() {
	echo "bench: $*" >&2
	exit 1
}

name_of() {
	printf 'iqn.2003-01.org.example:shelf%02d' "$1"
}

# manifest_write COUNT [KEY]: so many targets logged in; with KEY, their volume groups active.
manifest_write() {
	local i
	echo 'version: 1'
	echo 'targets:'
	for ((i = 1; i <= $1; i++)); do
		echo "  $(name_of $i): {portals: [10.5.88.21]}"
	done
	[ $# -gt 1 ] || return 0
	echo 'volume_groups:'
	for ((i = 1; i <= $1; i++)); do
		echo "  vg$i: {ensure: active, targets: [$(name_of $i)]}"
	done
}

# host_grow FROM TO: targets FROM to TO, their sessions, volume groups and volumes.
host_grow() {
	local i lv
	for ((i = $1; i <= $2; i++)); do
		target_create "$(name_of $i)" 64 || return
	done
	manifest_write "$2" >$manifest
	quietly "$CONVERGE" $manifest || return
	# One lvm for all commands: it takes long to start.
	for ((i = $1; i <= $2; i++)); do
		echo "vgcreate -y vg$i $(session_disks "$(name_of $i)")"
		for lv in a b c d; do
			echo "lvcreate -y -an -Zn -Wn -n $lv -L 8m vg$i"
		done
	done >/run/lvm-commands
	quietly lvm </run/lvm-commands || return
	manifest_write "$2" with-groups >$manifest
	quietly "$CONVERGE" $manifest && udevadm settle
}

# probes_find: the commands that a run which does nothing starts, into the array probes.
probes_find() {
	local tool
	execlog_install || return
	"$CONVERGE" $manifest | grep -q 'nothing to do' || complain 'the host does not match its manifest' || return
	mapfile -t probes < <(execlog_commands "$(basename "$CONVERGE")")
	for tool in /usr/sbin/{iscsiadm,lvm}.real; do
		mv "$tool" "${tool%.real}"
	done
	[ ${#probes[@]} -gt 0 ] || complain 'no probe was seen'
}

# stopwatch CMD...: microseconds, into took.
stopwatch() {
	local start=${EPOCHREALTIME/./}
	"$@" >/dev/null 2>&1 || die "failed with $?: $*"
	took=$((${EPOCHREALTIME/./} - start))
}

# median NAME: of the times noted under this name.
median() {
	sort -n "/run/times.$1" | sed -n "$((rounds / 2 + 1))p"
}

# ratio TEXT A B GOAL
ratio() {
	awk -v text="$1" -v a="$2" -v b="$3" -v goal="$4" 'BEGIN {
		printf "  %-36s %.2f  goal %s: %s\n", text, a / b, goal, a / b <= goal ? "pass" : "miss"
	}'
}

row() {
	printf '  %-36.36s %s\n' "$1" "$2"
}

# time_row TEXT NAME: the median, and between what the times were: on a busy machine it means little.
time_row() {
	local all
	mapfile -t all < <(sort -n "/run/times.$2")
	row "$1" "$(printf '%d ms  (%d to %d)' $((all[rounds / 2] / 1000)) $((all[0] / 1000)) $((all[-1] / 1000)))"
}

measure_time() {
	local round i slowest=0 of_probe of_run
	rm -f /run/times.*
	# The first one only warms up.
	for ((round = 0; round <= rounds; round++)); do
		stopwatch "$CONVERGE" $manifest
		[ "$round" = 0 ] || echo "$took" >>/run/times.converge
		for i in "${!probes[@]}"; do
			stopwatch eval "${probes[i]}"
			[ "$round" = 0 ] || echo "$took" >>"/run/times.$i"
		done
	done
	of_run=$(median converge)
	time_row 'converge, nothing to do' converge
	for i in "${!probes[@]}"; do
		of_probe=$(median "$i")
		time_row "${probes[i]}" "$i"
		[ "$of_probe" -le "$slowest" ] || slowest=$of_probe
	done
	ratio 'run / its slowest probe' "$of_run" "$slowest" 1.25
}

# instructions FILE CMD...: how many CMD takes itself, into counted.
instructions() {
	local file=$1 log status=0
	shift
	log=$(valgrind --tool=callgrind --trace-children=no --callgrind-out-file="$file" "$@" 2>&1) || status=$?
	counted=$(sed -n 's/^==[0-9]*== Collected : \([0-9]*\).*/\1/p' <<<"$log" | tail -n 1)
	[ "$status" = 0 ] && [ -n "$counted" ] && return
	grep -v '^==' <<<"$log" | head -n 3 >&2
	complain "valgrind could not count $1"
}

measure_instructions() {
	local ours
	instructions "$profiles/callgrind.converge.$1" "$CONVERGE" $manifest || return
	ours=$counted
	instructions "$profiles/callgrind.iscsiadm.$1" iscsiadm -m node || return
	row 'instructions of converge' "$ours"
	row 'instructions of iscsiadm -m node' "$counted"
	ratio 'converge / iscsiadm' "$ours" "$counted" 1
}

# QEMU translates a program's code anew wherever it is put, which no processor does: with every program at an address
# of its own in every run, starting programs would be most of what is measured, of theirs as of ours.
echo 0 >/proc/sys/kernel/randomize_va_space || die 'cannot fix where programs are put'
san_start || die 'no SAN'
failed=0 before=0
for count in 2 16; do
	host_grow $((before + 1)) $count || die 'no host to measure on'
	before=$count
	probes_find || die 'no probes to measure'
	echo "$count targets, $count volume groups, $((count * 4)) volumes; median of $rounds"
	measure_time
	if command -v valgrind >/dev/null; then
		measure_instructions $count || failed=1
	else
		echo '  valgrind is not installed: no instructions counted'
		failed=1
	fi
done
exit $failed
