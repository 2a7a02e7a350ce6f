#!/bin/sh
# The command line, without privilege and without a host: verbs, options, exit statuses, what is
# read from where. Speaks TAP.
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
options='dry-run output report metrics save-plan plan state host fleet max-age only detailed-exitcodes timeout lock-wait jobs tool
	verbose quiet color help version'
verbs='apply validate plan show holders discover import release pause resume schema completion'

# run ARGUMENT...: converge, into the files out and err; its exit status in $status.
run() {
	"$CONVERGE" "$@" >out 2>err </dev/null
	status=$?
}

exits() {
	expected=$1
	shift
	run "$@"
	[ $status -eq "$expected" ] && return
	echo "exit status $status, not $expected: converge $*"
	cat out err
	return 1
}

# refuses SENTENCE ARGUMENT...: exit 1, nothing on standard output, and one line that says so.
refuses() {
	sentence=$1
	shift
	exits 1 "$@" || return
	if [ -s out ] || [ "$(wc -l <err)" -ne 1 ] || ! grep -q "^converge: .*$sentence" err; then
		echo "not just one line with '$sentence': converge $*"
		cat out err
		return 1
	fi
}

# says WORDS: standard output of the last run has them.
says() {
	has out "$1"
}

warns() {
	has err "$1"
}

# The calls of one test, all of which have to succeed.
all() {
	result=0
	while [ $# -gt 0 ]; do
		eval "$1" || {
			echo "failed: $1"
			result=1
		}
		shift
	done
	return $result
}

# ---- inputs ----

cat >up.yaml <<'END'
version: 1
targets:
  iqn.2003-01.org.example.san:a:
    portals: [192.0.2.10]
volume_groups:
  guests: {ensure: active, targets: [iqn.2003-01.org.example.san:a]}
END
sed 's/version: 1/version: 1\nhosts: [nobody]/' up.yaml >nobody.yaml
sed 's/version: 1/version: 2/' up.yaml >wrong.yaml
cat >down.yaml <<'END'
version: 1
targets:
  iqn.2003-01.org.example.san:a: {ensure: absent}
volume_groups:
  guests: {ensure: inactive}
  others: {ensure: inactive}
END
session='record iqn.2003-01.org.example.san:a 192.0.2.10:3260
session 1 iqn.2003-01.org.example.san:a 192.0.2.10:3260
block sda sid=1
vg guests
pv sda'

# state NAME: the snapshot of standard input.
state() {
	cat >"$1.txt"
	"$make_state" "$1.txt" >"$1.json"
}

state empty </dev/null
echo "$session
lv one dm-0" | state up
echo "$session
lv one dm-0 open
block sdb
vg others
pv sdb
lv one dm-1" | state half
echo "$session
lv one dm-0 open" | state held

# ---- help, version, usage ----

help_is_complete() {
	exits 0 --help || return
	for word in $options; do
		grep -qE "^  (-[a-zA-Z]|  ) --$word " out || {
			echo "--help has no --$word"
			return 1
		}
	done
	for word in $verbs; do
		grep -qE "^  $word( |\$)" out || {
			echo "--help has no verb $word"
			return 1
		}
	done
}

# The options as --help lists them, and as the manual page does.
help_options() {
	"$CONVERGE" --help | sed -nE 's/^  (-[a-zA-Z]|  ) --([a-z-]+).*/\1 \2/p' | tr -s ' -' ' -' | sort
}

manual_options() {
	sed -nE -e 's/^\.It Fl ([a-zA-Z]) , Fl Fl ([a-z-]+).*/-\1 \2/p' \
		-e 's/^\.It Fl Fl ([a-z-]+).*/  \1/p' "$top/man/converge.8" | tr -s ' -' ' -' | sort
}

manual_agrees() {
	help_options >help
	manual_options >manual
	[ -s help ] && diff -u help manual || return
	"$CONVERGE" --help | sed -nE '/^verbs:/,/^options:/s/^  ([a-z]+) .*/\1/p' >help
	awk '$1 == ".It" && $2 == "Fl" { exit } $1 == ".It" && $2 == "Cm" { print $3 }' \
		"$top/man/converge.8" >manual
	[ -s help ] && diff -u help manual
}

# That of a verb has just the options that it takes.
each_verb_has_help() {
	for word in $verbs; do
		exits 0 "$word" --help && says "usage: converge $word [OPTION...]" || return
		cp out help
		for option in $options; do
			grep -q -E -e "^  (  |-.) --$option( |\$)" help && continue
			value=5
			[ "$option" != output ] || value=json
			refuses 'does not take' "$word" "--$option" "$value" || return
		done
	done
}

# One address and one home page, wherever somebody looks for them.
bugs_have_an_address() {
	address=$(sed -n 's/^Maintainer: .*<\(.*\)>$/\1/p' "$top/packaging/debian/control")
	page=$(sed -n 's/^Homepage: //p' "$top/packaging/debian/control")
	[ "$address" ] && [ "$page" ] && exits 0 --help && says "Report faults to $address" && says "Home page: $page" || return
	for file in man/converge.8 SECURITY.md README.md; do
		has "$top/$file" "$address" || return
	done
	has "$top/man/converge.8" "$page"
}

check '--help has every option and every verb' help_is_complete
check 'where faults are reported' bugs_have_an_address
check 'the manual page has exactly the options and verbs of --help' manual_agrees
check '--help behind every verb' each_verb_has_help
check '--version' all 'exits 0 --version' 'grep -qE "^converge [0-9]+\.[0-9]+" out' 'exits 0 -V'
check 'unknown options' all \
	'refuses "no option .--no-such." --no-such' \
	'refuses "no option .--no-such." --no-such=1 up.yaml' \
	'refuses "no option .-x." -x' \
	'refuses "no option .-x." -nx' \
	'refuses "no option .--dry." --dry'
check 'an unknown verb is a manifest that is not there' all \
	'exits 1 frobnicate' 'warns frobnicate' \
	'refuses "there is no verb and no file .validat.; did you mean .validate." validat up.yaml'
check 'a verb that is no first word is a manifest' all \
	'exits 1 --dry-run --state empty.json up.yaml validate' 'warns validate'
check 'options that need a value, or take none' all \
	'refuses "needs FILE" --dry-run --state' \
	'refuses "takes no value" --dry-run=yes' \
	'refuses "needs N" -j' \
	'refuses "needs NAME" --dry-run --host "" up.yaml' 'refuses "needs FILE" --report= up.yaml' \
	'refuses "is one of" --output xml' \
	'refuses "prints text or json, not markdown" show --output markdown' \
	'refuses "prints text, json or github, not dot" validate --output dot up.yaml' \
	'refuses "prints text, json, markdown or dot, not github" --output github up.yaml' \
	'refuses "is one of" --color sometimes' \
	'refuses "whole number" --jobs 0' \
	'refuses "whole number" -jx' \
	'refuses "whole number" --timeout 0' \
	'refuses "whole number" --timeout -1' \
	'refuses "whole number" --lock-wait 99999999'
check 'options of other verbs' all \
	'refuses "does not take" validate --dry-run up.yaml' \
	'refuses "does not take" show --only guests' \
	'refuses "does not take" resume --host xen01' \
	'refuses "takes no argument" show up.yaml' \
	'refuses "takes no argument" resume now'
check 'what would steer a terminal' refuses "no option '--no  *.31msuch'" "$(printf '%b' '--no\033[31msuch')"
check 'an argument that is empty' all \
	'refuses "an argument is empty" validate ""' 'refuses "an argument is empty" holders ""'
check '--state without --dry-run' all \
	'refuses "only with --dry-run" --state empty.json up.yaml' \
	'refuses "only with --dry-run" apply --state=empty.json up.yaml'
check 'short options stand together' all \
	'exits 0 -nq --state up.json up.yaml' '[ ! -s out ]' \
	'exits 0 -nvj4 -o json --state up.json up.yaml' 'says "\"dry_run\": true"'
check 'an argument behind --' all \
	'cp up.yaml ./-odd.yaml' 'exits 0 --dry-run --state up.json -- -odd.yaml'
check '--tool' all \
	'refuses "--tool" --tool nonsense --dry-run --state up.json up.yaml' \
	'refuses "--tool" --tool no-such=/bin/true --dry-run --state up.json up.yaml' \
	'exits 0 --tool lvm=/no/where --dry-run --state up.json up.yaml'

# ---- manifests ----

validates_examples() {
	for manifest in "$top"/manifests/*.yaml; do
		exits 0 validate "$manifest" || return
		[ ! -s err ] || {
			cat err
			return 1
		}
	done
	exits 0 validate "$top/manifests/fleet.yaml"
}

# A few hosts of each that the examples name, and one that none of them does.
plans_examples() {
	for manifest in "$top"/manifests/*.yaml; do
		hosts=$(sed -nE 's/^hosts: *\[(.*)\].*/\1/p' "$manifest" | tr -d '" ' | tr ',' '\n' |
			sed -E 's/\[([0-9]+)-([0-9]+)\]?.*/\1 \2/; s/\*/1/' |
			awk 'NF == 2 { match($1, /[0-9]+$/)
				print substr($1, 1, RSTART - 1) substr($1, RSTART)
				print substr($1, 1, RSTART - 1) $2
				next }
			NF { print }')
		for host in ${hosts:-anybody}; do
			exits 0 --dry-run --state empty.json --host "$host" "$manifest" || return
			sh -n out || return
			says "# $host:" || return
			! grep -q 'no document' err || {
				echo "$manifest does not speak of $host"
				return 1
			}
		done
	done
}

check 'every example is valid' validates_examples
check 'every example is planned from nothing for its hosts' plans_examples
check 'all examples together disagree, and it is said once each' all \
	'exits 1 validate "$top/manifests"' 'grep -q "error:" err' '[ ! -s out ]'
check 'validate needs a manifest' refuses 'needs the manifests' validate
check 'validate --quiet says nothing of what is valid' all \
	'exits 0 validate --quiet up.yaml' '[ ! -s out ] && [ ! -s err ]'
check 'validate on an invalid one' all \
	'exits 1 validate wrong.yaml' 'warns "wrong.yaml:1:10: error:"' '[ ! -s out ]'
check 'one bad manifest of two stops a dry run' all \
	'exits 1 --dry-run --state empty.json up.yaml wrong.yaml' '[ ! -s out ]'
check 'a manifest that is not there' all \
	'exits 1 validate nowhere.yaml' 'warns nowhere.yaml'
check 'an empty directory is no manifest at all' all \
	'mkdir none' 'exits 1 --dry-run --state empty.json none' '[ ! -s out ]' '[ -s err ]'

from_stdin() {
	"$CONVERGE" --dry-run --state up.json - <up.yaml >out 2>err || return
	says '3 kept' || return
	"$CONVERGE" validate - <wrong.yaml >out 2>err
	[ $? -eq 1 ] && grep -q '^[^:]*:1:10: error:' err
}
check 'a manifest on standard input' from_stdin

state_from_stdin() {
	"$CONVERGE" --dry-run --state - up.yaml <up.json >out 2>err || return
	says '3 kept' || return
	"$CONVERGE" --dry-run --state - up.yaml <up.yaml >out 2>err
	[ $? -eq 1 ] && grep -q 'stdin: the state is not JSON' err
}
check 'a snapshot on standard input' state_from_stdin

# What sshd gives a command: /dev/stdin cannot be opened then.
state_from_socket() {
	"$top/tests/schema/python" - "$CONVERGE" >out <<-'END' && says '3 kept'
		import socket, subprocess, sys
		near, far = socket.socketpair()
		with open("up.json", "rb") as file:
		    far.sendall(file.read())
		far.close()
		sys.exit(subprocess.run([sys.argv[1], "--dry-run", "--state", "-", "up.yaml"], stdin=near).returncode)
	END
}
check 'and on one that is a socket' state_from_socket
check 'but not both' refuses 'cannot be the manifest and the snapshot' --dry-run --state - up.yaml -

check 'no document for this host: a warning, exit 0' all \
	'exits 0 --dry-run --state empty.json nobody.yaml' 'warns "warning: no document"' \
	'exits 0 --dry-run --detailed-exitcodes --state empty.json nobody.yaml'
check 'the host is that of the snapshot, or --host in lower case' all \
	'exits 0 --dry-run --state empty.json --host Nobody.Example.ORG nobody.yaml' \
	'says "# nobody.example.org: 3 would change"' 'warns "snapshot of host xen01"'

check 'that host in other letters is still that host' all \
	'exits 0 --dry-run --state up.json --host XEN01 up.yaml' '[ ! -s err ]'

# A pipe that nobody writes to: not waited for, unless it was named.
pipes_beside() {
	mkdir beside && cp up.yaml beside/a.yaml && mkfifo beside/b.yaml || return
	timeout 20 "$CONVERGE" validate beside >out 2>err
	status=$?
	[ $status -eq 1 ] && warns 'beside/b.yaml: error: it is no regular file' || return
	mv beside/b.yaml beside/b.json
	timeout 20 "$CONVERGE" plan --fleet beside up.yaml >out 2>err
	status=$?
	[ $status -eq 4 ] && says 'beside/b.json is no regular file'
}
check 'pipes beside manifests and snapshots' pipes_beside

# ---- snapshots ----

check 'a snapshot that is none' all \
	'refuses nowhere.json --dry-run --state nowhere.json up.yaml' \
	'echo "{" >broken.json' 'refuses "not JSON" --dry-run --state broken.json up.yaml' \
	'echo "{}" >bare.json' 'refuses "no version" --dry-run --state bare.json up.yaml' \
	'sed "s/\"version\": 1/\"version\": 2/" empty.json >later.json' \
	'refuses "version 2" --dry-run --state later.json up.yaml' \
	'sed "s/\"multipathd\"/\"multipatd\"/" empty.json >typo.json' \
	'refuses multipatd --dry-run --state typo.json up.yaml'

# ---- results ----

check 'exit status 0, 2, 4 and 6' all \
	'exits 0 -n --state up.json up.yaml' \
	'exits 0 -n --detailed-exitcodes --state up.json up.yaml' \
	'exits 0 -n --state empty.json up.yaml' \
	'exits 2 -n --detailed-exitcodes --state empty.json up.yaml' \
	'exits 4 -n --state held.json down.yaml' \
	'exits 4 -n --detailed-exitcodes --state held.json down.yaml' \
	'exits 4 -n --state half.json down.yaml' \
	'exits 6 -n --detailed-exitcodes --state half.json down.yaml'

report_is_output() {
	for state in empty up half held; do
		for manifest in up down; do
			run -n --detailed-exitcodes -o json --report report.json --state $state.json $manifest.yaml
			cmp out report.json && grep -q "^  \"exit\": $status,\$" out || return
		done
	done
}
check '--report is what --output json prints, and has the exit status' report_is_output
check '--report beside text' all \
	'exits 0 -n --report report.json --state up.json up.yaml' 'says "3 kept"' \
	'grep -q "\"exit\": 0," report.json'
check '--report replaces a file in one piece' all \
	'echo old >report.json' 'ln report.json kept' \
	'exits 0 -n --report report.json --state up.json up.yaml' 'grep -qx old kept' \
	'[ "$(ls report.json* .report.json* 2>/dev/null | wc -l)" -eq 1 ]'
check '--report into nowhere: said, and exit 4' all \
	'exits 4 -n --report no/where/report.json --state up.json up.yaml' 'warns no/where/report.json' \
	'says "3 kept"'
check 'output that cannot be written: exit 4' all \
	'[ ! -w /dev/full ] || { "$CONVERGE" -n --state up.json up.yaml >/dev/full 2>err; [ $? -eq 4 ]; }'

parse_json() {
	if command -v jq >/dev/null; then
		jq -e . "$1" >/dev/null
	else
		python3 -m json.tool "$1" >/dev/null
	fi
}

all_json_parses() {
	for state in empty up half held; do
		parse_json $state.json || return
		run -n -o json --state $state.json down.yaml
		parse_json out || return
	done
}
if command -v jq >/dev/null || python3 -c '' 2>/dev/null; then
	check 'JSON is JSON' all_json_parses
else
	skip 'JSON is JSON' 'neither jq nor python3 is here'
fi
check 'no colour in a pipe, unless it is asked for' all \
	'exits 0 -n --state up.json up.yaml' '! grep -q "$(printf "\033")" out'

# ---- holders ----

a=iqn.2003-01.org.example.san:a
sed 's/^\t//' >users <<-END
	host xen07
	record $a 192.0.2.10:3260
	record iqn.2003-01.org.example.san:b 192.0.2.10:3260
	session 1 $a 192.0.2.10:3260
	block sda sid=1
	block sda1 sid=1 disk=sda
	block sdb
	vg guests
	pv sda1
	lv one dm-0 open
	lv two dm-1
	lv three
	lv four dm-3
	mount dm-0 /srv/a%20b
	opener dm-0 4711 qemu-system-x86 program=/usr/bin/qemu-system-x86_64
	opener dm-1 312 (udev-worker) udev
	opens dm-0 4
	opens dm-1 1
	vg inner
	pv dm-0
	lv root dm-2
END
"$make_state" users >users.json

# holders_say NAME TEXT...: for that name, exit 2 and each of these texts.
holders_say() {
	asked=$1
	shift
	exits 2 holders --state users.json --detailed-exitcodes "$asked" || return
	for text; do
		says "$text" || return
	done
	exits 0 holders --state users.json "$asked"
}

# not_held NAME TEXT: nobody holds it, and exit 0.
not_held() {
	exits 0 holders --state users.json --detailed-exitcodes "$1" && says "$2"
}

check 'holders of a volume: group inside, mount, process, and one that is not seen' \
	holders_say guests/one 'logical volume guests/one (dm-0):' \
	'logical volume inner/root is active' 'to end that: vgchange -an inner' \
	'guests-one is mounted on /srv/a b' "to end that: umount '/srv/a b'" \
	'guests-one is open in pid 4711 (qemu-system-x86, /usr/bin/qemu-system-x86_64)' \
	'1 more opener of guests-one cannot be seen from here'
check 'holders of a volume group: of each active volume' holders_say guests \
	'logical volume guests/one (dm-0):' 'logical volume guests/four (dm-3): nobody holds it'
check 'holders of a target: all of its session' holders_say $a \
	"session 1 of $a at 192.0.2.10:3260 (sda):" 'logical volume guests/four is active' \
	'guests-one is mounted on /srv/a b'
check 'holders of a disk, by name and by path' all \
	'holders_say sda "device sda:" "logical volume guests/two is active"' \
	'holders_say /dev/sda1 "device sda1:"' \
	'holders_say /dev/guests/one "logical volume guests/one (dm-0):"' \
	'holders_say /dev/mapper/guests-one "logical volume guests/one (dm-0):"'
check 'who is gone in a moment holds nothing' all \
	'not_held guests/two "nobody holds it"' 'says "udev is at work on it"'
check 'what nobody can hold' all 'not_held guests/three "it is not active"' \
	'not_held /dev/guests/three "it is not active"' 'not_held sdb "nobody holds it"' \
	'not_held iqn.2003-01.org.example.san:b "it has no session"'
check 'holders --quiet: only who holds' all \
	'exits 0 holders --quiet --state users.json guests' 'says guests/one' \
	'! grep -q "nobody holds it" out'
check 'holders as JSON, with the same exit status' all \
	'exits 2 holders -o json --detailed-exitcodes --state users.json guests/one guests/four' \
	'says "\"exit\": 2"' 'says "\"pid\": 4711"' 'says "\"next\": \"umount"'
holders_json_parses() {
	exits 0 holders -o json --state users.json guests $a sdb guests/three && parse_json out
}
if command -v jq >/dev/null || python3 -c '' 2>/dev/null; then
	check 'that is JSON too' holders_json_parses
else
	skip 'that is JSON too' 'neither jq nor python3 is here'
fi
check 'holders of what is not there' refuses "no volume group, VG/LV, target or disk 'guest'" \
	holders --state users.json guests guest
check 'holders of nothing' refuses 'needs to know of what' holders --state users.json
echo 'lvm_unknown lvm ended by signal 9' | cat - users >unseen
echo 'openers_unknown cannot read /proc/1/fd: Permission denied' >>unseen
"$make_state" unseen >unseen.json
check 'holders says what it could not see' all \
	'exits 0 holders --state unseen.json guests/four' \
	'says "cannot be seen: cannot read /proc/1/fd: Permission denied"' \
	'refuses "as far as can be told (lvm ended by signal 9)" holders --state unseen.json x'

# ---- discover ----

check 'discover needs portals, written as in a manifest' all \
	'refuses "needs the portals to ask" discover' \
	'refuses "1.2.3. cannot be asked: an IPv4 address is four numbers" discover 10.5.88.21 1.2.3' \
	'refuses "must stand in brackets" discover 2001:db8::1' \
	'refuses "does not take --only" discover --only x 10.5.88.21'
check 'discover needs both of a pair, and its own before the mutual one' all \
	'refuses "--user needs --password-file, too" discover --user a 10.5.88.21' \
	'refuses "--password-file needs --user, too" discover --password-file a 10.5.88.21' \
	'refuses "--mutual-user needs --mutual-password-file" discover --user a --password-file b --mutual-user c 10.5.88.21' \
	'refuses "--mutual-password-file needs --mutual-user" discover --mutual-password-file c 10.5.88.21' \
	'refuses "--mutual-user needs --user" discover --mutual-user a --mutual-password-file b 10.5.88.21' \
	'refuses "needs NAME" discover --user= --password-file b 10.5.88.21' \
	'refuses "does not take --user" --user a up.yaml' \
	'refuses "does not take --password-file" import --password-file a'

# ---- import ----

check 'import prints a manifest, whose own plan is empty' all \
	'exits 0 import --state up.json' 'cp out imported.yaml' 'exits 0 validate imported.yaml' \
	'exits 0 --dry-run --detailed-exitcodes --state up.json imported.yaml' 'says "nothing to do"'
check 'import of a host that no selector names' all \
	"sed 's/^  \"host\": \".*\"/  \"host\": \"xen*\"/' up.json >pattern.json" \
	'exits 4 import --state pattern.json' 'says "# hosts is left out: its name would be taken for a pattern"'
check 'import for another host' all 'exits 0 import --state up.json --host Web1' 'says "hosts: [\"web1\"]"'
check 'import takes neither words nor --output' all \
	'refuses ".import. takes no argument" import --state up.json x' \
	'refuses "does not take --output" import --output json'
check 'import says what it cannot describe, twice' all \
	'exits 4 import --state unseen.json' 'warns "warning: xen07: no volume group could be seen"' \
	'says "# no volume group could be seen"'
check 'import without what it needs' refuses 'cannot be read' import --state nowhere.json

# ---- pause and resume ----

mkdir var
check 'pause needs a reason' refuses 'needs a reason' pause --tool state="$scratch/var"
check 'pause and resume' all \
	'exits 0 pause --tool state="$scratch/var" shelf 3 is being moved' \
	'grep -q "\"reason\": \"shelf 3 is being moved\"" var/pause' \
	'exits 0 -n --tool state="$scratch/var" --state up.json up.yaml' \
	'exits 0 pause --tool state="$scratch/var" so is shelf 4' \
	'warns "warning: this replaces the pause by "' 'warns ": shelf 3 is being moved"' \
	'echo junk >var/pause' 'exits 0 pause --tool state="$scratch/var" again' \
	'warns "by somebody since 2"' 'warns "no reason can be read from the file"' \
	'exits 0 resume --tool state="$scratch/var"' '[ ! -e var/pause ]' \
	'exits 0 resume --tool state="$scratch/var"'

# ---- who we are ----

# unprivileged ARGUMENT...: refuses, as anybody but root.
unprivileged() {
	exec_as=
	if [ "$(id -u)" -eq 0 ]; then
		cp "$CONVERGE" converge && chmod 755 converge && chmod 644 ./*.yaml || return
		exec_as='setpriv --reuid=65534 --regid=65534 --clear-groups'
		set -- ./converge "$@"
	else
		set -- "$CONVERGE" "$@"
	fi
	$exec_as "$@" >out 2>err </dev/null
	status=$?
	[ $status -eq 1 ] && [ ! -s out ] && [ "$(wc -l <err)" -eq 1 ] && warns 'as root' && return
	echo "exit status $status: $*"
	cat out err
	return 1
}
if [ "$(id -u)" -ne 0 ] || command -v setpriv >/dev/null; then
	check 'not root: apply, dry run, show, holders, import and discover say so' all 'unprivileged up.yaml' \
		'unprivileged --dry-run up.yaml' 'unprivileged show' 'unprivileged holders x' 'unprivileged import' \
		'unprivileged discover --tool iscsiadm=/bin/false 10.5.88.21'
else
	skip 'not root: apply, dry run, show, holders, import and discover say so' 'this is root and setpriv is not here'
fi

# ---- a host of our own, which only root may look at ----

# on ARGUMENT...: options for a host without any device, whose tools fail.
mkdir -p host/sys/class/block host/proc/self host/run host/dev host/nodes host/lvm
for file in mountinfo swaps; do : >host/proc/self/$file; done
: >host/proc/swaps
host_tools="--tool sysfs=$scratch/host/sys --tool proc=$scratch/host/proc --tool run=$scratch/host/run
	--tool dev=$scratch/host/dev --tool database=$scratch/host/nodes --tool lvm-etc=$scratch/host/lvm
	--tool lock=$scratch/host/run/lock --tool state=$scratch/var
	--tool iscsiadm=/bin/false --tool lvm=/bin/false"

# What could not be seen is unknown in show's snapshot too, and stays that through --state.
shows() {
	# shellcheck disable=SC2086 # words
	exits 0 show --host box --output json $host_tools || return
	cp out shown.json
	exits 4 --dry-run --state shown.json up.yaml || return
	says '# box:' && says '1 unknown'
}

# While paused, nothing is looked at or locked.
stays_paused() {
	exits 0 pause --tool state="$scratch/var" moving || return
	# shellcheck disable=SC2086
	exits 0 $host_tools up.yaml || return
	says 'paused by' && says moving && [ ! -e host/run/lock ]
}

# A manifest may have thousands of host names: never one process for each of them at once.
asks_some() {
	cat >getent <<-END
		#!/bin/sh
		echo start >>$PWD/asked
		sleep 0.1
		echo end >>$PWD/asked
		exit 2
	END
	chmod +x getent
	{
		echo 'version: 1'
		echo 'targets:'
		for number in $(seq 100); do
			echo "  iqn.2003-01.org.example:t$number: {portals: [p$number.example]}"
		done
	} >names.yaml
	# shellcheck disable=SC2086
	exits 4 --dry-run --host box $host_tools --tool getent="$PWD/getent" names.yaml || return
	awk '/start/ { all++; if (++now > most) most = now } /end/ { now-- }
		END { print "asked " all ", " most " at once"; exit all != 100 || most > 32 }' asked
}
if [ "$(id -u)" -eq 0 ]; then
	check 'host names are resolved by at most 32 processes at once' asks_some
	check 'what show prints, --state reads' shows
	check 'a paused apply does nothing, exit 0' stays_paused
else
	skip 'host names are resolved by at most 32 processes at once' 'only root may look'
	skip 'what show prints, --state reads' 'only root may look'
	skip 'a paused apply does nothing, exit 0' 'only root may apply'
fi

echo "1..$count"
[ $failed -eq 0 ]
