#!/bin/sh
# Plans for people to look at, as what they are written for reads them: Markdown in cmark-gfm.
# Speaks TAP.
export LC_ALL=C
unset NO_COLOR

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
: "${CONVERGE:?is the program to test}"
cases=$top/tests/golden/plan
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source-path=SCRIPTDIR source=tap
. "$top/tests/shell/tap"

# has COMMAND NAME: the command is here. In CI it has to be; else the test point is skipped.
has() {
	command -v "$1" >/dev/null && return
	if [ -n "${CI-}" ]; then
		check "$2" echo "there is no $1; tools/install-deps installs it"
		check "$2: there is $1" false
	else
		count=$((count + 1))
		echo "ok $count - $2 # SKIP there is no $1"
	fi
	return 1
}

# plan CASE OPTION...: the dry run of a golden case, into the file out.
plan() {
	golden=$cases/$1
	shift
	if [ -f "$golden/state" ]; then
		"$cases/make-state" "$golden/state" >state.json || return
	else
		cp "$golden/state.json" state.json
	fi
	# shellcheck disable=SC2046 # one word per argument
	(cd "$golden" && "$CONVERGE" --dry-run --state "$scratch/state.json" \
		$(cat args 2>/dev/null) "$@" manifest.yaml) >out 2>err
}

# ---- Markdown ----

# The outcomes of a JSON report as the last cell of their row: "RESULT: TEXT (FILE:LINE)".
outcomes() {
	awk '
		function value() {
			sub(/^[^:]*: "?/, "")
			sub(/"?,?$/, "")
			gsub(/\\"/, "\"")
			gsub(/\\\\/, "\\")
			return $0
		}
		/^  "plan"/ { exit }
		/^      "result"/ { result = value() }
		/^      "text"/ { text = value() }
		/^      "counts"/ { counts = value() == "true" }
		/^      "file"/ { file = value() }
		/^      "line"/ { line = value() }
		/^    }/ && counts && result != "kept" {
			print result (text == "null" ? "" : ": " text) " (" file ":" line ")"
		}' | sort
}

# The last cells of the table of a rendered page, as they are read; each row has three.
cells() {
	awk '
		/^<tr>/ { count = 0 }
		/^<td>/ { last = $0; count++ }
		/^<\/tr>/ && last != "" { print count == 3 ? last : "a row of " count " cells" }' |
		sed 's/<[^>]*>//g; s/&lt;/</g; s/&gt;/>/g; s/&quot;/"/g; s/&amp;/\&/g' | sort
}

tables_say_the_same() {
	seen=0
	for golden in "$cases"/*/; do
		case=$(basename "$golden")
		! grep -q -e --verbose "$golden/args" 2>/dev/null || continue
		grep -q '^exit status [246]' "$golden/expected" || continue
		plan "$case" --output json
		outcomes <out >want
		plan "$case" --output markdown
		cmark-gfm -e table --unsafe out | cells >got
		if ! diff -u want got; then
			echo "in case $case"
			return 1
		fi
		seen=$((seen + $(wc -l <got)))
	done
	echo "$seen rows"
	[ $seen -gt 200 ]
}

if has cmark-gfm 'tables of Markdown say what the JSON report says'; then
	check 'tables of Markdown say what the JSON report says' tables_say_the_same
fi

echo "1..$count"
[ $failed -eq 0 ]
