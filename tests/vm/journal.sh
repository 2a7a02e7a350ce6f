#!/bin/sh
# shellcheck shell=dash
# journal.sh: no secret gets into the journal: systemd-journald takes what iscsid, tgtd, the kernel and converge, started
# as a unit is, have to say of CHAP logins that fail and succeed, at portals given by host name and by address.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

plain=iqn.2003-01.org.example:plain
# 223 bytes, the most that a name may have.
long=iqn.1992-08.com.netapp:$(printf '%0200d' 0)
both=iqn.2003-01.org.example:both

# Every one has PRIVATE in it, which nothing else has.
first='PRIVATE-first-1'
second='PRIVATE second=2#'
# shellcheck disable=SC2016 # on purpose
odd='#PRIVATE "q" '\''s'\'' $HOME `id` \ ; & | <x> = {y} [z] * ? ! ~ % ä #'
back='PRIVATE back = "the other way" #'
keys=/etc/converge
up=/run/up.yaml

# journal_start: journald, with all that it gets in files that are not compressed; before anything opens /dev/log.
journal_start() {
	mount -t cgroup2 cgroup2 /sys/fs/cgroup || return
	[ -s /etc/machine-id ] || echo 3d1219c7c4c5404aaa1f6d2a48adfda4 >/etc/machine-id
	mkdir -p /run/systemd/journald.conf.d
	printf '[Journal]\nStorage=volatile\nCompress=no\nRateLimitIntervalSec=0\nMaxLevelStore=debug\n' \
		>/run/systemd/journald.conf.d/all.conf
	/lib/systemd/systemd-journald >/run/journald.log 2>&1 &
	wait_until test -S /run/systemd/journal/dev-log && ln -sf /run/systemd/journal/dev-log /dev/log
}

# journal_all: every field of every entry.
journal_all() {
	journalctl --sync && journalctl -o export
}

# journal_has PROGRAM TEXT: that program, or the kernel, said so.
journal_has() {
	journalctl --sync && journalctl -t "$1" -o cat | grep -q -a -F -e "$2"
}

# journal_secrets, journal_file_secrets: what has PRIVATE in it, in the export and in the bytes of the files.
journal_secrets() {
	journal_all | grep -a -o 'PRIVATE.*' | LC_ALL=C sort
}

journal_file_secrets() {
	find /run/log/journal -type f -exec cat {} + | LC_ALL=C grep -a -o 'PRIVATE[^[:cntrl:]]*' | LC_ALL=C sort
}

secret() {
	(umask 077 && printf '%s\n' "$2" >"$keys/$1")
}

# unit WANT ARG...: converge, with its output in the journal, ends with this status.
unit() {
	local want=$1 status=0
	shift
	systemd-cat -t converge "$CONVERGE" "$@" || status=$?
	[ "$status" = "$want" ] || complain "exit status $status, not $want"
}

# logins_end: sessions end, records stay.
logins_end() {
	for session in /sys/class/iscsi_session/session*; do
		[ ! -e "$session" ] || quietly iscsiadm -m session -r "${session##*/session}" -u
	done
}

record_secret() {
	iscsiadm -m node -T "$1" -o show -S | sed -n "s/^node.session.auth.$2 = //p"
}

ok 'journald' journal_start
printf '127.0.0.1 localhost\n10.5.88.21 san1.example.org san1\n' >/etc/hosts
ok 'a SAN' san_start
for iqn in $plain $long $both; do
	target_create "$iqn" 32
done
target_chap $plain user1 "$first"
target_chap "$long" 'user # 2' "$odd"
target_chap $both user3 "$second"
target_chap_mutual $both 'the target' "$back"
mkdir -p $keys
execlog_install

cat >$up <<END
version: 1
targets:
  $plain:
    portals: [san1]
    auth: {user: user1, password_file: $keys/plain}
END
secret plain PRIVATE-wrong
ok 'a portal by name, and a wrong secret: exit 4' exits 4 $up
ok 'with its name, and the file' says "it was tried as user 'user1' with the secret of $keys/plain"
ok 'it is the login that failed' says "session $plain at san1:3260"
ok 'iscsid has told the journal' journal_has iscsid 'Login failed to authenticate with target'
ok 'as a unit' unit 4 --verbose $up
ok 'which tells the journal too' journal_has converge 'exited with 24'
secret plain "$first"
ok 'another secret' exits 0 $up
is 'one session, at the address of the name' "$(session_count $plain) $(cat /sys/class/iscsi_connection/*/address)" \
	'1 10.5.88.21'
is 'its record has the name' "$(ls /etc/iscsi/nodes/$plain)" 'san1,3260'
is 'and the secret' "$(record_secret $plain password)" "$first"
changes_nothing 'again' $up
account_remove user1
target_chap $plain user1 "$second"
logins_end
ok 'the target has another secret' exits 4 $up
secret plain "$second"
ok 'and now the file' exits 0 $up
is 'which is in the one record' "$(ls /etc/iscsi/nodes/$plain) $(record_secret $plain password)" "san1,3260 $second"
sed -i 's/san1/san1.example.org/' $up
ok 'another name of the same portal' exits 0 $up
is 'leads to no second session' "$(session_count $plain)" 1

cat >$up <<END
version: 1
targets:
  $long:
    portals: [san1]
    auth: {user: 'user # 2', password_file: $keys/long}
  $both:
    portals: [san1]
    auth: {user: user3, password_file: $keys/both, mutual: {user: the target, password_file: $keys/back}}
END
secret long "$odd"
secret both "$second"
secret back 'PRIVATE something else'
ok 'a name of 223 bytes and a secret of everything; a target that does not prove who it is' unit 4 --verbose $up
is 'there is a session to the first' "$(session_count "$long") $(session_count $both)" '1 0'
is 'with the odd one in its record' "$(record_secret "$long" password)" "$odd"
secret back "$back"
ok 'both' unit 0 --verbose --output json $up
is 'have a session' "$(session_count "$long") $(session_count $both)" '1 1'
ok 'and the dry run' unit 0 --verbose --dry-run $up
changes_nothing 'again' $up
ok 'what is seen' unit 0 show
ok 'what is seen, as JSON' unit 0 show --output json
ok 'a manifest of it' unit 0 import
printf 'PRIVATE two\nlines\n' >$keys/long
ok 'a secret that no record can hold' unit 4 --verbose $up
ok 'targets of a portal that wants CHAP' eval "discovery_chap asker '$first'; secret asker '$first'"
ok 'are found' unit 0 discover --user asker --password-file $keys/asker san1
secret asker PRIVATE-wrong
ok 'with a wrong secret they are not' unit 4 discover --user asker --password-file $keys/asker san1

ok 'the kernel is heard' journal_has kernel 'iSCSI Initiator over TCP/IP'
ok 'and the target' journal_has tgtd 'tgtd daemon started'
is 'the journal has no secret' "$(journal_secrets)" ''
is 'nor have its files' "$(journal_file_secrets)" ''
echo 'PRIVATE planted by the kernel' >/dev/kmsg
echo "${odd#?}" | logger -t planted
planted="${odd#?}
PRIVATE planted by the kernel"
is 'one would be seen' "$(journal_secrets)" "$planted"
is 'in the files as well' "$(journal_file_secrets)" "$planted"

plan_done
