# lib.sh: for tests of converge on hosts that systemd boots. Sourced on the build machine; speaks TAP.
#
# A test has a target outside of the hosts, which they reach as 10.0.2.2:$port, and boots hosts with jobs. What a job has
# to say it prints as lines "ok TEXT" and "not ok TEXT" (words of job.sh), which become test points here.
# shellcheck shell=bash

set -u
here=$top_srcdir/tests/host
HOST_WORK=$(mktemp -d)
export HOST_WORK
control=${HOST_CONTROL:-7} # tgtd's control port: another one for each test that runs at the same time
port=$((13253 + control))
target=iqn.2003-01.org.example:host
point=0 failed=0

finish() {
	[ -z "${tgtd-}" ] || kill -9 "$tgtd" 2>/dev/null # it ends with its targets, and asked politely not before
	rm -rf "$HOST_WORK"
}
trap finish EXIT

# skip REASON: loudly; in CI nothing may be missing.
skip() {
	echo "$*"
	[ -z "${CI-}" ] || exit 1
	exit 77
}

# report ok|'not ok' TEXT
report() {
	point=$((point + 1))
	[ "$1" = ok ] || failed=$((failed + 1))
	echo "$1 $point - $2"
}

# ok TEXT COMMAND...: one test point.
ok() {
	local text=$1
	shift
	if "$@"; then report ok "$text"; else
		echo "#   failed: $*"
		report 'not ok' "$text"
	fi
}

# is TEXT GOT WANT
is() {
	if [ "$2" = "$3" ]; then report ok "$1"; else
		printf '#   got: %s\n#   want: %s\n' "$2" "$3"
		report 'not ok' "$1"
	fi
}

plan_done() {
	echo "1..$point"
	[ "$failed" -eq 0 ]
}

tgt() {
	tgtadm -C "$control" --lld iscsi "$@"
}

# target_start: tgtd with one target of one LUN of 128 MiB, as new.
target_start() {
	[ -e "$HOST_WORK/lun" ] || truncate -s 128M "$HOST_WORK/lun"
	! tgt --mode sys --op show >/dev/null 2>&1 || skip 'another tgtd has the control port; HOST_CONTROL=8 is another'
	tgtd -f -C "$control" --iscsi portal=127.0.0.1:$port >"$HOST_WORK/tgtd.log" 2>&1 &
	tgtd=$!
	until tgt --mode sys --op show >/dev/null 2>&1; do
		kill -0 "$tgtd" 2>/dev/null || skip "tgtd does not start: $(tail -n 1 "$HOST_WORK/tgtd.log")"
		sleep 0.2
	done
	tgt --mode target --op new --tid 1 --targetname "$target" &&
		tgt --mode logicalunit --op new --tid 1 --lun 1 --backing-store "$HOST_WORK/lun" &&
		tgt --mode target --op bind --tid 1 --initiator-address ALL
}

target_kill() {
	kill -9 "$tgtd"
	tgtd=
}

# sessions: how many hosts are logged in, as the target sees it.
sessions() {
	tgt --mode conn --op show --tid 1 2>/dev/null | grep -c '^Session'
}

# host TREE NAME TEXT [SECONDS]: boots it with the job on stdin; each of its points becomes one of ours, and that it has
# ended by itself is one more. Its console is left in $console.
host() {
	local status=0 kind
	console="$HOST_WORK/console ${3//[^a-z ]/}"
	{
		cat "$here/job.sh" -
		echo "exit 0"
	} >"$HOST_WORK/job"
	"$here/boot" "$1" "$2" "$HOST_WORK/job" "${4:-600}" >"$console" 2>&1 || status=$?
	[ "$status" != 77 ] || skip "$(tail -n 1 "$console")"
	while IFS= read -r line; do
		case $line in
		'ok '* | 'not ok '*)
			kind=${line%%ok *}ok
			report "$kind" "$3: ${line#"$kind "}"
			;;
		'#'*) echo "$line" ;;
		esac
	done < <(sed -n '/^HOST UP/,/^HOST END/p' "$console")
	if [ "$status" = 0 ] && grep -q '^HOST END rc=0' "$console"; then
		report ok "$3: the host ran the job and powered itself off"
	else
		sed 's/^/#   /' "$console"
		report 'not ok' "$3: the host ran the job and powered itself off (status $status)"
	fi
}

# seconds_down: how long the shutdown of the last host took, by the host's own clock.
seconds_down() {
	awk '
		/^HOST END/ { begun = $(NF - 1) }
		/reboot: Power down/ { gsub(/[][]/, " "); ended = $1 }
		END { print int(ended - begun) }' "$console"
}

# down_within TEXT SECONDS: a test point.
down_within() {
	echo "# $1: power-off took $(seconds_down) s"
	ok "$1: power-off within $2 s" test "$(seconds_down)" -le "$2"
}

# not_cut_off: the console has no word of a session that was lost under somebody.
not_cut_off() {
	! grep -e 'session recovery timed out' -e 'rejecting I/O' -e 'ping timeout' -e 'Stopping timed out' "$console"
}
