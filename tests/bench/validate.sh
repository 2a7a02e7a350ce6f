#!/bin/bash
# validate.sh: converge validate against a bare libyaml event loop over the same files, on this machine and without a
# guest: a fleet of 1000 hosts in 100000 lines, and one host with 10000 targets and 100000 volumes. Processor time is the
# median of alternating rounds; instructions are counted by callgrind, if valgrind is here, and say the same on a busy
# machine as on an idle one.
#
# Environment: CONVERGE, the program; MEASURE, tests/bench/measure; top_srcdir; BENCH_ROUNDS, an odd number (11).
set -eu
export LC_ALL=C

: "${CONVERGE:?the program to measure}" "${MEASURE:?tests/bench/measure}" "${top_srcdir:?}"
rounds=${BENCH_ROUNDS:-11}
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"

row() {
	printf '  %-44.44s %s\n' "$1" "$2"
}

# ratio TEXT A B [GOAL]
ratio() {
	awk -v text="$1" -v a="$2" -v b="$3" -v goal="${4-}" 'BEGIN {
		printf "  %-44s %.2f", text, a / b
		if (goal != "")
			printf "  goal %s: %s", goal, a / b <= goal ? "pass" : "miss"
		print ""
	}'
}

# median FILE COLUMN
median() {
	sort -n -k "$2,$2" "$1" | awk -v column="$2" -v middle=$((rounds / 2 + 1)) 'NR == middle { print $column }'
}

# instructions CMD...
instructions() {
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$@" 2>&1 >/dev/null |
		awk '/Collected :/ { print $NF }'
}

# compare NAME FILE...
compare() {
	local name=$1 round input
	shift
	input=$(cat "$@" | wc -c)
	"$CONVERGE" validate --quiet "$@"
	row "$name" "$(cat "$@" | wc -l) lines, $# files, $((input / 1024)) KiB"
	for ((round = 0; round < rounds; round++)); do
		"$MEASURE" run "$MEASURE" yaml "$@" >>"$name.bare"
		"$MEASURE" run "$CONVERGE" validate "$@" >>"$name.ours"
	done
	row '  libyaml alone' "$(median "$name.bare" 1) us"
	row '  converge validate' "$(median "$name.ours" 1) us, $(median "$name.ours" 2) KiB"
	ratio '  time / libyaml alone' "$(median "$name.ours" 1)" "$(median "$name.bare" 1)" 3
	ratio '  peak memory / input' "$(($(median "$name.ours" 2) * 1024))" "$input" 6
	counted || return 0
	ratio '  instructions / libyaml alone' "$(instructions "$CONVERGE" validate "$@")" \
		"$(instructions "$MEASURE" yaml "$@")" 3
}

counted() {
	command -v valgrind >/dev/null
}

# grows FROM TO: fleets of so many hosts; the cost of each line is to stay.
grows() {
	counted || return 0
	ratio "instructions for each line, $2 / $1 hosts" \
		"$(($(instructions "$CONVERGE" validate "fleet$2") * $(cat "fleet$1"/* | wc -l)))" \
		"$(($(instructions "$CONVERGE" validate "fleet$1") * $(cat "fleet$2"/* | wc -l)))" 1.1
}

echo "validate, $rounds rounds, load $(cut -d ' ' -f 1-3 /proc/loadavg):"
counted || row 'instructions' 'not counted: there is no valgrind'
for hosts in 100 1000; do
	"$top_srcdir/tests/bench/generate" fleet $hosts fleet$hosts
done
"$top_srcdir/tests/bench/generate" large 10000 1000 100 >large.yaml
compare fleet fleet1000/*
compare large large.yaml
grows 100 1000
