# lib.sh: what the benches in the guest have in common; source it after "$VM_LIB".
# shellcheck shell=bash

: "${CONVERGE:?the program to measure}"
manifest=/run/bench.yaml

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

# host_grow FROM TO LV...: targets FROM to TO, their sessions, volume groups and volumes.
host_grow() {
	local i lv from=$1 to=$2
	shift 2
	for ((i = from; i <= to; i++)); do
		target_create "$(name_of $i)" 64 || return
	done
	manifest_write "$to" >$manifest
	quietly "$CONVERGE" $manifest || return
	# One lvm for all commands: it takes long to start.
	for ((i = from; i <= to; i++)); do
		echo "vgcreate -y vg$i $(session_disks "$(name_of $i)")"
		for lv; do
			echo "lvcreate -y -an -Zn -Wn -n $lv -L 8m vg$i"
		done
	done >/run/lvm-commands
	quietly lvm </run/lvm-commands || return
	manifest_write "$to" with-groups >$manifest
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

# ratio TEXT A B GOAL
ratio() {
	awk -v text="$1" -v a="$2" -v b="$3" -v goal="$4" 'BEGIN {
		printf "  %-36s %.2f  goal %s: %s\n", text, a / b, goal, a / b <= goal ? "pass" : "miss"
	}'
}

row() {
	printf '  %-36.36s %s\n' "$1" "$2"
}

# median NAME: of the times noted under this name.
median() {
	sort -n "/run/times.$1" | sed -n "$((rounds / 2 + 1))p"
}

# time_row TEXT NAME: the median, and between what the times were: on a busy machine it means little.
time_row() {
	local all
	mapfile -t all < <(sort -n "/run/times.$2")
	row "$1" "$(printf '%d ms  (%d to %d)' $((all[rounds / 2] / 1000)) $((all[0] / 1000)) $((all[-1] / 1000)))"
}

# measure_idle ROUNDS: an odd number of them, which has a median: a run that does nothing against its probes alone.
measure_idle() {
	local round i slowest=0 of_probe of_run
	rounds=$1
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

# QEMU translates a program's code anew wherever it is put, which no processor does: with every program at an address
# of its own in every run, starting programs would be most of what is measured, of theirs as of ours.
echo 0 >/proc/sys/kernel/randomize_va_space || die 'cannot fix where programs are put'
