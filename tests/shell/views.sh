#!/bin/sh
# Plans for people to look at, as what they are written for reads them: Markdown in cmark-gfm, graphs in
# graphviz.
# And on a terminal: its width, and color. Speaks TAP.
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
		skip "$2" "there is no $1"
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

# ---- graphviz ----

# The text of a picture, and the labels that it was made of, line by line.
picture_text() {
	sed -n 's|^<text[^>]*>\(.*\)</text>$|\1|p' "$1" | sed 's/&#160;/ /g; s/&#45;/-/g; s/&gt;/>/g; s/&lt;/</g; s/&quot;/"/g; s/&amp;/\&/g' | sort
}

label_text() {
	sed -n 's/.*label="\(\([^"\\]\|\\.\)*\)".*/\1/p' "$1" | sed 's/\\\\/\a/g; s/\\n/\n/g; s/\\"/"/g; s/\a/\\/g; s/&amp;/\&/g' | sort
}

graphs_are_read() {
	seen=0
	for golden in "$cases"/*/; do
		case=$(basename "$golden")
		plan "$case" --output dot
		[ -s out ] || continue
		if ! dot -Tcanon out >canon 2>noise || [ -s noise ]; then
			echo "dot does not take the graph of $case:"
			cat noise out
			return 1
		fi
		seen=$((seen + 1))
	done
	echo "$seen graphs"
	[ $seen -gt 200 ]
}

# draws CASE: the picture shows just what the labels say.
draws() {
	plan "$1" --output dot
	dot -Tsvg out >picture.svg || return
	label_text out >want
	picture_text picture.svg >got
	diff -u want got
}

readme_is_fresh() {
	plan dot --output dot
	label_text out >want
	picture_text "$top/doc/plan.svg" >got
	diff -u want got && return
	echo 'draw it again: tools/draw-plan >doc/plan.svg'
	return 1
}

if has dot 'graphs'; then
	check 'graphviz reads the graph of every plan' graphs_are_read
	check 'a picture has all labels' draws dot
	check 'a picture has all labels, whatever is in them' draws dot-odd
fi
check 'the picture in the README is of this version' readme_is_fresh

# ---- on a terminal ----

# on_terminal COLUMNS COMMAND: what a shell command writes to a terminal so wide, into the file out.
on_terminal() {
	script -qec "stty columns $1; $2" /dev/null </dev/null >typescript 2>&1
	tr -d '\r' <typescript >out
}

dry_run="'$CONVERGE' --dry-run --state state.json"

# The lines of a runbook that a shell runs.
commands() {
	grep -v -e '^#' -e '^$' "$1"
}

runbook_fits() {
	plan markdown --output text
	cp out wide
	for columns in 60 100; do
		on_terminal $columns "$dry_run $cases/markdown/manifest.yaml"
		sh -n out || return
		commands wide >want
		commands out >got
		diff -u want got || return
		# A word that is longer stands alone.
		awk -v columns=$columns '/^#/ && length > columns && NF > 2 { print; bad = 1 } END { exit bad }' out ||
			return
		# And no word is lost.
		grep '^#' wide | sed "s|(manifest.yaml|($cases/markdown/manifest.yaml|g" | tr -s '# \n' '\n' >want
		grep '^#' out | tr -s '# \n' '\n' >got
		diff -u want got || return
		[ "$(wc -l <out)" -gt "$(wc -l <wide)" ] || return
	done
}

has_color() {
	grep -q "$(printf '\033')" out
}

# colors WANT SETTING COMMAND: whether a dry run on a terminal is colored (yes or no).
colors() {
	on_terminal 100 "$2 $3 $cases/absent-disk-mounted/manifest.yaml"
	grep -q 'session 1 stays logged in' out || return
	if has_color; then seen=yes; else seen=no; fi
	[ $seen = "$1" ] || {
		echo "colored: $seen, with $2 $3"
		return 1
	}
}

color_where_it_belongs() {
	plan absent-disk-mounted
	! has_color || return
	colors yes 'TERM=xterm' "$dry_run" &&
		colors yes 'TERM=xterm NO_COLOR=' "$dry_run" &&
		colors no 'TERM=xterm NO_COLOR=1' "$dry_run" &&
		colors no 'TERM=dumb' "$dry_run" &&
		colors no 'TERM=xterm' "$dry_run --color never" &&
		colors yes 'TERM=xterm NO_COLOR=1' "$dry_run --color always" || return
	plan absent-disk-mounted --color always
	has_color && sh -n out
}

if has script 'a terminal'; then
	check 'a runbook is folded to the width of the terminal, but for its commands' runbook_fits
	check 'color only on a terminal, and not with NO_COLOR' color_where_it_belongs
fi

echo "1..$count"
[ $failed -eq 0 ]
