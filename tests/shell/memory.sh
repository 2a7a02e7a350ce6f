#!/bin/sh
# What of CHAP secrets is left in the memory of a run, on stand-ins of iscsiadm and lvm that wait at a gate while all of it is
# searched: after a dump with secrets, after record files were read in its place, beside a command that is given one. And
# that neither it nor its iscsiadm would leave a core file. Speaks TAP.
set -u
export LC_ALL=C

if grep -q __asan_init "${CONVERGE:?is the program to test}"; then
	echo 'a program with sanitizers keeps copies of its own'
	exit 77
fi
# shellcheck source-path=SCRIPTDIR source=alone
. "${top_srcdir:?}/tests/shell/alone"

t=iqn.2003-01.org.example
up=$work/up.yaml
user=xen-is-not-secret
records=60

# Each secret has two halves, as the beginning of what is freed is overwritten.
secret() {
	printf 'Zq7hunter%04dsecretQ' "$1"
}

# record NUMBER: of target $t:NUMBER, as iscsiadm keeps it.
record() {
	sed -e "s|^node.name = .*|node.name = $t:$1|" -e 's|^node.tpgt = .*|node.tpgt = -1|' \
		-e 's|^\(node.conn\[0\].address\) = .*|\1 = 127.0.0.1|' -e '/^node.session.auth/d' -e '/^# END/d' \
		"$top_srcdir/tests/recorded/record-with-password.file"
	cat <<-END1
		node.session.auth.authmethod = CHAP
		node.session.auth.username = $user
		node.session.auth.password = $(secret "$1")
		node.session.auth.username_in = $user
		node.session.auth.password_in = $(secret $((5000 + $1)))
		# END RECORD
	END1
}

# tool NAME: a stand-in from stdin; `gate` in it waits until the test says go.
tool() {
	{
		cat <<-END1
			#!/bin/sh
			core_limit() {
				sed -n 's/^Max core file size *\([^ ]*\) .*/\1/p' /proc/self/limits
			}
			gate() {
				core_limit >$work/core
				grep -s -c Zq7hunter $root/iscsi/iscsid.conf >$work/given
				: >$work/waits
				read -r _ <$work/gate
			}
		END1
		cat
	} >"$work/$1"
	chmod +x "$work/$1"
}

# start ARG...: converge, in the background.
start() {
	rm -f "$work/waits"
	"$program" "$@" --tool iscsiadm="$work/iscsiadm" --tool lvm="$work/lvm" --tool sysfs="$root/sys" \
		--tool proc="$root/proc" --tool run="$root/run" --tool dev="$root/dev" --tool database="$root/db" \
		--tool iscsi-etc="$root/iscsi" --tool lvm-etc="$root/lvm" --tool lock="$root/lock" \
		--tool state="$root/state" >"$work/out" 2>&1 &
	pid=$!
}

# is_idle: nothing goes on but the wait for the one child at the gate.
is_idle() {
	[ "$(grep -s -l -x "PPid:.$pid" /proc/[0-9]*/status | wc -l)" = 1 ] && grep -q '^State:.S' "/proc/$pid/status"
}

# holds PATTERN: how often it is in the memory of the run that waits, and where.
holds() {
	kill -STOP "$pid"
	wait_until grep -q '^State:.T' "/proc/$pid/status" || return
	python3 - "$pid" "$1" <<-'END1'
		import re, sys
		found = {}
		searched = 0
		for line in open(f"/proc/{sys.argv[1]}/maps"):
		    begin, end, rights, name = re.match(r"(\w+)-(\w+) (\S+) \S+ \S+ \S+ *(.*)", line).groups()
		    if rights[0] != "r" or name in ("[vvar]", "[vsyscall]", "[vvar_vclock]"):
		        continue
		    with open(f"/proc/{sys.argv[1]}/mem", "rb") as memory:
		        memory.seek(int(begin, 16))
		        count = len(re.findall(sys.argv[2].encode(), memory.read(int(end, 16) - int(begin, 16))))
		    searched += name in ("[heap]", "[stack]")
		    if count:
		        found[name or "elsewhere"] = found.get(name or "elsewhere", 0) + count
		if searched < 2:
		    sys.exit("neither heap nor stack")
		print(", ".join(f"{found[name]} in {name}" for name in found) or "none")
	END1
	kill -CONT "$pid"
}

# has_none: the run at the gate has no secret in its memory, and what is none is found there.
has_none() {
	wait_until test -e "$work/waits" && wait_until is_idle || complain "$(cat "$work/out")" || return
	rm "$work/waits"
	case $(holds "$user") in
	[1-9]*) ;;
	*) complain "the search finds nothing at all" || return ;;
	esac
	left=$(holds 'Zq7hunt|secretQ')
	[ "$left" = none ] || complain "$left"
}

# core_limit PID: of that process, in bytes.
core_limit() {
	sed -n 's/^Max core file size *\([^ ]*\) .*/\1/p' "/proc/$1/limits"
}

# goes_on WANT: the tool at the gate does, and the run ends with this status.
goes_on() {
	echo go >"$work/gate"
	status=0
	wait "$pid" || status=$?
	is 'it goes on, and ends as it should' "$status" "$1"
	[ "$status" = "$1" ] || sed 's/^/# /' "$work/out"
}

# shellcheck disable=SC3045 # dash and bash have it
ulimit -S -c "$(ulimit -H -c)"
ok 'a host' san_start
mkfifo "$work/gate"
mkdir -p "$root/db/nodes" "$root/iscsi"
number=0
while [ $number -lt $records ]; do
	number=$((number + 1))
	mkdir -p "$root/db/nodes/$t:$number"
	record $number >"$root/db/nodes/$t:$number/127.0.0.1,3260"
done
cat "$root/db/nodes"/*/* >"$work/dump"
(umask 077 && secret 9001 >"$work/own" && secret 9002 >"$work/back")
cat >"$up" <<END
version: 1
targets:
  $t:1:
    portals: [127.0.0.1]
    auth: {user: $user, password_file: $work/own, mutual: {user: $user, password_file: $work/back}}
END
sed 's/targets:/volume_groups: {none: {ensure: inactive}}\n&/' "$up" >"$work/groups.yaml"
tool lvm <<END
gate
exit 5
END

# ---- what iscsiadm prints

tool iscsiadm <<END
core_limit >$work/core-iscsiadm
cat $work/dump
END
start --dry-run "$work/groups.yaml"
ok 'a dump with secrets is read: none is left' has_none
is 'it would leave no core file' "$(core_limit "$pid")" 0
is 'nor would iscsiadm, nor start the program that takes core files' "$(cat "$work/core-iscsiadm")" 1
is 'lvm has the limit that converge was started with' "$(cat "$work/core")" "$(core_limit self)"
goes_on 4

# ---- record files

tool iscsiadm <<END
cat $work/dump
echo it has no end
END
printf 'this is no line\nnode.session.auth.password = %s\n' "$(secret 7001)" >>"$root/db/nodes/$t:2/127.0.0.1,3260"
sed -i "1s/^/# node.session.auth.password = $(secret 7002)\n/" "$root/db/nodes/$t:3/127.0.0.1,3260"
start --dry-run "$work/groups.yaml"
ok 'record files are read, as the dump is damaged: none is left' has_none
goes_on 4

# ---- what iscsiadm is given

tool lvm <<END
exit 5
END
tool iscsiadm <<END
case "\$*" in
*' show'*) cat $work/dump ;;
*) gate ;;
esac
END
record 2 >"$root/db/nodes/$t:2/127.0.0.1,3260"
cat >>"$root/iscsi/iscsid.conf" <<END
# node.session.auth.password = $(secret 8001)
node.session.auth.password = $(secret 8002)
discovery.sendtargets.auth.password = $(secret 8003)
END
start "$up"
ok 'a record gets other secrets: none is left' has_none
is 'iscsiadm has both' "$(cat "$work/given")" 2
goes_on 4
sed -i "s/$t:1:/$t:new:/" "$up"
start "$up"
ok 'a new record: none is left' has_none
is 'iscsiadm has both, and that of iscsid.conf for discoveries' "$(cat "$work/given")" 3
goes_on 4
start discover --user "$user" --password-file "$work/own" 127.0.0.1
ok 'a discovery: none is left' has_none
is 'iscsiadm has it, and that of iscsid.conf for records' "$(cat "$work/given")" 2
goes_on 0

plan_done
