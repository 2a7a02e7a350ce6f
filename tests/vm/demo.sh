#!/bin/bash
# demo.sh: what `make demo` shows, in the test guest: a host and its target, from nothing to an active volume group and
# back, with an accident and a refusal on the way. It tells what will happen; when something else does, it ends with 1.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"

: "${CONVERGE:?the program to show}"
target=iqn.1992-08.com.netapp:sn.118047036
up=netapp-xen.yaml
down=netapp-xen-down.yaml
mount=/srv/noc1
said=/run/said

case ${TERM:-dumb} in
dumb | unknown) bold='' dim='' green='' red='' plain='' ;;
*) bold=$'\e[1m' dim=$'\e[2m' green=$'\e[32m' red=$'\e[31m' plain=$'\e[m' ;;
esac

converge() {
	"$CONVERGE" ${bold:+--color=always} "$@"
}

chapter=0
chapter() {
	chapter=$((chapter + 1))
	printf '\n%s%d. %s%s\n' "$bold" "$chapter" "$1" "$plain"
}

tell() {
	printf '   %s\n' "$@"
}

# run WANT CMD...: shown as it is typed; what it prints is shown and kept; it ends with WANT ("error": anything but 0).
run() {
	local want=$1 status
	shift
	printf '\n   %s# %s%s\n' "$bold" "$*" "$plain"
	"$@" 2>&1 | tee $said | sed -u "s/^/   $dim|$plain /"
	status=${PIPESTATUS[0]}
	[ "$want" != error ] || [ "$status" = 0 ] || want=$status
	if [ "$status" != "$want" ] || [ "$1" = converge ]; then
		so "exit status $status" test "$status" = "$want"
	fi
}

# so TEXT CMD...: it is as told: CMD succeeds.
so() {
	local text=$1
	shift
	if "$@" >/run/so 2>&1; then
		printf '   %s✓ %s%s\n' "$green" "$text" "$plain"
		return
	fi
	printf '   %s✗ %s%s\n\nThis went otherwise than told: %s\n' "$red" "$text" "$plain" "$*"
	cat /run/so
	exit 1
}

says() {
	grep -q -F -e "$1" $said
}

has_session() {
	grep -q -x $target /sys/class/iscsi_session/*/targetname
}

hostname xen01
# As on a host: a manifest that root obeys is root's, whoever has the checkout.
cp -r "${top_srcdir:?the checkout}/manifests" /run/manifests && chown -R 0:0 /run/manifests && cd /run/manifests || exit
echo "${bold}converge: one host, one target, there and back.$plain"
tell 'This is a small virtual machine named xen01, with a real kernel, iscsid, LVM, udev, and an iSCSI target.' \
	'Nothing outside of it is touched. It is emulated, so everything takes longer than on your hosts.' \
	"On the target's disk a volume group is made, which xen01 has then never seen (this takes a moment)."
so 'the target is there' san_start
so 'it has a disk' target_create $target 64
so 'on the disk, volume group xenGuests with the volumes noc1 and noc2' vg_create xenGuests $target -- noc1 noc2:16
so 'xen01 itself has no record, no session, no volume' host_is_clean

chapter 'What is wanted'
run 0 sed '/^#/d' $up

chapter 'What would it take? (a dry run changes nothing)'
run 0 converge --dry-run $up
so 'xen01 is as it was' host_is_clean

chapter 'Do it'
tell 'Each step waits for what it needs: the volume group for the disks, the disks for the login.'
run 0 converge $up
so 'there is a session' has_session
so 'the volume group is active' vg_is_active xenGuests

chapter 'The host now'
run 0 lsblk --output NAME,SIZE,TYPE,TRAN,VENDOR,MODEL
run 0 lvs xenGuests

chapter 'Once more: a host that matches is left alone'
run 0 converge $up
so 'it says so' says 'nothing to do'

chapter 'An accident: somebody logs out, under active volumes'
run 0 iscsiadm -m session -u
udevadm settle
run error dd if=/dev/xenGuests/noc1 of=/dev/null count=1 iflag=direct status=none
tell 'The volumes are still there, but nothing is behind them. The manifest has not changed:'
run 0 converge $up
run 0 dd if=/dev/xenGuests/noc1 of=/dev/null count=1 iflag=direct status=none
tell 'The session is back, and the volumes were led to its new disk.'

chapter 'The way back, while a volume is mounted'
so 'noc1 has a filesystem' mkfs.ext4 -q /dev/xenGuests/noc1
mkdir -p $mount
tell 'What is in use stays, and so does everything below it.'
run 0 mount /dev/xenGuests/noc1 $mount
run 0 sed '/^#/d' $down
run 4 converge $down
so 'it was refused, with the reason and what to do' says "umount $mount"
so 'the mounted volume works' touch $mount/file
so 'its session is there' has_session

chapter 'The way back'
tell 'The reverse of the way up: deactivate, log out, delete the record.'
run 0 umount $mount
run 0 converge $down
so 'no record, no session, no volume is left' host_is_clean
run 0 converge $down
so 'and that stays so' says 'nothing to do'

printf '\n%sThat was all of it.%s The manifests are in manifests/, the manual is converge(8); make check runs the tests.\n' \
	"$bold" "$plain"
