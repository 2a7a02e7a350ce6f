#!/bin/sh
# shellcheck shell=dash
# relogin.sh: a setting that counts at login, with `relogin: when_idle`: the session is made anew once nothing uses it.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml
down=/run/down.yaml

# manifest VG_ENSURE RECOVERY OTHERS: the timeouts.
manifest() {
	cat <<-END
		version: 1
		targets:
		  $a:
		    portals: [127.0.0.1]
		    relogin: when_idle
		    settings:
		      node.session.timeo.replacement_timeout: $2
		      node.session.err_timeo.abort_timeout: $3
		      node.session.err_timeo.lu_reset_timeout: $3
		      node.session.err_timeo.tgt_reset_timeout: $3
		volume_groups:
		  xenGuests: {ensure: $1, targets: [$a]}
	END
}

timeouts() {
	(cd /sys/class/iscsi_session/session*/ && paste -sd " " recovery_tmo abort_tmo lu_reset_tmo tgt_reset_tmo | paste -sd " ")
}

sid() {
	basename /sys/class/iscsi_session/session*
}

ok 'a SAN' san_start
target_create $a 64
ok 'a volume group' vg_create xenGuests $a -- noc1
udevadm settle
ok 'which the host has never seen' host_clean
execlog_install

manifest active 60 20 >$up
applies_as_printed 'from nothing' 0 $up
is 'the session has the settings' "$(timeouts)" '60 20 20 20'
changes_nothing 'again' $up
before=$(sid)

manifest active 30 20 >$up
applies_as_printed 'a setting changes while the group is active' 0 $up
ok 'what the session waits for is told' says "is to be made anew once nothing uses it"
ok 'with what uses it' says 'xenGuests/noc1 is active'
is 'the session stays' "$(sid) $(timeouts)" "$before 60 20 20 20"
changes_nothing 'and stays' $up
ok 'the reason is seen of the session now' says 'it still has node.session.timeo.replacement_timeout at 60, not 30'

manifest inactive 30 20 >$down
applies_as_printed 'the group is deactivated' 0 $down
applies_as_printed 'then the session is made anew' 0 $down
ok 'it is another one' test "$(sid)" != "$before"
is 'and has the settings' "$(timeouts)" '30 20 20 20'
ok 'the group is inactive' vg_is_inactive xenGuests
changes_nothing 'once' $down
before=$(sid)

manifest active 30 25 >$up
applies_as_printed 'a setting changes and the group comes up' 0 $up
ok 'a new session again' test "$(sid)" != "$before"
is 'with the settings' "$(timeouts)" '30 25 25 25'
ok 'the group is active' vg_is_active xenGuests
changes_nothing 'at the end' $up

quietly vgchange -an xenGuests
echo 99 >/sys/class/iscsi_session/"$(sid)"/recovery_tmo
applies_as_printed 'somebody else has set the session otherwise' 0 $up
is 'it has the settings again' "$(timeouts)" '30 25 25 25'
ok 'and the group is active' vg_is_active xenGuests
changes_nothing 'and that is all' $up
