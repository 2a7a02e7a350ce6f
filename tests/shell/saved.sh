#!/bin/sh
# Saved plans, on stand-ins of iscsiadm and lvm: done as they were reviewed, once, or not at all. Speaks TAP.
set -u
export LC_ALL=C

# shellcheck source-path=SCRIPTDIR source=alone
. "${top_srcdir:?}/tests/shell/alone"
plan=$work/plan.json

# saves ARG...: a plan is saved, and saving it changes nothing.
saves() {
	execlog_clear
	exits 0 --dry-run --save-plan "$plan" "$@" || return
	[ -z "$(execlog_changing converge)" ] || complain "saving it ran: $(execlog_changing converge)"
}

# refuses TEXT ARG...: the plan is not done: exit 1, nothing has run, and this is why.
refuses() {
	why=$1
	shift
	execlog_clear
	exits 1 --plan "$plan" "$@" || return
	says "$why" || return
	[ -z "$(execlog_changing converge)" ] || complain "it ran: $(execlog_changing converge)"
}

# broken SED-SCRIPT TEXT: a plan that is edited so is refused, and that is said.
broken() {
	sed "$1" "$plan" >"$work/broken.json"
	exits 1 --plan "$work/broken.json" "$up" || return
	says "$2"
}

two_groups

# ---- on the way up, with steps that wait for what a login reveals

ok 'a plan is saved' saves "$up"
is 'for its owner alone' "$(stat -c %a "$plan")" 600
runbook "$up" | sort >"$work/printed"
ok 'a dry run of it' exits 0 --dry-run --plan "$plan" "$up"
is 'which prints the same again, and does not use it up' "$(grep -v -e '^#' -e '^$' "$said" | sort)" "$(cat "$work/printed")"
execlog_clear
ok 'it is applied' exits 0 --plan "$plan" "$up"
is 'its very steps were done, the late ones too' "$(execlog_changing converge | sort)" "$(cat "$work/printed")"
ok 'a second time it is refused' refuses 'a plan is applied once' "$up"
cp "$plan" "$work/copy.json"
plan=$work/copy.json
ok 'as is a copy of it' refuses 'a plan is applied once' "$up"
ok 'and a dry run of it' exits 1 --dry-run --plan "$plan" "$up"
plan=$work/plan.json
ok 'a plan with nothing to do' saves "$up"
ok 'is applied' exits 0 --plan "$plan" "$up"
ok 'once' refuses 'a plan is applied once' "$up"

# ---- the host moves

ok 'a plan for the way down' saves "$down"
ok 'a volume is deactivated by hand' volume_deactivate xenGuests/noc1
ok 'which changes no step: the plan is not stale' exits 0 --dry-run --plan "$plan" "$down"
ok 'a session is lost' session_drop $b
ok 'now it is stale' refuses "plan: a step is not needed any more: log out of $b" "$down"
ok 'with the command of that step' says " --logout"
ok 'and the verdict that is another one' says "plan: session $b was: would change; is: kept"
ok 'and what is as it was is not named' not says 'volume group xenGuests'
sed 's/{portals: \[10.5.88.21:3260\]}/{portals: [10.5.88.21:3260], startup: manual}/' "$up" >"$work/manual.yaml"
ok 'a plan for the way up again' saves "$work/manual.yaml"
ok 'a parameter of the manifest is set by hand' record_set $a node.startup automatic
ok 'the plan is stale' refuses 'plan: a step is new: set' "$work/manual.yaml"
ok 'with the command that is new' says "-n node.startup -v manual"
ok 'a plan' saves "$work/manual.yaml"
ok 'a parameter of which nobody said a word' record_set $a node.session.timeo.replacement_timeout 99
ok 'leaves it as it is' exits 0 --plan "$plan" "$work/manual.yaml"
ok 'all is up' nothing_to_do "$up"

ok 'a plan for the way down' saves "$down"
ok 'a volume is mounted' volume_mount xenGuests/noc1
ok 'the plan is stale' refuses 'plan: volume group xenGuests was: would change; is: refused' "$down"
ok 'a plan that leaves it be' exits 4 --dry-run --save-plan "$plan" "$down"
ok 'is applied as far as it goes' exits 4 --plan "$plan" "$down"
ok 'another plan to have it all up' saves "$up"
ok 'of which nobody minds that a volume is unmounted' volume_unmount xenGuests/noc1
ok 'is applied' exits 0 --plan "$plan" "$up"

# ---- the manifest moves

ok 'a plan' saves "$down"
sed 's/xenGuests: {ensure: inactive}/xenGuests: {ensure: present}/' "$down" >"$work/other.yaml"
ok 'with another manifest it is stale' refuses "manifest: volume group xenGuests has changed ($work/other.yaml:6)" \
	"$work/other.yaml"
sed '/other/d' "$down" >"$work/other.yaml"
ok 'with less in it too' refuses 'manifest: volume group other is not named any more' "$work/other.yaml"
{
	echo '# a comment'
	cat "$down"
} >"$work/other.yaml"
ok 'a comment makes no difference' exits 0 --dry-run --plan "$plan" "$work/other.yaml"

# ---- what it was saved with

ok 'a plan for one volume group' saves --only xenGuests "$down"
ok 'is one for that alone' exits 0 --plan "$plan" "$down"
ok 'the other one stays' volume_works other/one
ok 'a plan' saves "$down"
ok 'of another host' exits 1 --plan "$plan" --host elsewhere "$down"
ok 'is refused' says 'is a plan for host'
for option in '--only other' '--state x' '--save-plan x'; do
	# shellcheck disable=SC2086 # words on purpose
	ok "--plan takes no $option" exits 1 --dry-run --plan "$plan" $option "$down"
done
ok 'a plan is saved by a dry run alone' exits 1 --save-plan "$plan" "$down"
converge_on "$root" show --output json >"$work/state.json"
ok 'a plan of a snapshot is saved as well' exits 0 --dry-run --state "$work/state.json" --save-plan "$plan" "$down"
ok 'and applied' exits 0 --plan "$plan" "$down"

# ---- what a later round would do beyond it

# meddler: iscsiadm, until the end of this test somebody sets a parameter at each login.
meddler() {
	rm "$root/bin/iscsiadm" && cat >"$root/bin/iscsiadm" <<-END1 && chmod +x "$root/bin/iscsiadm"
		#!/bin/sh
		case " \$* " in
		*' --login '*)
			$iscsiadm "\$@" && exec $iscsiadm -m node -T $a -p 10.5.88.21:3260 -I default \\
				-o update -n node.startup -v automatic
			;;
		esac
		exec $iscsiadm "\$@"
	END1
}

ok 'all is up' exits 0 "$work/manual.yaml"
ok 'a session is lost' session_drop $a
ok 'a plan to bring it back' saves "$work/manual.yaml"
ok 'somebody meddles with the record during the login' meddler
ok 'what nobody has reviewed is not done' exits 4 --plan "$plan" "$work/manual.yaml"
ok 'and called so' says "refused     target $a at 10.5.88.21:3260: the saved plan has no such step: set"
is 'what was reviewed is' "$(sessions_of $a | grep -c .)" 1
ok 'the volume group is up' volume_works xenGuests/noc1
ok 'without a saved plan it is done' exits 0 "$work/manual.yaml"
rm "$root/bin/iscsiadm"
ln -s "$standin" "$root/bin/iscsiadm"
ok 'and down again' exits 0 "$down"

# ---- broken plans

ok 'a plan' saves "$up"
ok 'of another version of converge' broken 's/"converge": ".*"/"converge": "0.0.9"/' 'saved by converge 0.0.9'
ok 'of another form' broken 's/"saved_plan": 2/"saved_plan": 3/' 'save a new one'
ok 'that is none' broken 's/saved_plan/dry_run/' 'no plan that --save-plan wrote'
ok 'that is cut off' broken '20q' 'not JSON: line 2'
ok 'that is empty' broken d 'not JSON'
ok 'without what tells it from others' broken 's/"id": ".*"/"id": "1"/' 'no whole plan'
ok 'that lacks a part' broken 's/"resources":/"sources":/' 'no whole plan'
ok 'with another step' broken 's/"-ay",/"-an",/' 'a step is not needed any more'
ok 'with a verdict that is none' broken '0,/"verdict": ".*"/s//"verdict": 1/' 'no whole plan'
ok 'that is not there' exits 1 --plan "$work/none" "$up"
ok 'that is a directory' exits 1 --plan "$work" "$up"
mkfifo "$work/pipe"
ok 'that is a pipe' exits 1 --plan "$work/pipe" "$up"
ok 'which would have been waited for' says 'no regular file'
chmod 666 "$plan"
ok 'that others may write' refuses 'which lets others write it' "$up"
chmod 400 "$plan"
rm "$root/state/plans-applied"
mkdir "$root/state/plans-applied"
ok 'where it cannot be remembered nothing is done' refuses 'plans-applied' "$up"
rmdir "$root/state/plans-applied"
ln -s "$plan" "$work/link.json"
ok 'by a link to a copy that cannot be written' exits 0 --plan "$work/link.json" "$up"

rm -f "$plan"
echo precious >"$work/precious"
ln -s "$work/precious" "$plan"
ok 'a plan takes the place of a link' saves "$up"
is 'and not of what that leads to' "$(cat "$work/precious")" precious
ok 'where there is no room for a plan the dry run says so' exits 4 --dry-run --save-plan "$work/none/plan" "$up"
ok 'no law was broken' nothing_broken
plan_done
