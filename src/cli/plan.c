/* plan: every host's plan, and what is found between hosts, from one snapshot per host. */
#include "config.h"

#include "base/str.h"
#include "cli/look.h"
#include "cli/verbs.h"
#include "engine/fleet.h"
#include "engine/run.h"
#include "report/fleet.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

struct planner {
	struct arena *arena;
	const struct options *options;
	struct tools tools;
	struct manifest *manifest;
	struct fleet fleet;
};

/* ---- who there is ---- */

static const char *file_of(const struct planner *p, const char *host)
{
	return arena_printf(p->arena, "%s/%s.json", p->options->fleet, host);
}

/* A name without a dot stands for one that has it as its first label, as in a selector. */
static bool is_host(const char *name, const char *host)
{
	size_t length = strlen(name);

	return str_equal(name, host) ||
	       (!strchr(name, '.') && str_starts(host, name) && host[length] == '.');
}

static void add_snapshot(struct planner *p, const char *host)
{
	struct member *member = vec_push(p->arena, &p->fleet.members);
	struct snapshot *snapshot = arena_alloc(p->arena, sizeof(*snapshot));

	snapshot->arena = p->arena;
	member->host = host;
	member->file = file_of(p, host);
	member->fault = file_may_wait(member->file)
				? arena_printf(p->arena, "%s is no regular file", member->file)
				: load_state(member->file, snapshot);
	if (member->fault)
		return;
	if (is_host(host, snapshot->host)) {
		member->snapshot = snapshot;
		member->host = snapshot->host;
	} else {
		member->fault = arena_printf(p->arena, "%s is a snapshot of host %s, not of %s",
					     member->file, snapshot->host, host);
	}
}

static int read_snapshots(struct planner *p)
{
	struct names names = { 0 };
	const char *const *name;
	int error = dir_list(AT_FDCWD, p->options->fleet, p->arena, &names);

	if (error)
		return complain("%s cannot be read: %s", p->options->fleet, strerror(-error));
	vec_each (name, &names.list)
		if (str_ends(*name, ".json"))
			add_snapshot(p, arena_strndup(p->arena, *name, strlen(*name) - 5));
	return 0;
}

static void add_missing(struct planner *p)
{
	const char *const *hosts;
	struct member *member;
	size_t count, seen = p->fleet.members.count;

	manifest_hosts(p->manifest, p->arena, &hosts, &count);
	for (size_t i = 0; i < count; i++) {
		bool known = false;

		for (size_t m = 0; m < seen && !known; m++)
			known = is_host(hosts[i], p->fleet.members.at[m].host);
		if (known)
			continue;
		member = vec_push(p->arena, &p->fleet.members);
		member->host = hosts[i];
		member->file = file_of(p, hosts[i]);
	}
}

/* ---- what is to be done ---- */

static int plan_host(struct planner *p, struct member *member, struct diags *diags)
{
	struct run run = { .arena = p->arena, .tools = &p->tools, .only = &p->options->only };
	struct wishes *wishes = NULL;

	if (manifest_wishes(p->manifest, member->host, diags, &wishes) < 0)
		return -1;
	run.wishes = member->wishes = wishes;
	member->outcome = wishes->documents
				  ? run_plan_offline(&run, member->snapshot)
				  : run_nothing(&run, true, "no document is for this host");
	return 0;
}

static int plan_all(struct planner *p)
{
	struct diags diags = { .arena = p->arena };
	struct member *member;

	/* With faults in what every host is told, each would tell them. */
	if (load_manifest(p->arena, p->options, &diags, &p->manifest) == 0 &&
	    manifest_check(p->manifest, &diags) == 0)
		vec_each (member, &p->fleet.members)
			if (member->snapshot) {
				struct diags own = { .arena = p->arena };

				if (plan_host(p, member, &own) < 0) {
					print_diags(&own);
					return EXIT_NOTHING_DONE;
				}
			}
	print_diags(&diags);
	return diags.errors ? EXIT_NOTHING_DONE : 0;
}

static int finish(struct planner *p)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct style style = output_style(p->options);
	bool detailed = p->options->detailed_exitcodes;
	int status = fleet_exit(&p->fleet, detailed);

	if (p->options->output == OUTPUT_JSON)
		report_fleet_json(&p->fleet, detailed, &text);
	else if (p->options->output == OUTPUT_MARKDOWN)
		report_fleet_markdown(&p->fleet, &style, &text);
	else
		report_fleet(&p->fleet, &style, &text);
	return print(&text) ? status | EXIT_TROUBLE : status;
}

static int plan(struct arena *arena, const struct options *options)
{
	struct planner p = { .arena = arena, .options = options, .fleet = { .arena = arena } };
	int status;

	if (!options->fleet)
		return complain("plan needs --fleet DIR, a directory of one snapshot per host: "
				"HOST.json as `show --output json` prints it (for one host: "
				"--dry-run)");
	status = find_tools(arena, options, &p.tools);
	if (!status)
		status = read_snapshots(&p);
	if (!status)
		status = plan_all(&p);
	if (status)
		return status;
	add_missing(&p);
	fleet_compare(&p.fleet, options->max_age);
	return finish(&p);
}

const struct verb verb_plan = {
	.name = "plan",
	.arguments = "--fleet DIR [MANIFEST...]",
	.summary = "the plans of all hosts, and what is found between them",
	.accepts = ACCEPTS_MANIFESTS | ACCEPTS_OUTPUT | ACCEPTS_TOOLS | ACCEPTS_EXITCODES |
		   ACCEPTS_FLEET,
	.outputs = 1 << OUTPUT_MARKDOWN,
	.run = plan,
};
