#!/bin/sh
# Metrics of runs, on stand-ins of iscsiadm and lvm: read by the parser of Prometheus' own client library, and by the rules of
# `promtool check metrics`. Speaks TAP.
set -u
export LC_ALL=C

# shellcheck source-path=SCRIPTDIR source=alone
. "${top_srcdir:?}/tests/shell/alone"
file=$work/converge.prom

python=
for candidate in python3 /usr/bin/python3; do
	! $candidate -c 'import prometheus_client' 2>/dev/null || python=$candidate
done
if [ -z "$python" ]; then
	echo 'python3 has no prometheus_client'
	exit 77
fi

# is_valid: the file is what Prometheus reads, and what its linter has nothing against; its samples are in $work/samples.
is_valid() {
	$python - "$file" >"$work/samples" <<-'END1'
		import re, sys
		from prometheus_client.parser import text_string_to_metric_families

		text = open(sys.argv[1]).read()
		wrong = []
		seen = set()
		if not text.endswith("\n"):
		    wrong.append("no line end at the end")
		for line in text.splitlines():
		    if not re.fullmatch(r'# HELP [a-z_]+ \S.*|# TYPE [a-z_]+ (gauge|counter)'
		                        r'|[a-z_]+(\{[a-z]+="[^"\\\n]*"(,[a-z]+="[^"\\\n]*")*\})? -?[0-9.]+', line):
		        wrong.append("odd line: " + line)
		for family in text_string_to_metric_families(text):
		    name = family.name
		    if name in seen:
		        wrong.append(name + " in two places")
		    seen.add(name)
		    # promtool: client_golang, prometheus/testutil/promlint.
		    if not family.documentation:
		        wrong.append(name + ": no help text")
		    if family.type != "gauge":
		        wrong.append(name + ": is no gauge")
		    if re.search(r"_(total|count|sum|bucket)$", name):
		        wrong.append(name + ": a suffix that a gauge must not have")
		    if re.search(r"[A-Z:]", name):
		        wrong.append(name + ": camel case or a colon")
		    if re.search(r"(^|_)(ms|milliseconds|minutes|hours|kb|kilobytes|gauge|counter)(_|$)", name):
		        wrong.append(name + ": no base unit, or its type in its name")
		    labels = [tuple(sorted(sample.labels.items())) for sample in family.samples]
		    if not labels:
		        wrong.append(name + ": no sample")
		    if len(set(labels)) != len(labels):
		        wrong.append(name + ": a sample twice")
		    for sample in family.samples:
		        print(sample.name, *(f"{key}={value}" for key, value in sorted(sample.labels.items())),
		              f"{sample.value:g}" if "timestamp" not in sample.name else int(sample.value))
		for fault in wrong:
		    print(fault, file=sys.stderr)
		sys.exit(bool(wrong))
	END1
}

# value SAMPLE: of the last file that was read.
value() {
	sed -n "s/^$1 //p" "$work/samples"
}


# not_kept: counts of resources that are not kept, zeros left out.
not_kept() {
	sed -n 's/^converge_resources kind=\(.*\) outcome=\(.*\) \([1-9].*\)$/\1: \3 \2/p' "$work/samples" | grep -v ' kept$'
}

two_groups

ok 'a dry run' exits 0 --dry-run --metrics "$file" "$up"
ok 'is measured' is_valid
is 'as one' "$(value converge_dry_run)" 1
is 'by what is to do' "$(not_kept)" 'target: 2 would change
session: 2 would change
volume group: 2 would change'
is 'no session is up' "$(value converge_sessions_wanted) $(value converge_sessions_up)" '2 0'
before=$(date +%s)
ok 'an apply' exits 0 --detailed-exitcodes --metrics "$file" "$down"
ok 'an apply' exits 2 --detailed-exitcodes --metrics "$file" "$up"
ok 'is measured' is_valid
is 'it is readable for everybody' "$(stat -c %a "$file")" 644
is 'nothing else is left in its directory' "$(find "$work" -name '*.prom*')" "$file"
is 'its exit status' "$(value converge_last_run_exit_status)" 2
is 'what was changed' "$(not_kept)" 'target: 2 changed
session: 2 changed
volume group: 2 changed'
is 'the sessions' "$(value converge_sessions_wanted) $(value converge_sessions_up)" '2 2'
is 'no target is degraded' "$(value converge_targets_degraded)" 0
ok 'when it ended' test "$(value converge_last_run_timestamp_seconds)" -ge "$before"
success=$(value converge_last_success_timestamp_seconds)
is 'which was its success' "$success" "$(value converge_last_run_timestamp_seconds)"
is 'the phases' "$(sed -n 's/^converge_phase_duration_seconds phase=\(.*\) [0-9.e-]*$/\1/p' "$work/samples" | paste -sd ' ')" \
	'wait look plan act verify'
ok 'acting has taken some time' not test "$(value 'converge_phase_duration_seconds phase=act')" = 0

# ---- trouble: the last success stays that of before

sed -i 's/^\(converge_last_success_timestamp_seconds\) .*/\1 1000000001/' "$file"
ok 'a volume is mounted' volume_mount xenGuests/noc1
ok 'a run that is refused' exits 4 --metrics "$file" "$down"
ok 'is measured' is_valid
is 'the last success was an earlier one' "$(value converge_last_success_timestamp_seconds)" 1000000001
is 'what was refused' "$(value 'converge_resources kind=volume group outcome=refused')" 1
is 'its exit status' "$(value converge_last_run_exit_status)" 4
ok 'a manifest with a fault' eval "echo 'version: 2' >$work/wrong.yaml; exits 1 --metrics $file $work/wrong.yaml"
ok 'is measured' is_valid
is 'as a run that did nothing' "$(value converge_last_run_exit_status)" 1
is 'so it knows nothing of resources' "$(grep -c resources "$work/samples")" 0
is 'the last success is kept' "$(value converge_last_success_timestamp_seconds)" 1000000001
ok 'a pause' converge_on "$root" pause for a while
ok 'a paused run' exits 0 --metrics "$file" "$up"
ok 'is measured' is_valid
is 'as paused' "$(value converge_paused)" 1
is 'which is no success' "$(value converge_last_success_timestamp_seconds)" 1000000001
ok 'the end of the pause' converge_on "$root" resume
cp "$file" "$work/kept"
exec 9>"$root/lock"
flock 9
ok 'while another run holds the lock' exits 75 --metrics "$file" "$up"
# As that run would have written it, three days ago.
sed 's/.*) //' "/proc/$$/stat" | awk -v pid=$$ -v now="$(date +%s)" '{ print "converge", pid, $20, now - 3 * 86400 }' >"$root/lock"
ok 'one that has written so into it' exits 75 --metrics "$file" "$up"
ok 'it is said for how long' says "another run (pid $$) has held the lock $root/lock for 3 d, since 20"
ok 'the file is left to that one' cmp "$file" "$work/kept"
exec 9>&-
ok 'a run that goes well' exits 0 --metrics "$file" "$up"
ok 'is measured' is_valid
ok 'it is the last success' not test "$(value converge_last_success_timestamp_seconds)" = 1000000001

# ---- degraded

cat >"$work/two.yaml" <<END1
version: 1
targets:
  $a: {portals: [10.5.88.21:3260]}
  $b: {portals: [127.0.0.1, 127.0.0.2], min_portals: 1}
END1
ok 'a portal that is not needed does not answer' portal_block 127.0.0.2
ok 'a run' exits 0 --metrics "$file" "$work/two.yaml"
ok 'is measured' is_valid
is 'a session is missing' "$(value converge_sessions_wanted) $(value converge_sessions_up)" '3 2'
is 'a target is degraded' "$(value converge_targets_degraded)" 1

ok 'a file that cannot be written' exits 4 --metrics "$work/none/file" "$up"
ok 'is named' says "$work/none/file could not be written"
ok 'a snapshot is no host to measure' exits 1 --dry-run --state x --metrics "$file" "$up"
ok 'no law was broken' nothing_broken
plan_done
