#!/bin/sh
# shellcheck shell=dash
# puppet.sh: the class of contrib/puppet, applied by the real Puppet: what is pending is done and reported as a change, what
# matches is left alone, a manifest that has changed changes the host, and what converge refuses fails the resource, in
# converge's words.
set -u

# shellcheck source-path=SCRIPTDIR source=lib.sh
. "$VM_LIB"
# shellcheck source-path=SCRIPTDIR source=converge.sh
. "$top_srcdir/tests/vm/converge.sh"

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
up=/run/up.yaml
down=/run/down.yaml

command -v puppet >/dev/null || {
	echo 'puppet is not installed: see tools/install-deps'
	exit 77
}

# puppet_ends WANT: with --detailed-exitcodes: 0 no change, 2 changes, 4 failures, 6 both.
puppet_ends() {
	local want=$1 status=0
	puppet apply --detailed-exitcodes --color=false --modulepath "$top_srcdir/contrib/puppet" /run/site.pp >"$said" 2>&1 ||
		status=$?
	[ "$status" = "$want" ] || complain "exit status $status, not $want: $(cat "$said")"
}

# site MANIFEST: what Puppet is to apply.
site() {
	cat >/run/site.pp <<-END1
		class { 'converge':
		  command   => '$CONVERGE',
		  manifests => { 'site.yaml' => { source => '$1' } },
		  timeout   => 120,
		}
	END1
}

# left_alone TEXT: three test points: Puppet has nothing to do, ran no converge but the dry run, and that changed nothing.
left_alone() {
	execlog_clear
	ok "$1: no change" puppet_ends 0
	is "$1: no resource is named" "$(grep -c 'Stage\[main\]' "$said")" 0
	is "$1: no changing command ran" "$(execlog_changing converge)" ''
}

two_targets $up $down
ok 'a SAN' san_start
target_create $a 64
target_create $b 64
ok 'a volume group on each target' vg_create xenGuests $a -- noc1 noc2
ok 'the other' vg_create other $b -- one
execlog_install
rm -rf /etc/converge

site $up
ok 'the first run changes the host' puppet_ends 2
ok 'by converge' says '/Stage[main]/Converge/Exec[converge]/returns: executed successfully'
ok 'with the manifest' cmp $up /etc/converge/site.yaml
is 'the targets are logged in' "$(session_count)" 2
is 'the volume group is active' "$(active_volumes xenGuests)" 'noc1 noc2'
is 'the other, too' "$(active_volumes other)" one
left_alone 'the second run'

quietly mkfs.ext4 -q /dev/xenGuests/noc1
mkdir -p /run/guest
mount /dev/xenGuests/noc1 /run/guest
site $down
ok 'another manifest, part of which is refused: changes and failures' puppet_ends 6
ok 'the resource has failed' says "Error: '$CONVERGE --quiet --timeout 120 --lock-wait 120' returned 4 instead of one of [0]"
ok 'with the words of converge' says 'xenGuests-noc1 is mounted on /run/guest (to end that: umount /run/guest)'
ok 'and the place in the manifest' says '/etc/converge/site.yaml:6'
is 'what is mounted stays' "$(session_count $a)" 1
is 'the rest is done' "$(session_count $b)" 0
umount /run/guest
ok 'nobody holds it any more: the next run finishes' puppet_ends 2
is 'no session is left' "$(session_count)" 0

sed 's/absent/gone/' $down >/run/fault.yaml
site /run/fault.yaml
execlog_clear
ok 'a manifest with a fault: the file has changed, converge has failed' puppet_ends 6
ok 'with the place' says '/etc/converge/site.yaml:3:'
is 'nothing was done' "$(execlog_changing converge)" ''
plan_done
