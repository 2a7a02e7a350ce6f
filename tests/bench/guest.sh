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
: "${top_srcdir:?the checkout}"
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/bench/lib.sh"

rounds=21
profiles=/run/out
[ -d $profiles ] || profiles=/run

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

san_start || die 'no SAN'
failed=0 before=0
for count in 2 16; do
	host_grow $((before + 1)) $count a b c d || die 'no host to measure on'
	before=$count
	probes_find || die 'no probes to measure'
	echo "$count targets, $count volume groups, $((count * 4)) volumes; median of $rounds"
	measure_idle "$rounds"
	if command -v valgrind >/dev/null; then
		measure_instructions $count || failed=1
	else
		echo '  valgrind is not installed: no instructions counted'
		failed=1
	fi
done
exit $failed
