#!/bin/sh
# scenarios.sh [NAME...]: the scenarios of tests/scenario on the real kernel, one after the other: the same files that are
# played on stand-ins, so that a stand-in that lies is caught.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"
# shellcheck source-path=SCRIPTDIR source=by-hand.sh
. "$top_srcdir/tests/vm/by-hand.sh"

# shellcheck disable=SC2046 # words on purpose
[ $# -gt 0 ] || set -- $(cd "$top_srcdir/tests/scenario" && ls | sed -n '/^words/d; s/\.sh$//p')
for scenario; do
	say "scenario $scenario"
	# shellcheck source=/dev/null
	. "$top_srcdir/tests/scenario/$scenario.sh"
	ok "$scenario: all is gone" san_stop
done
plan_done
