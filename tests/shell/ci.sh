#!/bin/sh
# The jobs of contrib/ci: their scripts are taken out of them and run as a runner does, on manifests with and without
# faults. gh and curl are played; how converge gets onto a runner is only compared with README. Speaks TAP.
export LC_ALL=C.UTF-8

top=${top_srcdir:-$(cd "$(dirname "$0")/../.." && pwd)}
: "${CONVERGE:?is the program to test}"
contrib=$top/contrib/ci
scratch=$(mktemp -d) || exit 1
trap 'rm -rf "$scratch"' EXIT
cd "$scratch" || exit 1
# shellcheck source-path=SCRIPTDIR source=tap
. "$top/tests/shell/tap"

# ---- what is in the files ----

# Each step of GitHub becomes a script, github-NAME, each part of GitLab's job one, gitlab-NAME; what else is asked of the
# files is a line each, NAME=VALUE.
cat >take.py <<'END_PYTHON'
import sys, yaml

def write(name, text):
    with open(name.lower(), "w") as file:
        file.write("#!/bin/bash -e\n" + text)

def show(name, value):
    print(f"{name}={value}")

with open(sys.argv[1] + "/github.yml") as file:
    github = yaml.safe_load(file)
job, = github["jobs"].values()
for step in job["steps"]:
    if "run" in step:
        write("github-" + step["name"], step["run"])
        show("if " + step["name"], step.get("if"))
    for name in step.get("env", {}):
        show("env", name)
show("shell", github["defaults"]["run"]["shell"])
show("event", github[True])  # YAML 1.1: "on"
for name, value in github["env"].items():
    show("github " + name, value)
with open(sys.argv[1] + "/gitlab.yml") as file:
    job, = yaml.safe_load(file).values()
for name in "before_script", "script", "after_script":
    write("gitlab-" + name, "\n".join(job[name]) + "\n")
for name, value in job["variables"].items():
    show("gitlab " + name, value)
show("artifacts", job["artifacts"]["when"] + " " + " ".join(job["artifacts"]["paths"]))
END_PYTHON

take() {
	"$top/tests/schema/python" take.py "$contrib" >facts
}

fact() {
	has facts "$1" -x
}

# installs TEXT: it stands in what either job gets converge with.
installs() {
	for script in github-install gitlab-before_script; do
		grep -qF -e "$1" $script || return
	done
}

# As README has it; a package that is needed one day is needed there, too.
installs_as_readme() {
	packages=$(sed -n 's/.*To build: `apt install \([^`]*\)`.*/\1/p' "$top/README.md")
	[ -n "$packages" ] && installs "apt-get install -y $packages" &&
		grep -qF 'autoreconf -i && ./configure && make && sudo make install' "$top/README.md" &&
		installs 'autoreconf -i && ./configure && make && '
}

check 'both files are YAML, with a job' take
check 'their scripts are good' shellcheck --severity=style github-* gitlab-*
check 'converge is built as README says' installs_as_readme
check 'GitHub runs them with pipefail' fact shell=bash
check 'without the rights of pull_request_target' fact event=pull_request

# ---- a repository ----

cat >fleet.yaml <<'END'
version: 1
fleet: [xen01, xen02]
targets:
  iqn.1992-08.com.netapp:sn.118047036:
    portals: [10.5.88.21:3260]
volume_groups:
  xenGuests: {ensure: active, access: shared, targets: [iqn.1992-08.com.netapp:sn.118047036]}
END

# snapshot HOST SED: a host where nothing is to be done, or otherwise.
snapshot() {
	cat >whole <<-END
		host $1
		initiator iqn.1993-08.org.debian:01:$1
		record iqn.1992-08.com.netapp:sn.118047036 10.5.88.21:3260
		session 1 iqn.1992-08.com.netapp:sn.118047036 10.5.88.21:3260
		block sda sid=1
		vg xenGuests seqno=41
		pv sda
		lv $1 dm-0
	END
	sed -e "$2" whole >described
	"$top/tests/golden/plan/make-state" described >"repository/snapshots/$1.json"
}

# repository [SED]: xen02 otherwise; and no traces of the job before.
repository() {
	rm -rf repository runner said sent
	mkdir -p repository/manifests repository/snapshots runner
	cp fleet.yaml repository/manifests/site.yaml
	snapshot xen01 '' && snapshot xen02 "${1-}"
}

# The programs of a runner. gh and curl note how they were called, and what they were to send.
mkdir bin
ln -s "$CONVERGE" bin/converge
cat >bin/gh <<'END'
#!/bin/sh
case " $* " in
*' --edit-last '*) [ -e "$SCRATCH/commented" ] || exit 1 ;;
esac
printf '%s\n' "$*" >>"$SCRATCH/said"
for file; do :; done
cp "$file" "$SCRATCH/sent"
END
cat >bin/curl <<'END'
#!/bin/sh
grep -qx 'PRIVATE-TOKEN: secret' || exit 1
printf '%s\n' "$*" >>"$SCRATCH/said"
case $* in
*per_page*) cat "$SCRATCH/notes" ;;
*body@*) cp note.md "$SCRATCH/sent" ;;
esac
END
chmod 755 bin/*

# run STATUS SCRIPT [NAME=VALUE...]: a script as its runner has it, with the environment of its job.
run() {
	expected=$1 script=$2
	shift 2
	(cd repository && env PATH="$scratch/bin:$PATH" SCRATCH="$scratch" MANIFESTS=manifests SNAPSHOTS=snapshots "$@" \
		bash --noprofile --norc -eo pipefail "../$script") >out 2>err
	status=$?
	[ $status -eq "$expected" ] && return
	echo "$script: exit status $status, not $expected"
	cat out err
	return 1
}

# github STATUS STEP
github() {
	run "$1" "github-$2" RUNNER_TEMP="$scratch/runner" GITHUB_STEP_SUMMARY="$scratch/runner/summary" \
		GITHUB_WORKSPACE="$scratch/repository" PULL_REQUEST=https://github.com/site/manifests/pull/7 GH_TOKEN=secret
}

# gitlab STATUS PART [NAME=VALUE...]
gitlab() {
	expected=$1 part=$2
	shift 2
	run "$expected" "gitlab-$part" CI_API_V4_URL=https://gitlab.example.org/api/v4 CI_PROJECT_ID=3 \
		CI_MERGE_REQUEST_IID=7 "$@"
}

says() {
	grep -qF -e "$2" "$1" && return
	echo "no '$2' in $1:"
	cat "$1"
	return 1
}

# The jobs' own names for what is set here.
same_names() {
	for where in github gitlab; do
		fact "$where MANIFESTS=manifests" && fact "$where SNAPSHOTS=snapshots" || return
	done
	fact env=GH_TOKEN && fact env=PULL_REQUEST
}
check 'where manifests and snapshots are' same_names

# ---- GitHub ----

as_it_should_be() {
	repository && github 0 validate && [ ! -s err ] && github 0 plan && github 0 comment &&
		says runner/summary '## 2 hosts: 0 findings, 2 as they should be' && cmp runner/summary sent
}
check 'GitHub: a good manifest, and nothing to do' as_it_should_be

plant_fault() {
	repository && sed -i 's/ensure: active/ensure: activ/' repository/manifests/site.yaml
}

at_the_line() {
	plant_fault && github 1 validate && says out '::error file=manifests/site.yaml,line=7,col=23,'
}
check 'GitHub: a fault stands at its line' at_the_line

behind='s/seqno=41/seqno=40/'
comes_about() {
	repository "$behind" && github 4 plan && github 0 comment && says sent 'has not seen the last change' &&
		says said 'pr comment https://github.com/site/manifests/pull/7 --body-file plan.md' &&
		says runner/summary '## 2 hosts: 1 finding'
}
check 'GitHub: a finding fails the plan, and is in the comment' comes_about
check 'GitHub: the comment is written after that, too' fact "if Comment=\${{ !cancelled() && steps.plan.outcome != 'skipped' \
&& github.event.pull_request.head.repo.full_name == github.repository }}"
check 'GitHub: the plan is made of valid manifests only' fact 'if Plan=None'

once() {
	touch commented
	repository "$behind" && github 4 plan && github 0 comment && [ "$(wc -l <said)" -eq 1 ] &&
		says said '--edit-last'
}
check 'GitHub: a second time it is the same comment' once

pending() {
	repository '/^session/d; /^block/d; /^vg/,$d' && github 0 plan && says runner/summary '### `xen02`: 2 would change'
}
check 'GitHub: changes alone are no failure' pending

too_long() {
	repository && github 0 plan || return
	yes 'a line that is too long' | head -n 4000 >>runner/plan.md
	github 0 comment && [ "$(wc -c <sent)" -lt 1000 ] && says sent '## 2 hosts' && says sent 'too long' || return
	repository && : >runner/plan.md && github 0 comment && [ ! -e said ]
}
check 'GitHub: what is too long for a comment, and no plan at all' too_long

# ---- GitLab ----

echo '[]' >notes
gitlab_good() {
	repository && gitlab 0 script && gitlab 0 after_script CONVERGE_TOKEN=secret && says sent '<!-- converge -->' &&
		says sent '## 2 hosts: 0 findings' && says said '--data-urlencode body@note.md https' || return
	! grep -q secret said && says repository/plan.md '## 2 hosts: 0 findings' && fact 'artifacts=always plan.md'
}
check 'GitLab: a good manifest; a note and a file' gitlab_good

gitlab_fault() {
	plant_fault && gitlab 1 script && says err 'manifests/site.yaml:7:23: error: ' &&
		gitlab 0 after_script CONVERGE_TOKEN=secret && [ ! -e said ]
}
check 'GitLab: a fault is named with its line, and no plan is made' gitlab_fault

gitlab_finding() {
	repository "$behind" && gitlab 4 script && says repository/plan.md 'has not seen the last change' &&
		gitlab 0 after_script && [ ! -e said ] || return
	printf '%s\n' '[{"id": 5, "body": "well done"}, {"id": 6, "body": "<!-- converge -->\n\nold"}]' >notes
	gitlab 0 after_script CONVERGE_TOKEN=secret && says said '--request PUT --data-urlencode body@note.md' &&
		says said '/projects/3/merge_requests/7/notes/6'
}
check 'GitLab: a finding fails the job, and the old note has it' gitlab_finding

echo "1..$count"
[ $failed -eq 0 ]
