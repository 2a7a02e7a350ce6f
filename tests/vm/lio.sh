#!/bin/sh
# shellcheck shell=dash
# lio.sh: the kernel's own target (LIO) in tgtd's place: up with CHAP in both directions, a volume works, LUNs that are
# added, grown and removed, a name that it does not have, a host that it does not let in, and a target that vanishes and
# returns. What the two targets do differently is in doc/kernel-lessons.md.
set -u

export VM_TARGET=lio
# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

t=iqn.2003-01.org.example:t
m=/run/m.yaml

# wanted LUNS [SECRET]: the manifest.
wanted() {
	cat >$m <<-END
		version: 1
		targets:
		  $t:
		    portals: [127.0.0.1]
		    luns: [$1]
		    auth: {user: host, password_file: /etc/converge/own, mutual: {user: san, password_file: /etc/converge/back}}
		volume_groups:
		  guests: {ensure: active, targets: [$t]}
	END
}

secret() {
	(umask 077 && printf '%s\n' "$2" >/etc/converge/"$1")
}

megabytes() {
	echo $(($(cat /sys/class/block/"$(basename "$1")"/size) / 2048))
}

ok 'a SAN' san_start
ok 'a target' target_create $t 64
ok 'a volume group' vg_create guests $t -- one
ok 'the target wants CHAP, and shows who it is' eval "target_chap $t host 'own secret one' && target_chap_mutual $t san 'its secret two'"
execlog_install
mkdir -p /etc/converge
secret own 'own secret one'
secret back 'its secret two'
wanted 1

secret own 'wrong secret 1'
ok 'a wrong secret' exits 4 $m
ok 'is told as one' says 'exited with 24 (authorization failure)'
secret own 'own secret one'
ok 'the right one' exits 0 $m
ok 'the volume works' read_write /dev/guests/one
changes_nothing 'after that' $m

wanted '1, 2, 300'
ok 'two more LUNs' eval "lun_create $t 2 32 && lun_create $t 300 16"
applies_as_printed 'they are looked for' 0 $m
is 'all are there' "$(target_disks $t | wc -l)" 3
changes_nothing 'after that, too' $m

ok 'a LUN grows' lun_grow $t 2 96
ok 'a session is rescanned by hand' quietly iscsiadm -m session -R
is 'its disk grows' "$(megabytes "$(readlink -f /dev/disk/by-path/*"$t"-lun-2)")" 96
changes_nothing 'which is nothing to converge' $m

ok 'a LUN is taken away' lun_remove $t 300
wanted '1, 2'
ok 'it is not listed, either' exits 0 $m
ok 'the volume still works' read_write /dev/guests/one

ok 'the target vanishes' target_vanish $t
ok 'its session fails' await_state $t FAILED
ok 'which is told' exits 4 $m
is 'and nothing is taken away' "$(session_count $t) $(vg_is_active guests && echo active)" '1 active'
ok 'it returns' target_return $t
ok 'the session recovers' await_state $t LOGGED_IN
ok 'the volume works again' read_write /dev/guests/one
changes_nothing 'after that, nothing' $m

sed -e 's/luns:.*/ensure: absent/' -e 's/guests: .*/guests: {ensure: inactive}/' -e '/auth:/d' $m >/run/down.yaml
applies_as_printed 'down' 0 /run/down.yaml
ok 'the host is clean' host_is_clean

sed -i 's/example:t/example:other/' $m
ok 'a target that does not let this host in' eval "target_create iqn.2003-01.org.example:other 16 && target_deny iqn.2003-01.org.example:other"
ok 'refuses it' exits 4 $m
ok 'by this code' says 'exited with 24 (authorization failure)'
ok 'with what to look at' says 'does the target let that name in'
sed -i 's/example:other/example:nosuch/' $m
ok 'a name that it does not have' exits 4 $m
ok 'ends as if nobody answered' says 'exited with 8 (connection timed out)'
ok 'with what to type' says 'converge discover 127.0.0.1:3260'

plan_done
