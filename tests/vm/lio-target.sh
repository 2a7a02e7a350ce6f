# lio-target.sh: the words of lib.sh for the target, with the kernel's own target (LIO) instead of tgtd; lib.sh sources it
# where $VM_TARGET is lio. Tests that freeze the target, or speak to tgtadm themselves, cannot have it.
# shellcheck shell=dash

configfs=/sys/kernel/config
# shellcheck disable=SC2154 # $san is lib.sh's
lio=$configfs/target/iscsi

tgtd_start() {
	modprobe -a target_core_mod target_core_file iscsi_target_mod || return
	mountpoint -q $configfs || mount -t configfs configfs $configfs || return
	[ -d "$lio" ] || mkdir "$lio"
}

tgtd_stop() {
	local iqn
	for iqn in "$lio"/iqn.*; do
		[ ! -d "$iqn" ] || target_remove "${iqn##*/}" || return
	done
}

# lio_backing IQN LUN: the directory of what is behind it.
lio_backing() {
	echo "$configfs/target/core/fileio_0/$(echo "$1" | md5sum | cut -c1-12).$2"
}

target_create() {
	local iqn=$1 lun=0
	shift
	mkdir -p "$lio/$iqn/tpgt_1/np/0.0.0.0:3260" || return
	for megabytes; do
		lun=$((lun + 1))
		lun_create "$iqn" "$lun" "$megabytes" || return
	done
	echo 0 >"$lio/$iqn/tpgt_1/attrib/authentication" && echo 0 >"$lio/$iqn/tpgt_1/attrib/demo_mode_write_protect" &&
		target_allow "$iqn" && echo 1 >"$lio/$iqn/tpgt_1/enable"
}

# Its serial number makes its WWID, and is empty unless told.
lun_create() {
	local file=$san/lun/$1.$2 backing
	backing=$(lio_backing "$1" "$2")
	truncate -s "$3M" "$file" && mkdir -p "$backing" || return
	echo "fd_dev_name=$file,fd_dev_size=$(($3 * 1048576)),fd_buffered_io=1" >"$backing/control" &&
		echo "${backing##*/}" >"$backing/wwn/vpd_unit_serial" && echo 1 >"$backing/enable" &&
		mkdir "$lio/$1/tpgt_1/lun/lun_$2" && ln -s "$backing" "$lio/$1/tpgt_1/lun/lun_$2/backing"
}

lun_remove() {
	rm "$lio/$1/tpgt_1/lun/lun_$2/backing" && rmdir "$lio/$1/tpgt_1/lun/lun_$2" "$(lio_backing "$1" "$2")"
}

# lun_grow IQN LUN MB: under a session.
lun_grow() {
	truncate -s "$3M" "$san/lun/$1.$2" && echo "fd_dev_size=$(($3 * 1048576))" >"$(lio_backing "$1" "$2")/control"
}

# target_vanish IQN, target_return IQN: its sessions are cut and logins to it fail; it is there again, with its data.
target_vanish() {
	echo 0 >"$lio/$1/tpgt_1/enable"
}

target_return() {
	echo 1 >"$lio/$1/tpgt_1/enable"
}

target_remove() {
	local lun
	target_vanish "$1" || return
	for lun in "$lio/$1"/tpgt_1/lun/lun_*; do
		[ ! -d "$lun" ] || lun_remove "$1" "${lun##*/lun_}" || return
	done
	rmdir "$lio/$1"/tpgt_1/np/* "$lio/$1/tpgt_1" "$lio/$1" && rm -f "$san/lun/$1".*
}

# Whoever has no ACL gets one at its login, which stays; or nobody does.
target_allow() {
	echo 1 >"$lio/$1/tpgt_1/attrib/generate_node_acls"
}

target_deny() {
	echo 0 >"$lio/$1/tpgt_1/attrib/generate_node_acls"
}

target_chap() {
	echo 1 >"$lio/$1/tpgt_1/attrib/authentication" && printf %s "$2" >"$lio/$1/tpgt_1/auth/userid" &&
		printf %s "$3" >"$lio/$1/tpgt_1/auth/password"
}

target_chap_mutual() {
	printf %s "$2" >"$lio/$1/tpgt_1/auth/userid_mutual" && printf %s "$3" >"$lio/$1/tpgt_1/auth/password_mutual"
}

# It has one user, and who is told next is in its place.
account_remove() {
	:
}
