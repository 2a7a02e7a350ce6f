#!/bin/sh
# What stands ready in contrib/, used as it is meant to be used. Speaks TAP.
export LC_ALL=C

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
: "${CONVERGE:?is the program to test}"
contrib=$top/contrib
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source-path=SCRIPTDIR source=tap
. "$top/tests/shell/tap"

# options_of FILE: those that a recipe calls converge with are real.
options_of() {
	"$CONVERGE" --help >help
	sed -n 's/^[^#]*converge \(release \)\?\(--.*\)/\2/p' "$1" | grep -o -e '--[a-z-]*' >options
	[ -s options ] || return
	while read -r option; do
		grep -q -e " $option\( \|$\)" help || {
			echo "there is no $option"
			return 1
		}
	done <options
}

# Each is installed, and both documents tell of it. Units are no recipes: the installation puts them in their place.
is_told_of() {
	for recipe in "$contrib"/*/*; do
		recipe=${recipe#"$contrib/"}
		case $recipe in systemd/* | completion/*) continue ;; esac
		grep -q "^\.It Pa \(.* , \)\?$recipe\( \|$\)" "$top/man/converge.8" &&
			grep -q "contrib/${recipe%/*}" "$top/README.md" && grep -q "contrib/$recipe" "$top/Makefile.am" && continue
		echo "not told of: $recipe"
		return 1
	done
}
check 'the manual page, README and the installation have all of them' is_told_of

# ---- systemd ----

units='converge.service converge.timer converge-release.service'

# unit NAME: as it is installed.
unit() {
	if [ -e "$contrib/systemd/$1.in" ]; then set -- "$contrib/systemd/$1.in"; else set -- "$contrib/systemd/$1"; fi
	sed -e "s|@sbindir@/converge|$CONVERGE|" -e "s|@pkglibexecdir@/release-at-shutdown|$scratch/release-at-shutdown|" "$1"
}

verify_units() {
	: >release-at-shutdown && chmod +x release-at-shutdown || return
	for unit in $units; do
		unit "$unit" >"$unit" || return
	done
	# shellcheck disable=SC2086 # several names
	SYSTEMD_LOG_LEVEL=warning systemd-analyze verify --man=no $units || return
	[ ! -s why ] # warnings end with 0
}

# law NAME VALUE: what law 13 asks of a service, or systemd kills a command that changes something.
has() {
	for unit in converge.service converge-release.service; do
		unit $unit | grep -q -x -e "$1" || return
	done
}

# Beside a host that does not shut down, whatever the service is told.
takes_nothing_down() {
	sed 's|@sbindir@|/nowhere|' "$contrib/systemd/release-at-shutdown.in" >release
	mkdir -p bin && printf '#!/bin/sh\necho running\n' >bin/systemctl && chmod +x bin/systemctl
	sed -i "s|^PATH=|PATH=$scratch/bin:|" release
	sh release start && sh release stop 0 || return
	[ ! -s why ]
}

check 'the units are what systemd expects' verify_units
check 'systemd does not kill the commands of a run' has KillMode=process
check 'not even in the end' has SendSIGKILL=no
check 'the service calls converge with options that it has' options_of "$contrib/systemd/converge.service.in"
check 'and so does what runs at shutdown' options_of "$contrib/systemd/release-at-shutdown.in"
check 'which takes nothing down unless the host shuts down' takes_nothing_down
check 'and so does cron' options_of "$contrib/cron/converge"

# ---- Puppet; tests/vm/puppet.sh applies it ----

class=$contrib/puppet/converge/manifests/init.pp
check 'Puppet can read the class' puppet parser validate "$class"
check 'Puppet does not end what changes the host' grep -q '^ *timeout *=> 0,$' "$class"

# ---- a hook of git ----

repository() {
	git init -q repository && cd repository || return
	git config user.name someone && git config user.email someone@example.org || return
	mkdir manifests bin && ln -s "$CONVERGE" bin/converge || return
	install -m 755 "$contrib/git/pre-commit" .git/hooks/pre-commit
}

commits() {
	git add manifests && PATH=$PWD/bin:$PATH git commit -q -m "$1"
}

# A commit that names the place of what is wrong, and does not come about.
is_refused() {
	! commits "$1" 2>said && grep -q -F "$2" said && [ "$(git rev-list --count HEAD)" -eq 1 ] && return
	cat said
	return 1
}

check 'a repository with the hook' repository
cd "$scratch/repository" || exit 1
echo 'version: 1' >manifests/site.yaml
check 'a valid manifest is committed' commits 'a start'
printf 'version: 1\nvolume_groups:\n  guests: {ensure: activ}\n' >manifests/site.yaml
check 'one with a fault is not, and the fault is named' is_refused 'a fault' 'manifests/site.yaml:3:20'
git add manifests
printf 'version: 1\n' >manifests/site.yaml
hook_alone() {
	! PATH=$PWD/bin:$PATH .git/hooks/pre-commit
}
check 'what counts is what is staged' hook_alone

echo "1..$count"
[ $failed -eq 0 ]
