#!/bin/bash
# demo.sh: what `make demo` shows in the test guest: a host and its target, from nothing to an active volume group and
# back, with an accident and a refusal on the way. Every step says what is to come; one that goes otherwise ends the demo
# with 1.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"

: "${CONVERGE:?the program to show}"
manifests=${top_srcdir:?the checkout}/manifests
target=iqn.1992-08.com.netapp:sn.118047036

case ${TERM:-dumb} in
dumb | unknown) bold='' dim='' green='' red='' plain='' ;;
*) bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[m' ;;
esac

# The manifest is for xen01; the guest's own name does not matter.
converge() {
	"$CONVERGE" --host xen01 "$@"
}

# heading TEXT, tell TEXT...: the narrator.
chapter=0
heading() {
	chapter=$((chapter + 1))
	printf '\n%s%d. %s%s\n' "$bold" "$chapter" "$1" "$plain"
}

tell() {
	printf '   %s\n' "$@"
}

fail() {
	printf '\n%sThat went otherwise than told: %s%s\n' "$red" "$1" "$plain"
	exit 1
}

# run CMD...: shown as typed and run; its output, indented, stays in $output, its exit status in $status.
run() {
	local shown=${*//"$manifests/"/}
	printf '\n   %s# %s%s\n' "$bold" "$shown" "$plain"
	status=0
	output=$("$@" 2>&1) || status=$?
	[ -z "$output" ] || sed "s/^/   $dim|$plain /" <<<"$output"
	printf '   %s(exit status %d, after %s)%s\n' "$dim" "$status" "$(uptime_since)" "$plain"
}

# expect TEXT CONDITION...: the narrator was right.
expect() {
	local text=$1
	shift
	"$@" >/dev/null 2>&1 || fail "$text: $*"
	printf '   %s✓ %s%s\n' "$green" "$text" "$plain"
}
