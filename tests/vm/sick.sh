#!/bin/sh
# sick.sh: damaged node records that only the real iscsiadm makes something of: they hide nothing else.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
up=/run/up.yaml
two_targets $up /run/down.yaml

ok 'a SAN' san_start
target_create $a 64
target_create $b 64
ok 'a volume group on each target' vg_create xenGuests $a -- noc1
ok 'the other' vg_create other $b -- one
execlog_install
ok 'all of it is up' exits 0 $up

record=$(find $database/nodes/$a -type f)
cp "$record" /run/record
echo 'node.conn[0].iscsi.FromTheFuture = 1' >>"$record"
iscsiadm -m node >/dev/null 2>&1
is 'a parameter this iscsiadm does not know hides all records from it' "$?" 7
quietly lvchange -an other/one
ok 'not from us' exits 0 $up
is 'the rest is done again' "$(active_volumes other)" one
head -c 4096 /dev/urandom >"$record"
ok 'junk in its place: exit 4' exits 4 $up
ok 'it is named too' says "$a/10.5.88.21,3260"
cp /run/record "$record"
changes_nothing 'with the record restored' $up

plan_done
