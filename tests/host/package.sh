#!/bin/bash
# package.sh: the package on a real host, from its installation to the power-off, on each suite: $HOST_SUITES.
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$top_srcdir/tests/host/lib.sh"

deb=${HOST_DEB:-$(find "$top_builddir/deb" -name 'converge_*.deb' 2>/dev/null)}
[ -n "$deb" ] || skip 'there is no package: make deb'
[ "$(id -u)" = 0 ] || skip 'the target outside of the hosts needs root'
command -v tgtd >/dev/null || skip 'tgtd is missing: install the Debian package tgt'

# A higher version of the same files.
upgrade=$HOST_WORK/upgrade.deb
dpkg-deb -R "$deb" "$HOST_WORK/unpacked" && sed -i 's/^Version: .*/&+next/' "$HOST_WORK/unpacked/DEBIAN/control" &&
	dpkg-deb -b "$HOST_WORK/unpacked" "$upgrade" >/dev/null || exit 1
cp "$deb" "$HOST_WORK/converge.deb"

# What converge.8 promises of a host whose target is gone: the replacement timeout and a minute.
gone=180

# without_iscsi TREE: how long a power-off takes where nobody has anything to do with iSCSI.
without_iscsi() {
	host "$1" xen0 "$suite, without iSCSI" </dev/null
	usual=$(seconds_down)
	echo "# $suite: the power-off of a host without iSCSI took $usual s"
}

# fresh TREE: installed, brought up by hand and by the service; the first shutdown finds a mounted volume, and a process
# that has another one open for some seconds more, in a unit that is ordered with nothing, as a machine of libvirt is.
fresh() {
	host "$1" xen1 "$suite, fresh" <<-END
		manifest() {
			cat >/etc/converge/host.yaml
		}
		ok 'the package installs' dpkg -i /job/converge.deb
		is 'there is no manifest' "\$(ls /etc/converge)" README
		is 'the timer and the service at shutdown run' \
			"\$(systemctl is-active converge.timer converge-release.service | xargs)" 'active active'
		is 'what runs at boot is enabled' "\$(systemctl is-enabled converge.service)" enabled
		ok 'without a manifest the service does nothing' systemctl start converge
		is 'no session' "\$(session_ids)" ''
		manifest <<-M
			version: 1
			targets:
			  $target: {portals: ["10.0.2.2:$port"], startup: manual}
		M
		ok 'a run by hand logs in' converge
		disk=\$(echo /dev/disk/by-path/*$target-lun-1)
		ok 'a volume group' vgcreate guests "\$disk"
		ok 'with a volume' lvcreate -y -n one -L 64M guests
		ok 'and another one' lvcreate -y -n two -L 8M guests
		ok 'and a file system' mkfs.ext4 -q /dev/guests/one
		vgchange -an guests
		cat >>/etc/converge/host.yaml <<-M
			volume_groups:
			  guests: {ensure: active, targets: [$target]}
		M
		ok 'the service activates it' systemctl start converge
		ok 'a file is written' eval 'mount /dev/guests/one /srv && echo first >/srv/file'
		ok 'stopping the services takes nothing down' systemctl stop converge.service converge-release.service
		ok 'restarting them neither' systemctl restart converge.service converge-release.service
		is 'the file is there' "\$(cat /srv/file)" first
		is 'no unit has failed' "\$(failed_units)" ''
		cat >/run/machine <<-'M'
			exec 3<>/dev/guests/two
			trap 'sleep 8; echo last | dd conv=notrunc,fsync,sync bs=512 of=/dev/fd/3; exit' TERM
			while :; do sleep 1; done
		M
		ok 'a machine runs on the other volume' systemd-run --quiet --unit machine /bin/bash /run/machine
	END
	is "$suite: the first shutdown left no session" "$(sessions)" 0
	ok "$suite: no session was cut off" not_cut_off
	down_within "$suite, the first shutdown" $((usual + 30))
}

# installed TREE: what boot brought up; the package comes, goes and comes back below a mounted volume, and so does
# open-iscsi. A service stands for the guests: it says what it found when it started, and when it ended.
installed() {
	host "$1" xen1 "$suite, second boot" <<-END
		is 'boot has brought up the volume' "\$(lsblk -no TYPE /dev/guests/one)" lvm
		is 'no unit has failed' "\$(failed_units)" ''
		ok 'the file of the first boot is there' eval 'mount /dev/guests/one /srv && grep -q first /srv/file'
		is 'what the machine wrote last is there, too' "\$(head -c 4 /dev/guests/two)" last
		before=\$(session_ids)
		recovered() {
			grep -q -x LOGGED_IN /sys/class/iscsi_session/*/state
		}
		(while echo x && sync /srv/beats && sleep 1; do :; done >/srv/beats; : >/run/beats-ended) &
		writer=\$!
		ok 'an upgrade' dpkg -i /job/upgrade.deb
		# A new initramfs is no use here, and takes minutes.
		sed -i 's/^update_initramfs=.*/update_initramfs=no/' /etc/initramfs-tools/update-initramfs.conf
		ok 'open-iscsi is installed again' dpkg -i /job/open-iscsi.deb
		# Its postinst restarts iscsid, which then brings the session back.
		ok 'the session recovers' eval 'for _ in {1..60}; do recovered && break; sleep 1; done; recovered'
		is 'it is the same' "\$(session_ids)" "\$before"
		ok 'nothing is to do, with iscsid as it is now' converge --detailed-exitcodes
		ok 'a removal' dpkg --remove converge
		is 'its units are gone' "\$(systemctl list-unit-files --no-legend 'converge*' | grep -v generated)" ''
		ok 'a purge' dpkg --purge converge
		is 'it leaves what a person wrote' "\$(find / -xdev -name '*converge*' -not -path '/proc/*' -not -path '/job/*' \
			-not -path '/var/lib/systemd/*' | sort | xargs) \$(ls /etc/converge)" '/etc/converge host.yaml'
		ok 'installed again' dpkg -i /job/converge.deb
		is 'all the while the session was the same' "\$(session_ids)" "\$before"
		beats=\$(wc -l </srv/beats)
		sleep 5
		ok 'and somebody writes to the volume, now as before' test ! -e /run/beats-ended -a "\$(wc -l </srv/beats)" -gt "\$beats"
		kill "\$writer"
		ok 'it can be written to' eval 'echo second >>/srv/file && sync'
		sed -i 's/manual/automatic/' /etc/converge/host.yaml
		ok 'a run by hand, with startup: automatic' converge
		cat >/etc/systemd/system/guest.service <<-U
			[Unit]
			After=remote-fs.target converge.service
			[Service]
			Type=oneshot
			RemainAfterExit=yes
			ExecStart=/bin/sh -c 'test -e /dev/guests/one && echo up >>/mbox/guest'
			ExecStop=/bin/sh -c 'sleep 5; cat /srv/file >>/mbox/guest'
			[Install]
			WantedBy=multi-user.target
		U
		ok 'a service that uses it' systemctl enable --now guest.service
	END
	is "$suite: that shutdown left no session either" "$(sessions)" 0
	ok "$suite: no session was cut off then" not_cut_off
	is "$suite: the service had its volume to the end" "$(xargs <"$HOST_WORK/mbox/guest")" 'up first second'
	down_within "$suite, the second shutdown" $((usual + 30))
}

# without_target TREE: the target is gone before the host shuts down.
without_target() {
	(
		until [ -e "$HOST_WORK/mbox/kill" ]; do sleep 1; done
		kill -9 "$tgtd"
	) &
	host "$1" xen1 "$suite, without its target" <<-END
		is 'Debian has logged in by itself' "\$(systemctl is-active open-iscsi.service)" active
		is 'to a record with startup: automatic' "\$(iscsiadm -m node -o show | grep '^node.startup')" 'node.startup = automatic'
		is 'no unit has failed' "\$(failed_units)" ''
		ok 'nothing is left to do' converge --detailed-exitcodes
		ok 'the files are there' eval 'mount /dev/guests/one /srv && grep -q second /srv/file'
		systemctl disable guest.service
		: >/mbox/kill
	END
	tgtd=
	wait
	down_within "$suite, without its target" "$gone"
}

for suite in ${HOST_SUITES:-bookworm trixie}; do
	tree=$("$here/tree" "$suite") || skip "there is no tree of $suite"
	export HOST_FILES="$HOST_WORK/converge.deb $upgrade $tree.debs/open-iscsi.deb"
	rm -rf "$HOST_WORK"/*.img "$HOST_WORK/lun" "$HOST_WORK/mbox"
	target_start
	without_iscsi "$tree"
	fresh "$tree"
	installed "$tree"
	without_target "$tree"
	[ -z "${HOST_KEEP-}" ] || cp "$HOST_WORK"/console* "$HOST_KEEP/"
done
plan_done
