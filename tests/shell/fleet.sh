#!/bin/sh
# `converge plan --fleet` on fifteen hosts, and plans of a host that is not here: no root, no tools,
# no secrets. Speaks TAP.
# shellcheck disable=SC2016 # dollars and backticks are meant so
export LC_ALL=C
unset NO_COLOR

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
: "${CONVERGE:?is the program to test}"
make_state=$top/tests/golden/plan/make-state
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
chmod 755 "$scratch"
cd "$scratch" || exit 1
# shellcheck source-path=SCRIPTDIR source=tap
. "$top/tests/shell/tap"

# ---- the fleet ----

cat >fleet.yaml <<'END'
version: 1
fleet: ["xen[01-15]"]
targets:
  iqn.1992-08.com.netapp:sn.118047036:
    portals: [10.5.88.21:3260]
volume_groups:
  xenGuests: {ensure: active, access: shared, targets: [iqn.1992-08.com.netapp:sn.118047036]}
---
version: 1
hosts: [xen01]
volume_groups:
  backup: {ensure: active, targets: [iqn.1992-08.com.netapp:sn.118047036]}
---
version: 1
hosts: ["xen[02-15]"]
volume_groups:
  backup: {ensure: present, targets: [iqn.1992-08.com.netapp:sn.118047036]}
END

# describe HOST: a host as it should be. All have a local volume group whose disk is a copy of one
# disk, so that its UUID is the same everywhere, and nothing else of it.
describe() {
	number=${1#xen}
	number=${number#0}
	backup=
	[ "$1" != xen01 ] || backup=dm-2
	cat <<-END
		host $1
		initiator iqn.1993-08.org.debian:01:$1
		record iqn.1992-08.com.netapp:sn.118047036 10.5.88.21:3260
		session 1 iqn.1992-08.com.netapp:sn.118047036 10.5.88.21:3260
		block sda sid=1
		block sdb sid=1
		block sdc size=$((number + 2000))
		vg xenGuests seqno=41
		pv sda
		lv noc1 dm-0
		lv noc$number dm-1 open
		vg backup seqno=7
		pv sdb
		lv daily $backup
		vg local seqno=$((number + 3))
		pv sdc
		lv root dm-3 open size=$number
	END
}

hosts='xen01 xen02 xen03 xen04 xen05 xen06 xen07 xen08 xen09 xen10 xen11 xen12 xen13 xen14 xen15'
mkdir whole hosts
for host in $hosts; do
	describe "$host" | sed 's/^lv noc1 dm-1.*/lv noc16 dm-1 open/' >whole/"$host"
	"$make_state" whole/"$host" >hosts/"$host".json
done

# fleet: as it should be, again.
fleet() {
	rm -rf now
	cp -R hosts now
}

# plant HOST SED...: that host otherwise.
plant() {
	planted=$1
	shift
	sed "$@" whole/"$planted" >description
	"$make_state" description >now/"$planted.json"
}

run() {
	"$CONVERGE" "$@" >out 2>err </dev/null
	status=$?
}

# finds STATUS FINDING...: plan's exit status, and "TYPE NAME: HOST..." of each of its findings; no
# host has anything to do.
finds() {
	expected=$1
	shift
	run plan --fleet now --detailed-exitcodes --output json fleet.yaml
	[ $status -eq "$expected" ] || {
		echo "exit status $status, not $expected"
		cat err
		sed '/"hosts": \[/q' out
		return 1
	}
	awk '
		function value() {
			sub(/^[^:]*: "?/, "")
			sub(/"?,?$/, "")
			return $0
		}
		/^      "type"/ { line = value() }
		/^      "name"/ { line = line " " value() ":" }
		/^      "hosts": / { inside = 1; next }
		inside && /^      \]/ { print line; inside = 0 }
		inside { gsub(/[ ",]/, ""); line = line " " $0 }
		/^  \]/ { exit }' out >got
	printf '%s\n' "$@" | sed '/^$/d' >want
	diff -u want got || return
	run plan --fleet now fleet.yaml
	[ "$(grep -c '^# finding: ' out)" -eq "$(wc -l <want)" ] || {
		echo 'the text has others than the JSON'
		cat out
		return 1
	}
}

says() {
	has out "$1" && return
	cat err
	return 1
}

nothing_found() {
	fleet
	finds 0 '' && says '# 15 hosts: 0 findings, 15 as they should be' &&
		[ "$(wc -l <out)" -eq 1 ] || return
	run plan --quiet --fleet now fleet.yaml
	[ $status -eq 0 ] && [ ! -s out ]
}
check 'a fleet as it should be: nothing is found' nothing_found

three_faults() {
	fleet
	plant xen09 's/^lv daily.*/lv daily dm-2/'
	plant xen07 's/^vg xenGuests.*/vg xenGuests seqno=40/'
	plant xen12 's/^initiator.*/initiator iqn.1993-08.org.debian:01:xen04/'
	finds 4 'initiator iqn.1993-08.org.debian:01:xen04: xen04 xen12' \
		'behind xenGuests: xen07' 'active backup: xen01 xen09' &&
		says '# 15 hosts: 3 findings, 15 as they should be' &&
		says 'xen07 has not seen the last change of volume group xenGuests' &&
		says 'active on xen01 and xen09 (daily), and its access is exclusive' &&
		says '(fleet.yaml:12)'
}
check 'three faults planted: just these are found' three_faults

each_fault() {
	fleet
	plant xen05 's/^lv noc5 /lv noc2 /'
	finds 4 'open xenGuests: xen02 xen05' && says 'at the same time (noc2)' || return

	fleet
	plant xen03 's/^block sda.*/block sda sid=1 size=512/'
	plant xen04 's/^block sda.*/block sda sid=1 size=512/'
	# They have something to do, too: to rescan.
	finds 6 'size xenGuests: xen03 xen04' && says 'has 512 MiB on xen03 and xen04, and 1024 MiB on xen01' || return

	fleet
	plant xen03 's/^lv daily.*/lv daily size=512/'
	finds 4 'size backup: xen03' && says 'the volume daily of volume group backup' || return

	fleet
	plant xen06 '1a interface storage-a net=eth1 initiator=iqn.1993-08.org.debian:01:xen02'
	finds 4 'initiator iqn.1993-08.org.debian:01:xen02: xen02 xen06' || return

	fleet
	plant xen08 's/^vg backup.*/vg backup seqno=9/'
	finds 4 'behind backup: xen01 xen02 xen03 xen04 xen05 xen06 xen07 xen09 xen10 xen11 xen12 xen13 xen14 xen15' &&
		says 'xen01, xen02, xen03, xen04 and 10 more have not seen'
}
check 'every kind of fault' each_fault

each_snapshot() {
	fleet
	rm now/xen03.json now/xen14.json
	finds 4 'missing null: xen03 xen14' && says 'no snapshot of xen03 and xen14' &&
		says '2 without a snapshot' || return

	fleet
	plant xen02 '1a taken 1779913599'
	finds 4 'old null: xen02' && says 'is of 2026-05-27T20:26:39Z' || return
	run plan --fleet now --max-age 86401 fleet.yaml
	[ $status -eq 0 ] || return
	plant xen02 '1a taken 1779913600'
	finds 0 '' || return

	fleet
	echo '{' >now/xen11.json
	finds 4 'unreadable null: xen11' && says 'now/xen11.json: the state is not JSON' || return

	fleet
	cp now/xen01.json now/xen11.json
	finds 4 'unreadable null: xen11' && says 'a snapshot of host xen01, not of xen11' || return

	fleet
	cp now/xen01.json now/guest.json
	finds 4 'unreadable null: guest' || return

	fleet
	sed 's/"host": "xen01"/"host": "xen01.example.org"/' hosts/xen01.json >now/xen01.json
	finds 0 ''
}
check 'snapshots that are missing, old, broken, or of another host' each_snapshot

unknown_lvm() {
	fleet
	plant xen10 '/^vg/,$d; 1a lvm_unknown it timed out'
	run plan --fleet now --detailed-exitcodes fleet.yaml
	[ $status -eq 4 ] && says 'what LVM has on xen10 is unknown (it timed out)' &&
		says '# xen10: 2 unknown, 2 kept'
}
check 'unknown is not absent' unknown_lvm

plans_are_there() {
	fleet
	plant xen13 '/^session/d; /^block sd[ab]/d; /^vg/,$d'
	run plan --fleet now --detailed-exitcodes fleet.yaml
	[ $status -eq 2 ] && says '# xen13: 3 would change, 1 kept' && sh -n out || return
	run -n --state now/xen13.json fleet.yaml
	cp out alone
	run plan --fleet now fleet.yaml
	[ $status -eq 0 ] && sed '1,2d' out | diff -u alone - || return
	plant xen12 's/^initiator.*/initiator iqn.1993-08.org.debian:01:xen04/'
	run plan --fleet now --detailed-exitcodes fleet.yaml
	[ $status -eq 6 ] || return
	run plan --fleet now --output markdown fleet.yaml
	says '## 15 hosts: 1 finding, 14 as they should be, 1 would change' && says '### `xen13`: 3 would change'
}
check 'the plan of each host is the one of its dry run' plans_are_there

refusals() {
	fleet
	run plan fleet.yaml
	[ $status -eq 1 ] && grep -q 'plan needs --fleet DIR' err || return
	run plan --fleet nowhere fleet.yaml
	[ $status -eq 1 ] && grep -q 'nowhere cannot be read' err || return
	sed 's/ensure: active/ensure: actve/' fleet.yaml >wrong.yaml
	run plan --fleet now wrong.yaml
	[ $status -eq 1 ] && [ ! -s out ] && [ "$(grep -c 'error: ' err)" -eq 2 ] || return
	run plan --fleet now --state now/xen01.json fleet.yaml
	[ $status -eq 1 ] && grep -q "does not take --state" err
}
check 'what is refused' refusals

# ---- a host that is not here ----

cat >chap.yaml <<'END'
version: 1
targets:
  iqn.2003-01.org.example.san:a:
    portals: [192.0.2.10]
    auth: {user: xen01, password_file: /nowhere/netapp.chap}
  iqn.2003-01.org.example.san:b:
    portals: [192.0.2.11]
    auth: {user: xen01, password_file: /nowhere/other.chap}
volume_groups:
  guests: {ensure: active, targets: [iqn.2003-01.org.example.san:a]}
END
cat >chap <<'END'
host xen99
record iqn.2003-01.org.example.san:a 192.0.2.10:3260 node.session.auth.authmethod=CHAP node.session.auth.username=xen01 node.session.auth.password=********
session 1 iqn.2003-01.org.example.san:a 192.0.2.10:3260
block sda sid=1
vg guests
pv sda
lv one
END
"$make_state" chap >chap.json

# An empty root: the program, what it is linked with, a manifest and a snapshot; no /proc, no /sys,
# no tool. And nobody's privileges.
make_root() {
	mkdir -p root/bin
	cp "$CONVERGE" root/bin/converge
	ldd "$CONVERGE" | grep -o '/[^ ]*' | while IFS= read -r library; do
		mkdir -p "root$(dirname "$library")"
		cp -L "$library" "root$library"
	done
	cp -R chap.yaml chap.json fleet.yaml hosts root
	chmod -R go+rX root
}

in_root() {
	if [ "$(id -u)" -eq 0 ]; then
		env -i PATH=/nowhere "$(command -v chroot)" --userspec=65534:65534 root /bin/converge "$@"
	else
		unshare --map-root-user env -i PATH=/nowhere "$(command -v chroot)" root /bin/converge "$@"
	fi >out 2>err </dev/null
	status=$?
}

offline() {
	make_root
	in_root --dry-run --detailed-exitcodes --state chap.json chap.yaml
	if [ $status -ne 2 ] || [ -s err ]; then
		echo "exit status $status"
		cat err out
		return 1
	fi
	says '# xen99: 3 would change, 2 kept' &&
		says 'the secrets for iqn.2003-01.org.example.san:a are not compared: a snapshot has none' &&
		says 'from the secret of /nowhere/other.chap' && says 'vgchange -ay guests' || return
	in_root plan --detailed-exitcodes --fleet hosts fleet.yaml
	[ $status -eq 0 ] && says '15 as they should be'
}
skipped=
[ "$(id -u)" -eq 0 ] || unshare --map-root-user true 2>/dev/null || skipped='there is no empty root without root'
! grep -q __asan_init "$CONVERGE" || skipped='sanitizers cannot do without /proc'
if [ -z "$skipped" ]; then
	check 'without root, tools, secrets, or a host at all' offline
else
	skip 'without root, tools, secrets, or a host at all' "$skipped"
fi

echo "1..$count"
[ $failed -eq 0 ]
