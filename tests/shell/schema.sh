#!/bin/sh
# The JSON Schemas: what is kept in schema/ is what converge prints, and an independent validator
# agrees with converge (tests/schema/agree). Speaks TAP.
export LC_ALL=C

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
: "${CONVERGE:?is the program to test}"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source-path=SCRIPTDIR source=tap
. "$top/tests/shell/tap"

drifted() {
	"$CONVERGE" schema "$1" >now || return
	diff -u "$top/schema/$1.json" now && return
	echo "'make schemas' writes what converge prints"
	return 1
}

refused() {
	! "$CONVERGE" schema "$@" >out 2>err && [ ! -s out ] &&
		grep -q '^converge: schema needs the name of one format: ' err
}

names=$("$CONVERGE" --help | sed -n 's/^  schema \([a-z|]*\).*/\1/p' | tr '|' ' ')
for name in $names; do
	check "schema/$name.json is what converge prints" drifted "$name"
done
check 'every file of schema/ is printed by converge' \
	[ "$(cd "$top/schema" && echo *)" = "$(printf '%s.json\n' $names | sort | xargs)" ]
check 'a schema that does not exist' refused plans
check 'none' refused
check 'two' refused plan report

# agree prints test points of its own.
"$top/tests/schema/python" "$top/tests/schema/agree" >agree
case $? in
0) ;;
77) echo "ok 1 - converge and an independent validator agree # SKIP $(cat agree)" >agree ;;
*) failed=$((failed + 1)) ;;
esac
awk -v count="$count" '
	/^1\.\./ { next }
	/^(not )?ok / { sub(/ok [0-9]+/, "ok " ++count) }
	{ print }' agree
count=$((count + $(grep -cE '^(not )?ok ' agree)))
echo "1..$count"
[ "$failed" -eq 0 ]
