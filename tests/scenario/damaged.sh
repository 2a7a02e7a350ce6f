# damaged.sh: one bad record beside a good one: it is named, and hides nothing.
# shellcheck shell=dash

a=iqn.1992-08.com.netapp:sn.118047036
b=iqn.2003-01.org.example:b
two_targets "$work/up.yaml" "$work/down.yaml"

ok 'a SAN' san_start
ok 'two targets' target_create $a 64
ok 'and another' target_create $b 64
ok 'a volume group on each' vg_create xenGuests $a -- noc1
ok 'the other' vg_create other $b -- one
ok 'from here executions count' execlog_install
applies_as_printed 'all of it is up' 0 "$work/up.yaml"
is_up=$(host_picture)

for damage in empty garbage; do
	ok "a record that is damaged: $damage" record_damage $a $damage
	ok "$damage: something to do beside it" volume_deactivate other/one
	applies_as_printed "$damage" 4 "$work/up.yaml"
	ok "$damage: it is named" says "$a/10.5.88.21,3260"
	is "$damage: the rest is done, and nothing was written over it" "$(host_picture)" \
		"$(echo "$is_up" | sed "s|^record $a .*|record $a 10.5.88.21:3260 $damage|")"
done
applies_as_printed 'the way down' 4 "$work/down.yaml"
host_is 'the damaged record stays' <<END1
record $a 10.5.88.21:3260 garbage
END1
ok 'the record is mended' record_mend $a
applies_as_printed 'the next run' 0 "$work/down.yaml"
host_is 'finishes' </dev/null
