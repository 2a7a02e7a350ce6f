#!/bin/sh
# killed.sh: a run is killed, interrupted, or runs out of time; the next one converges, and waits for what the killed one
# has left behind.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
up=/run/up.yaml
down=/run/down.yaml
lock=/run/converge/lock

one_target $up $down

# An lvm whose vgchange waits until somebody writes into /run/gate.
cat >/run/slow-lvm <<'END'
#!/bin/sh
[ "$1" != vgchange ] || [ ! -p /run/gate ] || read -r _ </run/gate
exec /usr/sbin/lvm "$@"
END
chmod +x /run/slow-lvm

# changed_by N: converge has run N changing commands.
changed_by() {
	[ "$(execlog_changing converge | grep -c .)" -ge "$1" ]
}

# said_age_in_seconds: the lock is said to be held for no longer than this test has run.
said_age_in_seconds() {
	grep -q -E ' for [0-9]+ (s|min), since 20[0-9]{2}-' $said || complain "not in: $(cat $said)"
}

vgchange_waits() {
	grep -q 'child .*vgchange' $lock && pgrep -f 'slow-lvm vgchange' >/dev/null
}

ok 'a SAN' san_start
target_create $a 64
ok 'a volume group' vg_create xenGuests $a -- noc1 noc2
execlog_install

for count in 1 2 3 4; do
	execlog_clear
	run_in_background $up
	ok "killed once $count changing commands were started" wait_until changed_by $count
	kill -KILL $background
	wait $background 2>/dev/null
	ok 'the next run converges' exits 0 $up
	is 'the volumes are active' "$(active_volumes xenGuests)" 'noc1 noc2'
	changes_nothing 'and again' $up
	ok 'the way back' exits 0 $down
done

mkfifo /run/gate
run_in_background --tool lvm=/run/slow-lvm $up
ok 'a vgchange that takes its time stands in the lock file' wait_until vgchange_waits
ok 'a second run is told who holds the lock' exits 75 $up
ok 'by pid' says "pid $background"
ok 'and for how long' said_age_in_seconds
kill -KILL $background
wait $background 2>/dev/null
ok 'the run is killed, its vgchange goes on' vgchange_waits
ok 'a short run does not wait for ever' exits 4 --timeout 6 $up
ok 'it calls the volume group unknown' says 'unknown     volume group xenGuests'
ok 'and names the command' says 'vgchange -ay xenGuests'
ok 'which it has not killed' vgchange_waits
execlog_clear
run_in_background $up
sleep 2
ok 'a longer run waits for it' kill -0 $background
is 'without an act of its own' "$(execlog_changing converge)" ''
echo >/run/gate
finish
is 'it ends once the other has' $status 0
is 'the volumes are active' "$(active_volumes xenGuests)" 'noc1 noc2'
changes_nothing 'after that' $up
rm /run/gate
ok 'the way back' exits 0 $down

mkfifo /run/gate
run_in_background --tool lvm=/run/slow-lvm --timeout 12 $up
finish
is 'a vgchange that outlives the time of the run' $status 4
ok 'is not killed' vgchange_waits
ok 'but named' background_says 'activate volume group xenGuests'
ok 'as one that goes on' background_says 'left to finish by itself'
echo >/run/gate
ok 'the next run waits for it' exits 0 $up
rm /run/gate
ok 'the way back' exits 0 $down

mkfifo /run/gate
run_in_background --tool lvm=/run/slow-lvm $up
ok 'a run is under way' wait_until vgchange_waits
kill -TERM $background
sleep 1
ok 'SIGTERM lets it finish what runs' kill -0 $background
echo >/run/gate
finish
is 'it ends by itself' $status 0
rm /run/gate
is 'with what it had begun' "$(active_volumes xenGuests)" 'noc1 noc2'
ok 'the way back' exits 0 $down

# An iscsiadm whose `-o new` waits at the gate.
cat >/run/slow-iscsiadm <<'END'
#!/bin/sh
case "$*" in
*'-o new') read -r _ </run/gate ;;
esac
exec /usr/sbin/iscsiadm "$@"
END
chmod +x /run/slow-iscsiadm
mkfifo /run/gate
run_in_background --tool iscsiadm=/run/slow-iscsiadm $up
ok 'a run has just begun' wait_until pgrep -f 'slow-iscsiadm.*-o new'
kill -TERM $background
sleep 1
echo >/run/gate
finish
rm /run/gate
is 'SIGTERM starts nothing new' $status 4
ok 'and says so' background_says interrupted
ok 'what ran is done' record_has $a node.name $a
is 'and no more' "$(session_count)" 0
ok 'a run after that finishes' exits 0 $up

ok 'pause' exits 0 pause 'moving the rack'
execlog_clear
ok 'a paused host is left alone' exits 0 $down
ok 'and says why' says 'moving the rack'
is 'indeed' "$(execlog_changing converge)" ''
ok 'dry runs work' exits 0 --dry-run $down
ok 'with their commands' says 'vgchange -an xenGuests'
ok 'resume' exits 0 resume
ok 'now it is done' exits 0 $down
is 'no session' "$(session_count)" 0

plan_done
