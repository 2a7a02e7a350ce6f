# lib.sh: what scripts inside the guest use (source "$VM_LIB"). A SAN on loopback made of the real iscsid and tgtd,
# accounting of executed commands, and TAP.
#
# Every function returns non-zero with a sentence on stderr when it could not do what its name says. Waiting is always
# for a fact, in steps of 50 ms, and ends after $vm_patience such steps.
# shellcheck shell=dash

san=/run/san
work=/run
sysfs=/sys
iscsiadm=iscsiadm
# Where this iscsiadm keeps its records: Debian 13 has moved them.
database=/etc/iscsi
[ ! -d /var/lib/iscsi ] || database=/var/lib/iscsi
# shellcheck source-path=SCRIPTDIR source=../scenario/words.sh
. "${VM_LIB%/vm/*}/scenario/words.sh"

# ---- the SAN

# san_start: initiator name, both portal addresses, iscsid and tgtd, all ready when it returns.
san_start() {
	mkdir -p "$san/lun" /run/lock/iscsi
	echo "InitiatorName=iqn.1993-08.org.debian:01:$(hostname)" >/etc/iscsi/initiatorname.iscsi
	ip address replace 10.5.88.21/32 dev lo || return
	modprobe -a iscsi_tcp sd_mod dm_mod || return
	iscsid_start && tgtd_start
}

# san_stop: everything san_start and the tests set up is gone.
san_stop() {
	! iscsid_answers || host_clean || return
	iscsid_stop && tgtd_stop
	rm -rf "$san"
}

# iscsid_answers: iscsid takes connections and closes one that asks nothing.
iscsid_answers() {
	# shellcheck disable=SC2016 # perl's
	timeout 5 perl -MSocket -e '
		socket(my $s, AF_UNIX, SOCK_STREAM, 0) or die;
		connect($s, pack_sockaddr_un("\0ISCSIADM_ABSTRACT_NAMESPACE")) or exit 1;
		shutdown($s, 1);
		exit(defined(sysread($s, my $byte, 1)) ? 0 : 1)' 2>/dev/null
}

# iscsid_start: iscsid runs and answers.
iscsid_start() {
	pgrep -x iscsid >/dev/null || iscsid || complain 'iscsid does not start' || return
	wait_until iscsid_answers
}

# iscsid_stop: no iscsid, and nobody listening in its stead; kernel sessions live on.
iscsid_stop() {
	processes_end TERM systemd-socket-activate iscsid
}

# iscsid_socket_activated: as iscsid.socket has it: nobody runs until the first connection, which starts iscsid.
iscsid_socket_activated() {
	iscsid_stop || return
	setsid systemd-socket-activate -l @ISCSIADM_ABSTRACT_NAMESPACE "$(command -v iscsid)" -f \
		</dev/null >/run/iscsid-socket.log 2>&1 &
	wait_until grep -q '@ISCSIADM_ABSTRACT_NAMESPACE' /proc/net/unix
}

# iscsid_freeze, iscsid_thaw: iscsid is there but does not answer.
iscsid_freeze() {
	pkill -STOP -x iscsid
}

iscsid_thaw() {
	pkill -CONT -x iscsid
}

# tgtd_start, tgtd_stop: the target side as a whole; stopping it forgets its targets.
tgtd_start() {
	pgrep -x tgtd >/dev/null || tgtd 2>/run/tgtd.log || complain 'tgtd does not start' || return
	wait_until tgtadm --lld iscsi --op show --mode sys
}

tgtd_stop() {
	processes_end KILL tgtd
}

# processes_end SIGNAL NAME...: no process of these names is left, not even a stopped one.
processes_end() {
	local signal=$1 name
	shift
	for name; do
		# /proc/PID/comm holds 15 characters.
		name=$(printf %.15s "$name")
		! pkill "-$signal" -x "$name" || pkill -CONT -x "$name" || :
		wait_while pgrep -x "$name" || return
	done
}

target_adm() {
	tgtadm --lld iscsi "$@"
}

target_id() {
	cat "$san/$1.id" 2>/dev/null || complain "no target $1"
}

# target_create IQN MB...: a target on every portal, with LUN 1, 2, … of these sizes on sparse files in memory.
target_create() {
	local iqn=$1 id lun=0
	shift
	id=$(($(cat "$san/last" 2>/dev/null || echo 0) + 1))
	target_adm --op new --mode target --tid "$id" --targetname "$iqn" || return
	echo "$id" | tee "$san/last" >"$san/$iqn.id"
	for megabytes; do
		lun=$((lun + 1))
		lun_create "$iqn" "$lun" "$megabytes" || return
	done
	target_allow "$iqn"
}

# lun_create IQN LUN MB: one more LUN on a target; a file kept from before is used again.
lun_create() {
	local id file=$san/lun/$1.$2
	id=$(target_id "$1") || return
	truncate -s "$3M" "$file"
	target_adm --op new --mode logicalunit --tid "$id" --lun "$2" --backing-store "$file"
}

# lun_remove IQN LUN: the LUN is gone from the target; its data is kept. tgtd keeps one that has a command under way ("still
# active"), as udev may have sent it.
lun_remove() {
	local id
	id=$(target_id "$1") || return
	wait_until target_adm --op delete --mode logicalunit --tid "$id" --lun "$2"
}

# target_remove IQN: sessions are cut, the target and its data are gone.
target_remove() {
	local id
	id=$(target_id "$1") || return
	target_adm --op delete --mode target --tid "$id" --force || return
	rm -f "$san/$1.id" "$san/lun/$1".*
}

# target_allow IQN, target_deny IQN: new logins succeed, or fail with 19; sessions there are stay.
target_allow() {
	local id
	id=$(target_id "$1") || return
	target_adm --op bind --mode target --tid "$id" --initiator-address ALL
}

target_deny() {
	local id
	id=$(target_id "$1") || return
	target_adm --op unbind --mode target --tid "$id" --initiator-address ALL
}

# target_chap IQN USER PASSWORD: logins to this target need CHAP.
target_chap() {
	local id
	id=$(target_id "$1") || return
	target_adm --op new --mode account --user "$2" --password "$3" || return
	target_adm --op bind --mode account --tid "$id" --user "$2"
}

# target_chap_mutual IQN USER PASSWORD: and the target shows that it is this user.
target_chap_mutual() {
	local id
	id=$(target_id "$1") || return
	target_adm --op new --mode account --user "$2" --password "$3" || return
	target_adm --op bind --mode account --tid "$id" --user "$2" --outgoing
}

# discovery_chap USER PASSWORD, discovery_chap_mutual USER PASSWORD: the same for asking the portals for targets.
discovery_chap() {
	target_adm --op new --mode account --user "$1" --password "$2" || return
	target_adm --op bind --mode account --user "$1"
}

discovery_chap_mutual() {
	target_adm --op new --mode account --user "$1" --password "$2" || return
	target_adm --op bind --mode account --user "$1" --outgoing
}

# account_remove USER: it is nobody any more, on any target.
account_remove() {
	target_adm --op delete --mode account --user "$1"
}

# target_freeze, target_thaw: no target answers on any portal; frozen for 10 s, sessions are FAILED.
target_freeze() {
	pkill -STOP -x tgtd
}

target_thaw() {
	pkill -CONT -x tgtd
}

# portal_block ADDR, portal_unblock ADDR: packets to ADDR:3260 vanish silently, in new and in old connections.
portal_block() {
	sysctl -q -w net.ipv4.conf.lo.disable_policy=0 || return
	ip xfrm policy add dst "$1/32" proto tcp dport 3260 dir in action block
}

portal_unblock() {
	ip xfrm policy delete dst "$1/32" proto tcp dport 3260 dir in
}

# With VM_TARGET=lio the kernel's own target is in tgtd's place.
# shellcheck source-path=SCRIPTDIR source=lio-target.sh
[ "${VM_TARGET-}" != lio ] || . "${VM_LIB%/*}/lio-target.sh"

# ---- the host

# session_disks IQN: the disks (/dev/sdX) of all sessions of a target, once each has a block device known to udev.
session_disks() {
	wait_until target_disks "$1" && target_disks "$1"
}

# target_disks IQN: those there are now; fails when there is none, or udev is not through with one.
target_disks() {
	local session device block number found=1
	for session in /sys/class/iscsi_session/session*; do
		file_says "$session/targetname" "$1" || continue
		for device in "$session"/device/target*/*:*; do
			file_says "$device/type" 0 || continue
			for block in "$device"/block/*; do
				read -r number 2>/dev/null <"$block/dev" && [ -e "/run/udev/data/b$number" ] || return
				echo "/dev/${block##*/}"
				found=0
			done
		done
	done
	return "$found"
}

# login IQN [PORTAL], logout IQN: with a record made and forgotten on the way; $san_portal unless told.
san_portal=127.0.0.1:3260
login() {
	set -- "$1" "${2:-$san_portal}"
	quietly iscsiadm -m node -T "$1" -p "$2" -o new && quietly iscsiadm -m node -T "$1" -p "$2" -l
}

logout() {
	quietly iscsiadm -m node -T "$1" -u && quietly iscsiadm -m node -T "$1" -o delete
}

# vg_create VG IQN[/LUN]|DISK... [-- LV[:MB[:raid1]]...]: a volume group over all LUNs of these targets, or just that one (or
# these disks), with volumes (8 MB and linear unless told). Afterwards nothing is active, logged in or recorded: the host has never
# seen it.
vg_create() {
	local vg=$1 source disks='' iqns=''
	shift
	while [ $# -gt 0 ] && [ "$1" != -- ]; do
		case $1 in
		/dev/*) disks="$disks $1" ;;
		*)
			login "${1%/*}" || return
			iqns="$iqns ${1%/*}"
			disks="$disks $(session_disks "${1%/*}" | chosen_lun "$1")" || return
			;;
		esac
		shift
	done
	# shellcheck disable=SC2086 # words on purpose
	quietly vgcreate -y "$vg" $disks || return
	for source; do
		[ "$source" != -- ] || continue
		lv_create "$vg" "$source" || return
	done
	udevadm settle
	quietly vgchange -an || return
	for source in $iqns; do
		logout "$source" || return
	done
	udevadm settle
	lvm_events_forget
	vg_is_inactive "$vg" || complain "$vg is active after its creation"
}

# chosen_lun IQN[/LUN]: of the disks on stdin that one, or all.
chosen_lun() {
	case $1 in
	*/*) sed -n "${1##*/}p" ;;
	*) cat ;;
	esac
}

# lv_create VG LV[:MB[:raid1]]: one volume; a linear one is never active, not even for its zeroing.
lv_create() {
	local size=${2#*:}
	[ "$size" != "$2" ] || size=8
	case $size in
	*:raid1)
		modprobe -a dm-raid raid1 || return
		quietly lvcreate -y -Wn --type raid1 -m 1 --nosync -n "${2%%:*}" -L "${size%:*}m" "$1"
		;;
	*) quietly lvcreate -y -an -Zn -Wn -n "${2%%:*}" -L "${size}m" "$1" ;;
	esac
}

# vg_is_active VG, vg_is_inactive VG: by device-mapper alone, which asks no disk.
vg_is_active() {
	vg_dm_names "$1" | grep -q .
}

vg_is_inactive() {
	! vg_is_active "$1"
}

# vg_dm_names VG: its device-mapper devices. In these names a hyphen within VG or LV is doubled.
vg_dm_names() {
	local prefix
	prefix=$(printf %s "$1" | sed 's/-/--/g')
	cat /sys/block/dm-*/dm/name 2>/dev/null | grep -E "^$(printf %s "$prefix" | sed 's/[.+]/[&]/g')-([^-]|--)" || :
}

# lvm_events_forget: the next time a VG's disks appear, udev activates it again.
lvm_events_forget() {
	rm -rf /run/lvm/pvs_online /run/lvm/vgs_online /run/lvm/pvs_lookup /run/lvm/hints
}

# host_clean: no device-mapper device, session, record or memory of LVM events. Mounted volumes are the caller's.
host_clean() {
	local session
	rm -rf /run/systemd/system
	udevadm settle
	dmsetup remove_all >/dev/null 2>&1 || :
	for session in /sys/class/iscsi_session/session*; do
		[ ! -e "$session" ] || wait_until session_ended "${session##*/session}" || :
	done
	udevadm settle
	dmsetup remove_all >/dev/null 2>&1 || :
	rm -rf $database/nodes $database/send_targets $database/static $database/ifaces /run/lock/iscsi/lock*
	lvm_events_forget
	host_is_clean || complain "left over: $(echo /sys/class/iscsi_session/session* /sys/block/dm-*)"
}

# session_ended SID: logged out; an iscsid that was just started answers 32 until it has taken the session over.
session_ended() {
	iscsiadm -m session -r "$1" -u >/dev/null 2>&1 || [ ! -e "/sys/class/iscsi_session/session$1" ]
}

# host_is_clean: no session, no record, no device-mapper device.
host_is_clean() {
	[ -z "$(ls -d /sys/class/iscsi_session/session* /sys/block/dm-* $database/nodes/* 2>/dev/null)" ]
}

# multipath_start: Debian's multipath-tools with its udev rules, and multipathd, which makes a map of every disk (mpatha, …).
multipath_start() {
	[ -d "$VM_MULTIPATH" ] || complain 'multipath-tools is not in the cache: run tests/vm/unpacked multipath-tools' || return
	tar -C "$VM_MULTIPATH" -c . | tar -C / -x --keep-directory-symlink && ldconfig || return
	modprobe -a dm_multipath dm_service_time || return
	printf 'defaults {\n\tuser_friendly_names yes\n\tfind_multipaths no\n}\n' >/etc/multipath.conf
	udevadm control --reload && multipathd && wait_until multipathd show daemon
}

# systemd_run_fake [DELAY]: from now on LVM's udev rule hands activation to a systemd-run that starts the command in the
# background, after DELAY seconds, and returns at once, as the real one does; host_clean ends it. Its calls are logged in
# /run/systemd-run.log.
systemd_run_fake() {
	cat >/usr/bin/systemd-run <<-END
		#!/bin/sh
		echo "\$*" >>/run/systemd-run.log
		while :; do
			case \$1 in
			--property | --unit) shift 2 ;;
			-*) shift ;;
			*) break ;;
			esac
		done
		(sleep ${1:-0}; "\$@") </dev/null >/dev/null 2>&1 &
	END
	chmod +x /usr/bin/systemd-run
	mkdir -p /run/systemd/system
}

# systemd_run_idle: no command started by the fake is waiting or running.
systemd_run_idle() {
	! pgrep -x systemd-run >/dev/null
}

# ---- reads that fail

# reader: prints the program that is converge, but that its reads fail or are counted as tests/standin/reads/strike.c says.
reader() {
	echo "${top_builddir:-${CONVERGE%/src/converge}}/tests/standin/reads/converge"
}

# unread STATUS PATTERN ERROR AT ARG...: converge, of which the AT-th read of such a path fails (AT+: and all later ones), ends
# with this status; what it prints is for says. Complains also if it made no such read.
unread() {
	local want=$1 fault="$3 $4 * $2" status=0
	shift 4
	rm -f /run/struck
	READS_FAULT=$fault READS_STRUCK=/run/struck "$(reader)" "$@" >"$said" 2>&1 || status=$?
	[ -s /run/struck ] || complain "no such read was made: $fault: $(cat "$said")" || return
	[ "$status" = "$want" ] || complain "exit status $status, not $want: $(cat "$said")"
}

# reads_made PATH ARG...: how many reads of that path converge makes.
reads_made() {
	local path=$1
	shift
	rm -f /run/reads
	READS_LOG=/run/reads "$(reader)" "$@" >/dev/null 2>&1
	grep -c " $path\$" /run/reads
}

# ---- accounting

execlog=/run/execlog

# execlog_install: from now on each execution of iscsiadm, lvm (by any of its names) and multipath, if it is there, is logged.
execlog_install() {
	local tool
	[ -x "$VM_EXECLOG" ] || complain 'execlog was not built: the host has no C compiler' || return
	for tool in iscsiadm lvm multipath; do
		command -v "$tool" >/dev/null || continue
		tool=$(readlink -f "$(command -v "$tool")")
		[ ! -e "$tool.real" ] || continue
		mv "$tool" "$tool.real" && cp "$VM_EXECLOG" "$tool" || return
	done
	execlog_clear
}

# execlog_clear: forget what was logged.
execlog_clear() {
	: >"$execlog"
}

# execlog_commands [PARENT]: the logged commands, of PARENT (by its own hand or a child's), else of all but udev.
execlog_commands() {
	awk -F '\t' -v parent="${1-}" '
		function udev(name) { return name ~ /udev|^systemd-run/ }
		parent != "" ? $2 == parent || $3 == parent : !udev($2) && !udev($3) { print $4 }' "$execlog"
}

# count_children NAME CMD...: runs CMD; its status is ours, and $children is how many times a process named NAME forked.
count_children() {
	local name=$1 trace=/sys/kernel/tracing/instances/children status=0
	shift
	mkdir -p "$trace"
	echo "parent_comm == \"$name\"" >"$trace/events/sched/sched_process_fork/filter" || return
	: >"$trace/trace"
	echo 1 >"$trace/events/sched/sched_process_fork/enable"
	"$@" || status=$?
	echo 0 >"$trace/events/sched/sched_process_fork/enable"
	# shellcheck disable=SC2034 # for the caller
	children=$(grep -c 'sched_process_fork: ' "$trace/trace") || :
	return "$status"
}
