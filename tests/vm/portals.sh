#!/bin/sh
# shellcheck shell=dash
# portals.sh: what the manifest does not list: the host under another name, records and sessions elsewhere.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.2003-01.org.example:a
b=iqn.2003-01.org.example:b

# manifest FILE: from stdin, with its version.
manifest() {
	{ echo 'version: 1' && cat; } >"$1"
}

ok 'a SAN' san_start
target_create $a 64
target_create $b 64
ok 'a volume group' vg_create va $a -- x
execlog_install
name=$(sed 's/.*=//' /etc/iscsi/initiatorname.iscsi)

# ---- the host's own name

manifest /run/named.yaml <<END
initiator: iqn.1993-08.org.debian:01:another
targets:
  $a: {portals: [127.0.0.1]}
END
execlog_clear
ok 'a host with another name' exits 4 /run/named.yaml
ok 'is told so' says "this host's name is $name"
is 'no session is made under it' "$(session_count)" 0
sed -i "s/^initiator.*/initiator: $name/" /run/named.yaml
applies_as_printed 'the right name' 0 /run/named.yaml
changes_nothing 'again' /run/named.yaml
is 'the file is as it was' "$(sed 's/.*=//' /etc/iscsi/initiatorname.iscsi)" "$name"
ok 'the host is clean' host_clean

plan_done
