#!/bin/sh
# shellcheck shell=dash
# settings.sh: the table of settings against the real iscsiadm: it takes and keeps every value that the table allows, and
# does with the others what the table is there for.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example.san:b
table=/run/table
shown=/run/shown
pairs=/run/pairs
up=/run/up.yaml

update() {
	iscsiadm -m node -T $a -p 127.0.0.1:3260 -o update "$@"
}

show() {
	iscsiadm -m node -T $a -p 127.0.0.1:3260 >$shown
}

# pairs N KIND: a line "NAME VALUE" for each parameter of the kind that this iscsiadm has, with its Nth value or, where
# there are less, the last.
pairs() {
	awk -v n="$1" -v kind="$2" '
		NR == FNR { known[$1] = 1; next }
		$1 in known && $2 ~ kind { print $1, $(n + 2 < NF ? n + 2 : NF) }' $shown $table >$pairs
}

# update_pairs [VALUE]: all of $pairs in one call; with VALUE each gets that instead.
update_pairs() {
	# shellcheck disable=SC2046 # words on purpose
	set -- $(awk -v value="${1-}" '{ print "-n", $1, "-v", value == "" ? $2 : value }' $pairs)
	update "$@"
}

# kept [VALUE]: the record has all of $pairs.
kept() {
	show
	awk -v value="${1-}" '
		NR == FNR { have[$1] = $3; next }
		have[$1] != (value == "" ? $2 : value) { print $1, "is", have[$1] }' $shown $pairs
}

# manifest TARGET: one that has all of $pairs.
manifest() {
	printf 'version: 1\ntargets:\n  %s:\n    ensure: known\n    portals: [127.0.0.1]\n    settings:\n' "$1"
	sed 's/\(.*\) \(.*\)/      \1: \2/' $pairs
}

# each_refused: iscsiadm takes none of $pairs with a value that is no value.
each_refused() {
	local name rest status bad=0
	while read -r name rest; do
		status=0
		update -n "$name" -v NoSuchWord >/dev/null 2>&1 </dev/null || status=$?
		[ "$status" = 7 ] || bad=1
		[ "$status" = 7 ] || say "$name: $status"
	done <$pairs
	return $bad
}

set -f
ok 'a SAN' san_start
ok 'a target' target_create $a 16
ok 'the table' eval "$top_builddir/tests/golden/manifest/dump --settings >$table"
ok 'a record' quietly iscsiadm -m node -o new -T $a -p 127.0.0.1:3260
show

awk '$3 ~ /./ && /^(node|iface)/ { print $1, "x" }' $shown >$pairs
manifest $a >$up
ok 'every parameter of its record, with a value that none takes' exits 1 validate $up
is 'each is judged' "$(grep -c ': error: ' $said)" "$(wc -l <$pairs)"
is 'each is known, or refused for a reason' "$(grep -c 'no such parameter' $said)" 0

for n in 1 2 3 4 5 6 7 8 9; do
	pairs $n .
	ok "values $n of the table are taken" quietly update_pairs
	is "values $n of the table are kept as they were given" "$(kept)" ''
done
# What the table has beyond the comments of iscsid.conf: kernel and iscsid take it.
ok 'a record as it was' quietly iscsiadm -m node -o new -T $a -p 127.0.0.1:3260
update -n node.session.cmds_max -v 4096 -n node.session.queue_depth -v 4000
ok 'a login with the most commands' quietly iscsiadm -m node -T $a --login
set +f
ok 'the kernel takes them' grep -q -x 4081 /sys/class/scsi_host/host*/can_queue
ok 'the disk is there' wait_until test -e /sys/block/sda/device/queue_depth
ok 'and takes as many' grep -q -x 4000 /sys/block/sd*/device/queue_depth
set -f
ok 'a logout' quietly iscsiadm -m node -T $a --logout
update -n node.session.cmds_max -v 16
ok 'a login with the fewest' quietly iscsiadm -m node -T $a --login
ok 'another logout' quietly iscsiadm -m node -T $a --logout
update -n node.session.cmds_max -v 8
is 'with less than the table has there is no login' "$(quietly iscsiadm -m node -T $a --login; echo $?)" 9

pairs 1 number
ok 'a word is taken for a number' quietly update_pairs abc
is 'and is 0' "$(kept 0)" ''
ok 'what is too large is taken' quietly update_pairs 2147483648
ok 'and wraps around' record_has $a node.session.timeo.replacement_timeout -2147483648
pairs 1 word
ok 'other words are refused' each_refused

pairs 2 .
execlog_install
manifest $a >$up
applies_as_printed 'every parameter, by converge' 0 $up
is 'the record has them' "$(kept)" ''
changes_nothing 'after that' $up

case $(iscsiadm --version) in
*' 2.1.8') others=4 ;;
*' 2.1.11') others=3 ;;
*) others=0 ;;
esac
awk 'NR == FNR { known[$1] = 1; next } !($1 in known) { print $1, $NF == 2147483647 ? 4 : $NF }' $shown $table >$pairs
is "$others parameters are of other versions" "$(wc -l <$pairs)" $others
ok 'iscsiadm does not take them' each_refused
manifest $a >$up
ok 'nor does converge, for a record that is there' exits 4 $up
ok 'it says so' says 'this iscsiadm does not know the parameter'
manifest $b >$up
execlog_clear
ok 'nor for one that is still to be made' exits 4 $up
ok 'it says so too' says 'this iscsiadm does not know the parameter'
is 'and does not make it' "$(execlog_changing converge)" ''

plan_done
