# by-hand.sh: the words of scenarios (tests/scenario) that tests/vm/lib.sh has not: what people do to a host by hand, and how
# it looks. tests/standin/lib.sh defines the same ones for stand-ins.
# shellcheck shell=dash

# activation_background: from now on udev has systemd-run activate what has come, and does not wait for it.
activation_background() {
	systemd_run_fake 1
}

# activation_over: there is no process that activates in the background.
activation_over() {
	wait_while pgrep -x systemd-run
}

# disks_come_again: what udev does at boot and at a login, as if it had never seen the disks.
disks_come_again() {
	lvm_events_forget
	udevadm trigger -c add --subsystem-match=block && udevadm settle
}

volume_deactivate() {
	quietly lvchange -an "$1"
}

volume_works() {
	read_write "/dev/$1"
}

# volume_mount VG/LV: with a new file system.
volume_mount() {
	quietly mkfs.ext4 -q "/dev/$1" || return
	mkdir -p "/srv/$1" && mount "/dev/$1" "/srv/$1"
}

volume_unmount() {
	umount "/srv/$1"
}

# record_set IQN NAME VALUE: in every record of the target.
record_set() {
	iscsiadm -m node -T "$1" -o update -n "$2" -v "$3"
}

record_files() {
	find "$database/nodes/$1" -type f 2>/dev/null
}

# record_damage IQN empty|garbage: the files of the target's records.
record_damage() {
	local file
	mkdir -p /run/records || return
	for file in $(record_files "$1"); do
		[ -e "/run/records/${file##*/}" ] || cp "$file" /run/records || return
		case $2 in
		empty) : >"$file" ;;
		garbage) echo 'this is no record' >"$file" ;;
		esac
	done
}

# record_mend IQN: they are as they were.
record_mend() {
	local file
	for file in $(record_files "$1"); do
		mv "/run/records/${file##*/}" "$file" || return
	done
}

# ---- the picture

host_picture() {
	{
		picture_volumes
		picture_interfaces
		picture_records
		picture_sessions
	} | LC_ALL=C sort
}

# In names of device-mapper a hyphen within VG or LV is doubled. What another map stands on is part of a volume.
picture_volumes() {
	local map name slave gone
	for map in /sys/block/dm-*; do
		[ ! -e "$(echo "$map"/holders/dm-* | sed 's/ .*//')" ] || continue
		case $(cat "$map/dm/uuid" 2>/dev/null) in
		LVM-*) ;;
		*) continue ;;
		esac
		gone=
		for slave in "$map"/slaves/*; do
			[ -e "$slave" ] || gone=' on a disk that is gone'
		done
		name=$(sed -e 's/--/\n/g' -e 's|-|/|' -e 's/\n/-/g' "$map/dm/name")
		echo "active $name$gone"
	done
}

picture_interfaces() {
	local file
	for file in $database/ifaces/*; do
		[ ! -e "$file" ] || awk -F ' = ' '
			{ value[$1] = $2 }
			END {
				line = "interface " value["iface.iscsi_ifacename"]
				count = split("net_ifacename hwaddress initiatorname", names, " ")
				for (i = 1; i <= count; i++)
					if (value["iface." names[i]] != "")
						line = line " " names[i] "=" value["iface." names[i]]
				print line
			}' "$file"
	done
}

# bound NAME: for a line of the picture.
bound() {
	[ "$1" = default ] || printf ' iface %s' "$1"
}

# What differs from Debian's iscsid.conf, of the parameters that scenarios speak of, in the order of a dump.
picture_records() {
	local file
	for file in $(record_files ""); do
		awk -F ' = ' -v "file=$file" '
			BEGIN {
				count = split("node.startup node.session.initial_login_retry_max node.session.nr_sessions " \
					"node.session.queue_depth node.session.timeo.replacement_timeout node.session.scan " \
					"node.conn[0].startup node.conn[0].timeo.login_timeout", names, " ")
				split("manual 8 1 32 120 auto manual 15", defaults, " ")
			}
			NF == 2 { value[$1] = $2 }
			function target() { split(file, part, "/"); return part[5] }
			function portal() {
				split(part[6], word, ",")
				return word[1] ":" word[2]
			}
			END {
				printf "record %s %s", target(), portal()
				if (!("node.name" in value)) {
					print NR ? " garbage" : " empty"
					exit
				}
				if (value["iface.iscsi_ifacename"] != "default")
					printf " iface %s", value["iface.iscsi_ifacename"]
				for (i = 1; i <= count; i++)
					if (names[i] in value && value[names[i]] != defaults[i])
						printf " %s=%s", names[i], value[names[i]]
				print ""
			}' "$file"
	done
}

picture_sessions() {
	local session connection sid
	for session in /sys/class/iscsi_session/session*; do
		[ -e "$session/targetname" ] || continue
		sid=${session##*/session}
		connection=/sys/class/iscsi_connection/connection$sid:0
		echo "session $(cat "$session/targetname")" \
			"$(cat "$connection/persistent_address"):$(cat "$connection/persistent_port")$(
				bound "$(cat "$session/ifacename")"
			)" \
			"$(cat "$session/state")"
	done
}
