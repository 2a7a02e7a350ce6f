#!/bin/sh
# What `converge completion` prints, used in the shells that it is for. Speaks TAP.
export LC_ALL=C

: "${CONVERGE:?is the program to test}"
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
count=0
failed=0
mkdir empty
touch site.yaml

# is NAME WANT GOT
is() {
	count=$((count + 1))
	if [ "$2" = "$3" ]; then
		echo "ok $count - $1"
	else
		failed=$((failed + 1))
		echo "not ok $count - $1"
		printf 'wanted: %s\ngot: %s\n' "$2" "$3" | sed 's/^/# /'
	fi
}

# in_SHELL LINE: what the last word of the line can be completed to, in order, on one line. The last
# word stands for itself: "converge " has an empty one.
in_bash() {
	bash --norc -c '
		source ./bash
		IFS="= " read -r -a COMP_WORDS <<<"${1//=/ = }"
		[[ $1 != *[\ =] ]] || COMP_WORDS+=("")
		# bash makes "=" a word of its own.
		words=()
		for word in ${1//=/ = }; do words+=("$word"); done
		[[ $1 != *\  ]] || words+=("")
		COMP_WORDS=("${words[@]}") COMP_CWORD=$((${#words[@]} - 1))
		_converge
		printf "%s\n" "${COMPREPLY[@]}"' bash "$1" | sort | xargs
}

in_fish() {
	HOME=$scratch XDG_CONFIG_HOME=$scratch/empty fish --no-config -c 'source ./fish; complete -C $argv[1]' "$1" |
		cut -f 1 | sed 's/^--[a-z-]*=//' | sort | xargs
}

# Completion of zsh runs only while a line is edited, so on a terminal; compadd is what it tells its matches.
in_zsh() {
	rm -f hits begun ended
	zsh -f -c '
		wait_for() {
			for i in {1..400}; do
				[[ ! -e $1 ]] || return
				zpty -r -t shell
				sleep 0.05
			done
		}
		zmodload zsh/zpty
		zpty shell "TERM=dumb zsh -f -i"
		zpty -w shell "source ./zshrc"
		wait_for begun
		zpty -w -n shell "$1"$'\''\t'\''
		zpty -w shell $'\''\C-u'\''"touch ended"
		wait_for ended
		zpty -d shell' zsh "$1" >/dev/null 2>&1
	sort -u hits 2>/dev/null | xargs
}

cat >zshrc <<'END'
PROMPT=
autoload -Uz compinit
compinit -u -D
source ./zsh
compadd() {
	local -a matches
	if [[ ${@[1,(i)(-|--)]} == *-(O|A|D)\ * ]]; then
		builtin compadd "$@"
		return
	fi
	builtin compadd -A matches "$@"
	print -rl -- $matches >>hits
	builtin compadd "$@"
}
# Only a line that is being edited has completion.
zle-line-init() {
	touch begun
}
zle -N zle-line-init
END

verbs=$("$CONVERGE" --help | sed -n '/^verbs:/,/^$/s/^  \([a-z]*\).*/\1/p' | sort | xargs)
for shell in bash fish zsh; do
	is "$shell: it is printed" 0 "$("$CONVERGE" completion $shell >$shell && echo $?)"
	if ! command -v $shell >/dev/null; then
		count=$((count + 1))
		echo "ok $count - $shell # SKIP there is no $shell"
		continue
	fi
	is "$shell: verbs" "$verbs" "$(in_$shell 'converge ' | tr ' ' '\n' | grep -x -F -e "$(echo "$verbs" | tr ' ' '\n')" | xargs)"
	is "$shell: and the files that apply takes" 'site.yaml' "$(in_$shell 'converge si')"
	is "$shell: a verb" 'discover' "$(in_$shell 'converge disc')"
	is "$shell: options of a verb" '--detailed-exitcodes' "$(in_$shell 'converge holders --de')"
	is "$shell: no option that the verb does not take" '' "$(in_$shell 'converge validate --dry')"
	is "$shell: without a verb they are those of apply" '--dry-run' "$(in_$shell 'converge --dry')"
	is "$shell: words for an option" 'dot github json markdown text' "$(in_$shell 'converge --output ')"
	is "$shell: and behind an equals sign" 'json' "$(in_$shell 'converge show --output=j')"
	is "$shell: a file for an option" 'site.yaml' "$(in_$shell 'converge --state si')"
	is "$shell: words for a verb" 'zsh' "$(in_$shell 'converge completion z')"
	is "$shell: no files where none belong" '' "$(in_$shell 'converge resume si')"
done

is 'another shell' '1 converge: completion needs the name of one shell: bash, zsh or fish' \
	"$("$CONVERGE" completion csh 2>err; echo "$?" "$(cat err)")"
is 'none' '1' "$("$CONVERGE" completion 2>/dev/null; echo $?)"

echo "1..$count"
[ $failed -eq 0 ]
