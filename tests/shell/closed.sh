#!/bin/sh
# Runs whose standard streams are closed, on stand-ins of iscsiadm and lvm. Speaks TAP.
set -u
export LC_ALL=C

# shellcheck source-path=SCRIPTDIR source=alone
. "${top_srcdir:?}/tests/shell/alone"

# closes WANT STREAMS MANIFEST: an apply whose standard streams are closed, in the shell's words for that, ends with WANT.
closes() {
	status=0
	standin run "$3" || return
	eval "converge_on \"\$root\" --verbose \"\$3\" $2" >"$work/out" 2>"$work/err" || status=$?
	[ "$status" = "$1" ] || complain "exit status $status, not $1: $(cat "$work/out" "$work/err")"
}

# only_ledger: the lock file has what belongs there, which are no sentences.
only_ledger() {
	! grep -a -v -E '^(converge|done)( [0-9]+)+$|^child [0-9]+ [0-9]+ (target|vg):' "$root/lock" || complain 'that belongs elsewhere'
}

two_groups
for streams in '<&-' '2>&-' '<&- 2>&-'; do
	ok "up with $streams" closes 0 "$streams" "$up"
	ok 'and what was printed is not in the lock file' only_ledger
	ok "down with $streams" closes 0 "$streams" "$down"
	ok 'and what was printed is not in the lock file' only_ledger
done
ok 'where nothing can be printed the host is made to match, and that is told' closes 4 '>&-' "$up"
ok 'on standard error' grep -q 'standard output could not be written' "$work/err"
ok 'and what was printed is not in the lock file' only_ledger
ok 'nor with all of them closed' closes 4 '<&- >&- 2>&-' "$down"
ok 'and what was printed is not in the lock file' only_ledger
ok 'no law was broken' nothing_broken
plan_done
