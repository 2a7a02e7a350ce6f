#!/bin/sh
# saved.sh: a saved plan on a real host. Its steps are not those of a new plan: refused, with the difference. They are, and the host
# is in use meanwhile: applied, just as it was printed. A second time: refused.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
up=/run/up.yaml
down=/run/down.yaml
plan=/run/plan.json

# refuses TEXT ARG...: the plan is not done: exit 1, no changing command has run, and this is why.
refuses() {
	why=$1
	shift
	execlog_clear
	exits 1 apply --plan $plan "$@" || return
	says "$why" || return
	[ -z "$(execlog_changing converge)" ] || complain "it ran: $(execlog_changing converge)"
}

two_targets $up $down
ok 'a SAN' san_start
target_create $a 64
target_create $b 64
ok 'a volume group on each target' vg_create xenGuests $a -- noc1 noc2
ok 'the other' vg_create other $b -- one
execlog_install

ok 'a plan is saved' exits 0 --dry-run --save-plan $plan $up
printed=$(grep -v -e '^#' -e '^$' $said)
is 'which changed nothing' "$(execlog_changing converge)" ''
is 'for root alone' "$(stat -c %a $plan)" 600
execlog_clear
ok 'nothing has moved: it is applied' exits 0 apply --plan $plan --jobs 1 $up
is 'as it was printed, with what a login had to reveal' "$(execlog_changing converge)" "$printed"
ok 'a second time it is refused' refuses 'a plan is applied once' $up

quietly mkfs.ext4 -q /dev/xenGuests/noc1
mkdir -p /run/guest
ok 'a plan for a part of the way down' exits 0 --dry-run --save-plan $plan --only other --only $b $down
printed=$(grep -v -e '^#' -e '^$' $said)
ok 'the host is used meanwhile' mount /dev/xenGuests/noc1 /run/guest
ok 'and runs for a while' quietly udevadm trigger --settle --subsystem-match=block
execlog_clear
ok 'that makes no plan stale' exits 0 apply --plan $plan --jobs 1 $down
is 'it is done as it was printed' "$(execlog_changing converge)" "$printed"
umount /run/guest

ok 'a plan for the rest' exits 0 --dry-run --save-plan $plan $down
quietly lvcreate -q -n new -L 4m xenGuests
ok 'a volume is made after it, and goes with its group: not stale' exits 0 --dry-run --plan $plan $down
ok 'the session is ended after it' eval 'quietly vgchange -an xenGuests && quietly iscsiadm -m session --logout'
ok 'refused' refuses "plan: a step is not needed any more: log out of $a" $down
ok 'with the verdict that is another one' says "plan: session $a was: would change; is: kept"
ok 'nothing was done about the record' record_has $a node.name $a
ok 'a new plan' exits 0 --dry-run --save-plan $plan $down
ok 'is applied' exits 0 apply --plan $plan $down
is 'no session is left' "$(session_count)" 0
changes_nothing 'after that' $down
plan_done
