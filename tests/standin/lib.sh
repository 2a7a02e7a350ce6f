# lib.sh: the words of scenarios on stand-ins (tests/scenario/run sources it). A SAN and a host that are a model, iscsiadm and
# lvm that play on it as real processes, and the real converge among them. tests/vm/lib.sh defines the same words for
# the real kernel.
#
# Each run of converge is kept in $applies, with the host it met, for sweep.sh.
# shellcheck shell=dash

work=$(mktemp -d -p "$(test -d /dev/shm && echo /dev/shm || echo /tmp)" converge-scenario-XXXXXX) || exit
root=$work/host
applies=$work/applies
sysfs=$root/sys
iscsiadm=$root/hand/iscsiadm
program=${CONVERGE:?the program under test}
standin=${top_builddir:?}/tests/standin/program/standin
# The stand-ins end when their host is gone.
trap 'rm -rf "$work"' EXIT
trap 'exit 99' INT TERM HUP
# shellcheck source-path=SCRIPTDIR source=../scenario/words.sh
. "${top_srcdir:?}/tests/scenario/words.sh"

standin() {
	"$standin" "$root" "$@"
}

# host_make ROOT: a host of stand-ins whose time goes on.
host_make() {
	mkdir -p "$1/bin" "$1/hand" && "$standin" "$1" new || return
	for tool in bin/iscsiadm bin/lvm bin/multipath hand/iscsiadm hand/lvm hand/multipath; do
		ln -s "$standin" "$1/$tool" || return
	done
	"$standin" "$1" kernel
}

# converge_on ROOT ARG...: the real converge, on the stand-ins there.
converge_on() {
	local on=$1
	shift
	"$program" "$@" --tool iscsiadm="$on/bin/iscsiadm" --tool lvm="$on/bin/lvm" \
		--tool multipath="$on/bin/multipath" --tool sysfs="$on/sys" \
		--tool proc="$on/proc" --tool run="$on/run" --tool dev="$on/dev" --tool database="$on/db" \
		--tool iscsi-etc="$on/iscsi" --tool lvm-etc="$on/lvm" --tool lock="$on/lock" --tool state="$on/state"
}

# as_typed: tools by the names that people type.
as_typed() {
	sed -e "s|$root/bin/lvm \([a-z]*change\) |\1 |" -e "s|$root/bin/||g"
}

# converge ARG...: what $CONVERGE is in a scenario.
converge() {
	local status=0 number manifest
	if [ "$1" = validate ]; then
		"$program" "$@"
		return
	fi
	for manifest; do :; done
	standin run "$manifest" || return
	case " $* " in
	*' --dry-run '*) converge_on "$root" "$@" >"$work/out" 2>"$work/err" || status=$? ;;
	*)
		number=$(($(cat "$applies/count") + 1))
		echo "$number" >"$applies/count"
		standin keep "$applies/$number.host" || return
		printf '%s\n' "$@" >"$applies/$number.args"
		wc -l <"$root/log" >"$applies/$number.from"
		converge_on "$root" --report "$(new_report)" "$@" >"$work/out" 2>"$work/err" || status=$?
		echo "$status" >"$applies/$number.status"
		tail -n "+$(($(cat "$applies/$number.from") + 1))" "$root/log" >"$applies/$number.log"
		standin picture >"$applies/$number.after"
		;;
	esac
	as_typed <"$work/err" >&2
	as_typed <"$work/out"
	return "$status"
}

# new_report: a file for one more; an own --report of the call counts.
new_report() {
	mktemp -u -p "$work/reports" XXXXXXXX
}

# ---- the SAN

san_start() {
	host_make "$root" || return
	mkdir -p "$applies" "$work/reports" && echo 0 >"$applies/count"
	: >"$root/log"
}

target_create() {
	standin target "$@"
}

vg_create() {
	standin group "$@"
}

# portal_block ADDRESS: sessions are FAILED at once.
portal_block() {
	standin portal "$1" silent
}

portal_unblock() {
	standin portal "$1" answers
}

# ---- the host

settle() {
	wait_while test -e "$root/run/udev/queue"
}

activation_background() {
	standin activation background
}

# activation_over: there is no process that activates in the background.
activation_over() {
	wait_while grep -q -s -a autoactivation "$root"/proc/*/cmdline
}

disks_come_again() {
	standin trigger && settle
}

# login IQN PORTAL: by hand, with a record made on the way.
login() {
	quietly "$iscsiadm" -m node -T "$1" -p "$2" -I default -o new &&
		quietly "$iscsiadm" -m node -T "$1" -p "$2" -I default --login
}

volume_deactivate() {
	quietly "$root/hand/lvm" lvchange -an "$1"
}

# volume_works VG/LV: it is active, on disks that are there.
volume_works() {
	standin picture | grep -q -x -F "active $1"
}

volume_mount() {
	standin mount "$1"
}

volume_unmount() {
	standin unmount "$1"
}

# record_set IQN NAME VALUE: by hand, in every record of the target.
record_set() {
	standin picture | while read -r kind iqn portal _; do
		[ "$kind $iqn" != "record $1" ] ||
			"$iscsiadm" -m node -T "$iqn" -p "$portal" -I default -o update -n "$2" -v "$3" || exit
	done
}

record_damage() {
	standin damage "$@"
}

record_mend() {
	standin damage "$1" good
}

host_picture() {
	standin picture
}

# ---- accounting

execlog_install() {
	execlog_clear
}

execlog_clear() {
	log_from=$(wc -l <"$root/log")
}

# execlog_commands: what converge has started; people are not logged.
execlog_commands() {
	tail -n "+$((log_from + 1))" "$root/log"
}

# nothing_broken: no law was, and no tool was asked what it does not know.
nothing_broken() {
	[ ! -e "$root/broken" ] || ! grep . "$root/broken"
}
