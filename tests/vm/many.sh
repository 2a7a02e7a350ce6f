#!/bin/sh
# shellcheck shell=dash
# many.sh: 32 targets at once from nothing, a volume group on each fourth, and a dead portal among them.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

prefix=iqn.2003-01.org.example
numbers=$(seq -w 1 32)
fourths=$(seq -w 4 4 32)

# many ENSURE_TARGET ENSURE_VG: the manifest.
many() {
	echo 'version: 1'
	echo 'targets:'
	for number in $numbers; do
		echo "  $prefix:t$number: {portals: [127.0.0.1], ensure: $1}"
	done
	echo 'volume_groups:'
	for number in $fourths; do
		echo "  v$number: {ensure: $2, targets: [$prefix:t$number]}"
	done
}

active() {
	cat /sys/block/dm-*/dm/name 2>/dev/null | grep -c '^v[0-9][0-9]-x$'
}

ok 'a SAN' san_start
for number in $numbers; do
	target_create $prefix:t"$number" 16
done
for number in $fourths; do
	login $prefix:t"$number"
	# shellcheck disable=SC2046 # one disk
	quietly vgcreate -y v"$number" $(session_disks $prefix:t"$number")
	lv_create v"$number" x
done
udevadm settle
ok 'which the host has never seen' host_clean
execlog_install
many logged_in active >/run/up.yaml
many absent inactive >/run/down.yaml

ok 'from nothing' exits 0 /run/up.yaml
is 'as many sessions' "$(session_count $prefix)" 32
is 'all volumes are active' "$(active)" 8
changes_nothing 'again' /run/up.yaml
ok 'and down' exits 0 /run/down.yaml
ok 'the host is clean' host_is_clean

sed -i -e "s/t08: {portals: \[127.0.0.1\]/t08: {portals: [10.5.88.21], settings: {'node.conn[0].timeo.login_timeout': 3}/" /run/up.yaml
portal_block 10.5.88.21
ok 'one portal is dead' exits 4 /run/up.yaml
is 'all others are up' "$(session_count $prefix) $(active)" '31 7'
ok 'it is told' says "failed      session $prefix:t08 at 10.5.88.21:3260"
portal_unblock 10.5.88.21
ok 'alive again' exits 0 /run/up.yaml
is 'all are up' "$(session_count $prefix) $(active)" '32 8'

plan_done
