#!/bin/sh
# Why something does not match, drift of the host or another intent of the manifest, on stand-ins of iscsiadm and lvm. Speaks
# TAP.
set -u
export LC_ALL=C

# shellcheck source-path=SCRIPTDIR source=alone
. "${top_srcdir:?}/tests/shell/alone"
manifest=$work/now.yaml
memory=$root/state/applied

# new_report: where lib.sh has each apply leave its report.
new_report() {
	echo "$work/report.json"
}

# causes CAUSE...: each cause in the last report, with the kinds that have it.
causes() {
	python3 - "$work/report.json" <<-'END1'
		import json, sys
		for item in json.load(open(sys.argv[1]))["resources"]:
		    if item["cause"] != "none":
		        print(item["cause"], item["kind"], item["name"].split(" ")[0])
	END1
}

dry() {
	exits 0 --dry-run --report "$work/report.json" "$@"
}

two_groups
cp "$up" "$manifest"

ok 'a host that was never applied to' dry "$manifest"
is 'nothing is known of why' "$(causes | cut -d ' ' -f 1 | sort -u)" unknown
ok 'nor said' not says '['
is 'and a dry run leaves nothing behind' "$(ls "$root/state" 2>/dev/null)" ''
ok 'an apply' exits 0 "$manifest"
is 'does not know either' "$(causes | cut -d ' ' -f 1 | sort -u)" unknown
is 'but remembers, for root alone' "$(stat -c %a "$memory")" 600
touch -d @0 "$memory"
ok 'a second one' exits 0 "$manifest"
is 'has nothing to explain' "$(causes)" ''
is 'and nothing to learn' "$(stat -c %Y "$memory")" 0

ok 'a session is lost' session_drop $a
ok 'a dry run sees it' dry "$manifest"
is 'the host has moved' "$(causes)" "drift session $a
drift volume group xenGuests"
ok 'the runbook says so' says '-> logged in [drift]'
sed -i 's/^  xenGuests: .*/&\n  other: {ensure: inactive}/; 0,/^  other: /s/^  other: {ensure: active.*//' "$manifest"
sed -i '/^  other: {ensure: active/d' "$manifest"
ok 'the manifest moves too' dry "$manifest"
is 'the one and the other' "$(causes)" "drift session $a
drift volume group xenGuests
intent volume group other"
ok 'in words too' says '# volume group other: active -> inactive [intent]'
ok 'applied' exits 0 "$manifest"
is 'the report of the run tells the same' "$(causes)" "drift session $a
drift volume group xenGuests
intent volume group other"
ok 'in words too' says ') [intent]'
ok 'all of it is over' exits 0 "$manifest"
is 'and explained' "$(causes)" ''

# ---- a wish that is missed stays one of the manifest

ok 'a volume is mounted' volume_mount xenGuests/noc1
sed -i 's/xenGuests: {ensure: active/xenGuests: {ensure: inactive/' "$manifest"
for run in first second; do
	ok "a wish that cannot be fulfilled: $run run" exits 4 "$manifest"
	is "$run run: it is the manifest's" "$(causes)" 'intent volume group xenGuests'
done
sed -i 's/xenGuests: {ensure: inactive/xenGuests: {ensure: active/' "$manifest"
ok 'taken back' exits 0 "$manifest"
ok 'a volume is deactivated by hand' volume_deactivate xenGuests/noc2
ok 'a dry run for the other group alone' dry --only other "$manifest"
ok 'an apply for that alone' exits 0 --only other "$manifest"
ok 'the rest is still told' dry "$manifest"
is 'as drift' "$(causes)" 'drift volume group xenGuests'
ok 'and mended' exits 0 "$manifest"

# ---- what the manifest speaks of for the first time

cp "$manifest" "$work/before.yaml"
sed -i 's/other: .*/other: {ensure: present, logical_volumes: {one: active}}/' "$manifest"
ok 'a volume that was not listed before' dry "$manifest"
is 'is new in the manifest' "$(causes)" 'intent logical volume other/one'
cp "$manifest" "$work/second.yaml"
cp "$work/before.yaml" "$manifest"
volume_unmount xenGuests/noc1
ok 'what another manifest names' dry "$down"
is 'is another wish' "$(causes | cut -d ' ' -f 1 | sort -u)" intent
ok 'in a manifest that was not applied yet' dry "$work/second.yaml"
is 'it is not known whether that is new' "$(causes)" 'unknown logical volume other/one'

# ---- no memory

ok 'of another version of converge' sed -i 's/"converge": ".*"/"converge": "0.0.9"/' "$memory"
ok 'a session is lost' session_drop $a
ok 'nothing is known' dry "$manifest"
is 'rather than guessed' "$(causes | cut -d ' ' -f 1 | sort -u)" unknown
echo '{' >"$memory"
ok 'one that cannot be read' dry "$manifest"
is 'is none' "$(causes | cut -d ' ' -f 1 | sort -u)" unknown
rm "$memory"
mkdir "$memory"
ok 'one that cannot be written is a warning' exits 0 "$manifest"
ok 'in these words' says 'warning: '
rmdir "$memory"
converge_on "$root" show --output json >"$work/state.json"
ok 'a snapshot of a host that may be another' dry --state "$work/state.json" "$down"
is 'has no memory' "$(causes)" ''
ok 'no law was broken' nothing_broken
plan_done
