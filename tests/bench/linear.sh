#!/bin/sh
# linear.sh [CASE...]: instructions of converge for hosts of N and 2N, in each dimension that a snapshot or manifest
# has (./dimensions has them): what is linear takes at most 2.3 times as many. One line for each; exit 1 if one takes more.
#
# Environment: CONVERGE, the program; COUNT, that N (400): so large that what is quadratic shows, small enough for
# callgrind, in which each run takes about a second; top_srcdir.
set -eu
export LC_ALL=C

top=$(cd "${top_srcdir:-$(dirname "$0")/../..}" && pwd -P)
: "${CONVERGE:?the program to measure}"
count=${COUNT:-400}
limit=2.3
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
command -v valgrind >/dev/null || {
	echo 'no valgrind, so instructions are not counted'
	exit 0
}

# instructions FOLDER COMMAND...: of a run there; a plan in which something is refused or pending is one, too.
instructions() (
	cd "$1"
	shift
	status=0
	valgrind --tool=callgrind --callgrind-out-file=/dev/null "$CONVERGE" "$@" >/dev/null 2>counted || status=$?
	[ $((status & ~6)) -eq 0 ] || {
		echo "linear.sh: converge $* exits with $status" >&2
		cat counted >&2
		exit 1
	}
	sed -n 's/.*Collected : //p' counted
)

"$top/tests/bench/dimensions" list >"$scratch/list"
failed=0
while read -r name command; do
	[ $# -eq 0 ] || case " $* " in *" $name "*) ;; *) continue ;; esac
	for size in "$count" $((2 * count)); do
		mkdir -p "$scratch/$name.$size"
		[ -e "$scratch/$name.$size/state.json" ] ||
			"$top/tests/bench/dimensions" "$name" "$size" "$scratch/$name.$size"
	done
	# shellcheck disable=SC2086 # words
	one=$(instructions "$scratch/$name.$count" $command)
	# shellcheck disable=SC2086
	two=$(instructions "$scratch/$name.$((2 * count))" $command)
	awk -v name="$name" -v command="$command" -v one="$one" -v two="$two" -v limit="$limit" 'BEGIN {
		steep = two / one > limit
		printf "%-26s %-58s %6.1f M  %.2f%s\n", name, command, one / 1000000, two / one,
			steep ? "  more than " limit : ""
		exit steep
	}' || failed=1
done <"$scratch/list"
exit $failed
