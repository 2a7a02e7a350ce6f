#!/bin/sh
# shellcheck shell=dash
# examples.sh: the examples of manifests/ on hosts as they are written for; and a snapshot that plans like the host it is of.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

netapp=iqn.1992-08.com.netapp:sn.118047036
# A checkout may belong to somebody whom root does not obey.
examples=/run/examples
cp -r "$top_srcdir/manifests" $examples && chown -R 0:0 $examples

# plans_alike ARG...: the same runbook from the host and from its snapshot. Only the host remembers what was applied last,
# and so what moved, the manifest or the host.
plans_alike() {
	"$CONVERGE" show --output json "$1" "$2" >/run/state.json &&
		"$CONVERGE" --dry-run "$@" | sed 's/ \[intent\]$//' >/run/live
	"$CONVERGE" --dry-run --state /run/state.json "$@" | cmp - /run/live
}

ok 'a SAN' san_start
target_create $netapp 64
ok 'the volume group of the guests' vg_create xenGuests $netapp -- noc1 noc2
execlog_install

up="--host xen01 $examples/netapp-xen.yaml"
down="--host xen01 $examples/netapp-xen-down.yaml"
maintenance="--host xen07 $examples/maintenance.yaml"
# shellcheck disable=SC2086 # words on purpose, from here on
{
	ok 'its plan from a snapshot is its plan' plans_alike $up
	applies_as_printed 'netapp-xen.yaml' 0 $up
	is 'the guests have their volumes' "$(active_volumes xenGuests)" 'noc1 noc2'
	changes_nothing 'netapp-xen.yaml' $up
	ok 'up, the plan from a snapshot is the same too' plans_alike $up
	ok 'and the way back' plans_alike $down

	applies_as_printed 'maintenance.yaml' 0 $maintenance
	is 'no session' "$(session_count)" 0
	ok 'but the record' record_has $netapp node.name $netapp
	changes_nothing 'maintenance.yaml' $maintenance

	applies_as_printed 'netapp-xen.yaml again' 0 $up
	is 'only a login and an activation' "$(execlog_changing converge | wc -l)" 2
	applies_as_printed 'netapp-xen-down.yaml' 0 $down
	ok 'the host is clean' host_is_clean
	changes_nothing 'netapp-xen-down.yaml' $down
	ok 'another host than those named is left alone' exits 0 --host db01 $examples/netapp-xen.yaml
	ok 'with a warning' says 'no document of the manifest is for host db01'
}

mkdir -p /etc/converge
(
	umask 077
	echo 'one secret' >/etc/converge/netapp.chap
	echo 'another one' >/etc/converge/netapp-in.chap
)
ok 'the target wants CHAP' target_chap $netapp xen01 'one secret'
ok 'and can prove who it is' target_chap_mutual $netapp netapp 'another one'
ok 'chap.yaml' exits 0 --host xen01 "$examples/chap.yaml"
is 'there is a session' "$(session_count $netapp)" 1
changes_nothing 'chap.yaml' --host xen01 "$examples/chap.yaml"

plan_done
