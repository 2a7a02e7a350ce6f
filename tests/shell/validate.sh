#!/bin/sh
# converge validate as CI has it: what it reads, and what it prints for people and for programs. Speaks TAP.
export LC_ALL=C
unset GITHUB_WORKSPACE

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
: "${CONVERGE:?is the program to test}"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source-path=SCRIPTDIR source=tap
. "$top/tests/shell/tap"

# is NAME EXPECTED SEEN
is() {
	check "$1" same "$2" "$3"
}

same() {
	[ "$1" = "$2" ] && return
	printf 'expected:\n%s\nseen:\n%s\n' "$1" "$2"
	return 1
}

mkdir site 'odd, 100%:names'
cat >site/a.yaml <<'END'
version: 1
hosts: [xen01]
volume_groups:
  guests: {ensure: active}
END
cat >site/b.yaml <<'END'
version: 1
hosts: [xen02]
volume_groups:
  guests:
    ensure: active
END
cp site/b.yaml 'odd, 100%:names/b.yaml'
printf 'version: 1\nhosts: ["xen[01-03]"]\ntargets:\n  iqn.2003-01.org.example:A: {portals: [192.0.2.1]}\n' >good.yaml
printf 'version: 1\nvolume_groups: {guests: {access: exclusive}}\n' >explicit.yaml
printf 'version: 2\n' >wrong.yaml
printf 'version: 1\ninitiator: "iqn.2003-01.org.example:ä, 100%%:x"\n' >percent.yaml

# validate ARGUMENT...: its exit status and what it prints; standard error in err.
validate() {
	"$CONVERGE" validate "$@" 2>err
	echo "$?"
}

sentence="volume group 'guests' is to be active on host 'xen02' as well as on host 'xen01', but its access is exclusive (the \
default); leave it to one host, or write 'access: shared' in the group if they may use it at the same time"

is 'a directory, as text: nothing on standard output' 1 "$(validate site)"
is 'the fault stands on standard error' "site/b.yaml:5:13: error: $sentence" "$(head -n 1 err)"
is 'the other place, too' "site/a.yaml:4:20: note: to be active on host 'xen01' here" "$(sed -n 4p err)"
is 'each file alone is valid' 'valid; 1 host named
0' "$(validate site/b.yaml)"
is 'files beside directories' 1 "$(validate good.yaml site)"

# ---- github ----

is 'github: the fault, its place, the other place' \
	"::error file=site/b.yaml,line=5,col=13,title=converge::$sentence%0Asite/a.yaml:4:20: to be active on host 'xen01' here
not valid; 1 error
1" "$(validate --output github site)"
is 'github: nothing on standard error' '' "$(cat err)"
is 'github: --quiet leaves out the last line' 1 "$(validate --quiet --output github site | wc -l | awk '{ print $1 - 1 }')"
is 'github: files are named from the top of the repository' 'file=site/b.yaml,line=5,col=13' \
	"$(cd site && GITHUB_WORKSPACE=$scratch validate --output github . | sed -n 's/^::error \(.*\),title.*/\1/p')"
is 'github: not if they are not in it' 'file=site/b.yaml,line=5,col=13' \
	"$(GITHUB_WORKSPACE=$scratch/si validate --output github ./site | sed -n 's/^::error \(.*\),title.*/\1/p')"
is 'github: names with what ends a property' \
	'file=odd%2C 100%25%3Anames/b.yaml,line=5,col=13' \
	"$(validate --output github site/a.yaml 'odd, 100%:names' | sed -n 's/^::error \(.*\),title.*/\1/p')"
is 'github: a per cent sign in a message' 1 "$(validate --output github percent.yaml | grep -c '100%25:x')"
is 'github: a file as a whole has no line' '::error file=nowhere.yaml,title=converge::it cannot be read: No such file or directory' \
	"$(validate --output github nowhere.yaml | head -n 1)"
is 'github: standard input is no file of the repository' 1 \
	"$(validate --output github - <wrong.yaml | grep -c '^::error title=converge::<stdin>:1:10: ')"
is 'github: a warning' '::warning file=good.yaml,line=4,col=3,title=converge' \
	"$(validate --output github good.yaml | sed -n 's/^\(.*\)::.*/\1/p')"
is 'github: which is valid' 'valid; 3 hosts named
0' "$(validate --output github good.yaml | tail -n 2)"

# ---- JSON ----

# json EXPRESSION ARGUMENT...: of what validate prints, in the words of Python.
json() {
	expression=$1
	shift
	validate --output json "$@" | sed '$d' | python3 -c "import json, sys; d = json.load(sys.stdin); f = d['findings']; print($expression)"
}

if ! command -v python3 >/dev/null; then
	skip JSON 'there is no python3'
else
	is 'json: counts' '1 False 1 0 2' "$(json "d['version'], d['valid'], d['errors'], d['warnings'], d['hosts']" site | tr -d '(),')"
	is 'json: a finding' "$sentence" "$(json "f[0]['message']" site)"
	is 'json: its place' "['error', 'site/b.yaml', 5, 13, 6]" \
		"$(json "[f[0][k] for k in ('severity', 'file', 'line', 'column', 'width')]" site)"
	is 'json: the other place' \
		"[{'file': 'site/a.yaml', 'line': 4, 'column': 20, 'width': 6, 'message': \"to be active on host 'xen01' here\"}]" \
		"$(json "f[0]['related']" site)"
	is 'json: a span is as wide as it is, up to 4095' '[6, 4095, 4095]' "$(
		wide() {
			printf 'version: 1\nvolume_groups: {guests: {access: %s}}\n' "$(printf "%0$1d" 0 | tr 0 x)" >wide.yaml
			json "f[0]['width']" wide.yaml | head -n 1
		}
		printf '[%s, %s, %s]' "$(wide 6)" "$(wide 4095)" "$(wide 5000)"
	)"
	is 'json: a file as a whole' "['nowhere.yaml', None, None, None, []]" \
		"$(json "[f[0][k] for k in ('file', 'line', 'column', 'width', 'related')]" nowhere.yaml)"
	is 'json: valid with a warning' "True 0 1 3 ['warning']" \
		"$(json "d['valid'], d['errors'], d['warnings'], d['hosts'], [x['severity'] for x in f]" good.yaml | sed 's/^(//; s/)$//; s/,//g')"
	is 'json: in the order of the files, then of the lines' "[('percent.yaml', 2), ('site/b.yaml', 5), ('wrong.yaml', 1)]" \
		"$(json "[(x['file'], x['line']) for x in f]" percent.yaml explicit.yaml site wrong.yaml)"
	is 'json: standard input' "['<stdin>']" "$(json "[x['file'] for x in f]" - <wrong.yaml)"
fi
is 'json: exit status' 1 "$(validate --output json site | tail -n 1)"
is 'json: and without a fault' 0 "$(validate --output json good.yaml | tail -n 1)"
is 'twice the same' "$(validate --output json site wrong.yaml)" "$(validate --output json site wrong.yaml)"

is 'other verbs have no annotations' "converge: 'show' prints text or json, not github" \
	"$("$CONVERGE" show --output github 2>&1)"
is 'nor has this one a runbook' "converge: 'validate' prints text, json or github, not markdown" \
	"$("$CONVERGE" validate --output markdown site 2>&1)"

# ---- a fleet of fifteen ----

mkdir fleet
{
	echo 'version: 1'
	echo 'fleet: ["xen[01-15]"]'
	echo 'targets: {iqn.1992-08.com.netapp:sn.118047036: {portals: [10.5.88.21]}}'
	echo 'volume_groups: {xenGuests: {targets: [iqn.1992-08.com.netapp:sn.118047036]}}'
} >fleet/all.yaml
for number in 01 02 03 04 05 06 07 08 09 10 11 12 13 14 15; do
	cat >fleet/xen$number.yaml <<-END
		version: 1
		hosts: [xen$number]
		initiator: iqn.1993-08.org.debian:01:xen$number
		volume_groups: {xenGuests: {logical_volumes: {noc$number: active}}}
	END
done
is 'a fleet of fifteen hosts' 'valid; 15 hosts named
0' "$(validate fleet)"
sed -i 's/xen04/xen05/; s/\[xen05\]/[xen04]/' fleet/xen04.yaml
sed -i 's/noc11/noc02/' fleet/xen11.yaml
sed -i 's/\[xen15\]/[xem15]/' fleet/xen15.yaml
validate --output github fleet >said
is 'three faults in it are found, and nothing else' \
	"file=fleet/xen05.yaml,line=3,col=12 file=fleet/xen11.yaml,line=4,col=54 file=fleet/xen15.yaml,line=2,col=9" \
	"$(sed -n 's/^::error \(.*\),title.*/\1/p' said | xargs)"
is 'and counted' 'not valid; 3 errors' "$(tail -n 2 said | head -n 1)"

# Documents times hosts: 2001 documents for all, and one for each of 2001 hosts.
for number in $(seq 2001); do
	echo "---
version: 1
targets: {iqn.2003-01.org.example:all$number: {portals: [192.0.2.1]}}
---
version: 1
hosts: [xen$number]
targets: {iqn.2003-01.org.example:one$number: {portals: [192.0.2.1]}}"
done >many.yaml
validate many.yaml >said
is 'documents times hosts have a limit, said with its place' 'many.yaml:2:1: error: 2002 documents, this one first, are for host' \
	"$(head -n 1 err | cut -c 1-66)"

echo "1..$count"
[ $failed -eq 0 ]
