#!/bin/sh
# planning.sh: a dry run of a snapshot of one large host, here and not in the guest: 10,000 targets and 100,000 volumes,
# beside a program that only parses the same files. Each is run in turn, several times, and its best counts; figures are
# ratios of processor time and of memory at its peak. Then the instructions of planning alone, at three sizes.
#
# Environment, as make bench has it: CONVERGE, the program; MEASURE, tests/bench/measure; top_srcdir.
set -eu
export LC_ALL=C

top=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd -P)
: "${CONVERGE:?the program to measure}" "${MEASURE:?tests/bench/measure}"
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
runs=5

# best NAME COMMAND...: its best run so far, in $scratch/NAME.
best() {
	name=$1
	shift
	"$MEASURE" run "$@" >>"$scratch/$name"
	sort -n "$scratch/$name" | head -n 1 >"$scratch/$name.best"
}

# against WHAT NAME BARE FILE...: the ratios of one best run to the other, and of memory to the files.
against() {
	what=$1 name=$2 bare=$3
	shift 3
	cat "$scratch/$name.best" "$scratch/$bare.best" | awk -v what="$what" -v input="$(cat "$@" | wc -c)" '
		{ time[NR] = $1 / 1000; peak[NR] = $2 }
		END {
			printf "%s: %.2f of the bare parse in time (%d ms to %d ms), %.2f of it in memory, %.1f of the input " \
				"(%d MiB to %d MiB)\n", what, time[1] / time[2], time[1], time[2], peak[1] / peak[2],
				peak[1] * 1024 / input, peak[1] / 1024, input / 1048576
		}'
}

for size in 100 1000 10000; do
	"$top/tests/bench/host" $size ${size}0 "$scratch/$size"
done
yaml=$scratch/10000/manifest.yaml
json=$scratch/10000/state.json
for _ in $(seq $runs); do
	best plan "$CONVERGE" --dry-run --state "$json" "$yaml"
	best both "$MEASURE" yaml "$yaml" json "$json"
done
echo "10,000 targets, 100,000 volumes, of which one in ten has something to do; best of $runs"
against 'dry run of a snapshot (aim: 3 in time, 6 of the input)' plan both "$yaml" "$json"

command -v valgrind >/dev/null || {
	echo 'no valgrind, so instructions are not counted'
	exit 0
}
last=
for size in 100 1000 10000; do
	count=$(valgrind --tool=callgrind --callgrind-out-file=/dev/null --toggle-collect=plan_make \
		"$CONVERGE" --dry-run --state "$scratch/$size/state.json" "$scratch/$size/manifest.yaml" 2>&1 >/dev/null |
		sed -n 's/.*Collected : //p')
	awk -v size="$size" -v count="$count" -v last="$last" 'BEGIN {
		printf "planning of %6d volumes: %6d instructions for each%s\n", size * 10, count / size / 10,
			last == "" ? "" : sprintf("; ten times as many cost %.1f times as much", count / last)
	}'
	last=$count
done
