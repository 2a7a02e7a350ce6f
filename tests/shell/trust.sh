#!/bin/sh
# Whom root obeys: manifests, secret files and saved plans that others may write, or put others in the place of, on stand-ins
# of iscsiadm and lvm. Speaks TAP.
set -u
export LC_ALL=C

# shellcheck source-path=SCRIPTDIR source=alone
. "${top_srcdir:?}/tests/shell/alone"

etc=$work/etc/converge
manifest=$etc/up.yaml

# is_refused PLACE FIX ARG...: apply does nothing, names the place, and the command that mends it mends it.
is_refused() {
	place=$1
	fix=$2
	shift 2
	exits 1 "$@" && says ": $place " && says 'nothing was done' && grep -q -x -F -e "fix: $fix" "$said" || return
	! volume_works xenGuests/noc1 || complain 'something was done' || return
	exits 0 validate "$@" && not grep -e obey -e refuse "$said" || return
	exits 0 --dry-run "$@" && says 'warning: apply refuses the manifest' && says "fix: $fix" || return
	$fix && is_obeyed "$@"
}

# is_obeyed ARG...: a dry run has nothing against it.
is_obeyed() {
	exits 0 --dry-run "$@" && not grep refuses "$said"
}

two_groups
mkdir -p "$etc"
cp "$up" "$manifest"
ok 'what is only root may write is obeyed' is_obeyed "$manifest"
chmod 0666 "$manifest"
ok 'a manifest that others may write' is_refused "$manifest" "chmod go-w $manifest" "$manifest"
chmod 0666 "$manifest"
ok 'one of a directory' is_refused "$manifest" "chmod go-w $manifest" "$etc"
chmod 0777 "$etc"
ok 'a directory' is_refused "$etc" "chmod go-w $etc" "$etc"
chmod 0777 "$work/etc"
ok 'the directory of a directory' is_refused "$work/etc" "chmod go-w $work/etc" "$manifest"
chmod 0777 "$work/etc"
ok 'by a path that is not the whole' eval "cd $etc && exits 1 up.yaml && says ': $work/etc has mode 0777'"
chmod 1777 "$work/etc"
ok 'where nobody can replace what is not theirs' is_obeyed "$manifest"
chmod 0777 "$work/etc"
ln -s etc/converge "$work/link"
ok 'what a link leads through' is_refused "$work/etc" "chmod go-w $work/etc" "$work/link/up.yaml"
chmod 0664 "$manifest"
ok 'the group of root may write' is_obeyed "$manifest"
if chgrp 1000 "$manifest" 2>/dev/null; then
	ok 'another group' is_refused "$manifest" "chmod go-w $manifest" "$manifest"
	chown 1000 "$manifest"
	ok 'a manifest of somebody else' is_refused "$manifest" "chown root $manifest" "$manifest"
	chown 1000 "$etc"
	ok 'a directory of somebody else' is_refused "$etc" "chown root $etc" "$manifest"
	chown -h 1000 "$work/link"
	ok 'a link of somebody else' is_refused "$work/link" "chown -h root $work/link" "$work/link/up.yaml"
fi
chmod 0666 "$manifest"
ok 'standard input is whoever started this' eval "converge_on $root - <$manifest >$said 2>&1 && not grep -q 'not obeyed' $said"
ok 'which did what there was to do' volume_works xenGuests/noc1
chmod 0644 "$manifest"

# ---- what root relies on besides

ok 'a plan is saved' exits 0 --dry-run --save-plan "$work/etc/plan" "$down"
chmod 0777 "$work/etc"
ok 'where others may replace it' exits 1 --plan "$work/etc/plan" "$down"
ok 'it is not applied' says "$work/etc has mode 0777, which lets others write it"
mkdir "$work/keys"
(umask 077 && echo secret >"$work/keys/a")
sed "s|portals: \[10[^]]*\]|&, auth: {user: me, password_file: $work/keys/a}|" "$up" >"$work/auth.yaml"
ok 'a secret' exits 0 --dry-run "$work/auth.yaml"
chmod 0777 "$work/keys"
ok 'where others may replace it' exits 4 --dry-run "$work/auth.yaml"
ok 'is not used' says "$work/keys has mode 0777, which lets others write it; chmod go-w $work/keys"
ok 'no law was broken' nothing_broken
plan_done
