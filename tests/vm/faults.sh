#!/bin/sh
# faults.sh: what breaks while converge is at work: a target that dies, a device that does not answer, an iscsid that is
# killed. Nothing hangs, nothing is killed that must not be, all else is done, and once it is mended the next run converges.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
slow=/dev/mapper/slow
up=/run/up.yaml
cat >$up <<END
version: 1
targets:
  $a: {portals: [10.5.88.21:3260]}
volume_groups:
  xenGuests: {ensure: active, targets: [$a]}
  local: {ensure: active, targets: []}
END
both=/run/both.yaml
cat >$both <<END
version: 1
targets:
  $b: {portals: [127.0.0.1]}
volume_groups:
  local: {ensure: active, targets: []}
END

session_is() {
	cat /sys/class/iscsi_session/*/state | grep -q -x "$1"
}

# slow_create: a disk of this host that can be made to answer nothing; no physical volume shows on what it is made of.
slow_create() {
	modprobe loop && truncate -s 66M /run/slow.img || return
	echo "0 131072 linear $(losetup -f --show /run/slow.img) 2048" | dmsetup create slow
}

# target_again IQN MB: the target is back, with its disks, after tgtd has died.
target_again() {
	echo 0 >$san/last
	tgtd_start && target_create "$@"
}

# took_less_than SECONDS: since $started.
took_less_than() {
	test $(($(cut -d. -f1 /proc/uptime) - started)) -lt "$1"
}

start_clock() {
	started=$(cut -d. -f1 /proc/uptime)
}

ok 'a SAN' san_start
target_create $a 64
ok 'a volume group on it' vg_create xenGuests $a -- noc1
ok 'a disk of this host' slow_create
ok 'a volume group on that' vg_create local $slow -- one
execlog_install
ok 'all of it is up' exits 0 $up

# ---- the target dies

tgtd_stop
ok 'the target is dead, its session is FAILED' wait_until session_is FAILED
quietly lvchange -an local/one --devices $slow
start_clock
ok 'a run of 30 seconds' exits 4 --timeout 30 $up
ok 'is over within 35' took_less_than 35
ok 'it names the session and its state' says 'is FAILED, not LOGGED_IN'
ok 'what is on it is unknown' says 'unknown     volume group xenGuests'
is 'the rest was done' "$(lvs --noheadings -o lv_active --devices $slow local/one | tr -d ' ')" active
ok 'the target is back' target_again $a 64
ok 'so is the session' wait_until session_is LOGGED_IN
ok 'the next run' exits 0 $up
changes_nothing 'after that' $up
ok 'the volume works' read_write /dev/xenGuests/noc1

# ---- a device does not answer, and a vgchange hangs on it

cat >/run/slow-lvm <<END
#!/bin/sh
[ "\$1" != vgchange ] || dmsetup suspend --nolockfs slow
exec /usr/sbin/lvm "\$@"
END
chmod +x /run/slow-lvm
# vgchange_hangs: it runs, and has not come back from the disk.
vgchange_hangs() {
	pgrep -f 'vgchange -ay local' >/dev/null && dmsetup info -c --noheadings -o suspended slow | grep -q Suspended
}

quietly vgchange -an local
start_clock
ok 'a vgchange that hangs on a disk' exits 4 --timeout 10 --tool lvm=/run/slow-lvm $up
ok 'holds the run up no longer than its time allows' took_less_than 25
ok 'it is not killed' vgchange_hangs
ok 'but named' says 'left to finish by itself'
ok 'with the device that does not answer' says '(slow) does not answer'
run_in_background $up
sleep 2
ok 'the next run waits for it' kill -0 $background
ok 'which goes on' vgchange_hangs
dmsetup resume slow
finish
is 'once the disk answers, all is done' $status 0
is 'the volume is active' "$(active_volumes local)" one
changes_nothing 'after it' $up

# ---- iscsid is killed

processes_end KILL iscsid
changes_nothing 'iscsid is killed, and not needed' $up
ok 'iscsid is back' iscsid_start
target_create $b 64
portal_block 127.0.0.1
quietly vgchange -an local
run_in_background $both
ok 'a login is under way' wait_until pgrep -f 'iscsiadm .*--login'
processes_end KILL iscsid
finish
is 'iscsid is killed in the middle of it' $status 4
ok 'the login failed' background_says 'failed'
is 'the rest was done' "$(active_volumes local)" one
portal_unblock 127.0.0.1
iscsid_start
ok 'with iscsid and the portal back' exits 0 $both
is 'it is logged in once' "$(session_count $b)" 1
changes_nothing 'in the end' $both

plan_done
