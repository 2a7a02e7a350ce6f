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
export HOST_FILES="$HOST_WORK/converge.deb $upgrade"

for suite in ${HOST_SUITES:-bookworm trixie}; do
	tree=$("$here/tree" "$suite") || skip "there is no tree of $suite"
	rm -f "$HOST_WORK"/*.img "$HOST_WORK/lun"
	target_start
	host "$tree" xen1 "$suite, fresh" <<-END
		manifest() {
			cat >/etc/converge/host.yaml
		}
		ok 'the package installs' dpkg -i /job/converge.deb
		is 'there is no manifest' "\$(ls /etc/converge)" README
		is 'the timer and the service at shutdown run' "\$(systemctl is-active converge.timer converge-release.service | xargs)" 'active active'
		is 'what runs at boot is enabled' "\$(systemctl is-enabled converge.service)" enabled
		ok 'without a manifest the service does nothing' systemctl start converge
		is 'no session' "\$(session_ids)" 'session*'
		manifest <<-M
			version: 1
			targets:
			  $target: {portals: ["10.0.2.2:$port"]}
		M
		ok 'a run by hand logs in' converge
		disk=\$(echo /dev/disk/by-path/*$target-lun-1)
		ok 'a volume group' vgcreate guests "\$disk"
		ok 'with a volume' lvcreate -y -n one -L 64M guests
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
	END
	ok "$suite: the first shutdown left no session" [ "$(sessions)" = 0 ]
	ok "$suite: no session was cut off" not_cut_off
done
plan_done
