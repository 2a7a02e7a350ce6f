#include "engine/import.h"
#include "cli/look.h"
#include "cli/verbs.h"
#include "report/import.h"

/* What is missing is said on standard error too, which is seen when the manifest goes to a file. */
static void complain_gaps(const char *name, const struct remarks *remarks)
{
	const struct remark *remark;

	vec_each (remark, &remarks->list) {
		struct strbuf line CLEANUP(strbuf_done) = { 0 };

		if (!remark->gap)
			continue;
		strbuf_add_line(&line, name);
		strbuf_add(&line, ": ");
		strbuf_add_line(&line, remark->text);
		complain("warning: %s", strbuf_text(&line));
	}
}

static int complain_all(const char *host, const struct import *import)
{
	const struct imported_target *target;
	const struct imported_vg *group;

	complain_gaps(host, &import->remarks);
	vec_each (target, &import->targets)
		complain_gaps(target->wish.name, &target->remarks);
	vec_each (group, &import->vgs)
		complain_gaps(group->wish.name, &group->remarks);
	return import_has_gaps(import) ? EXIT_TROUBLE : EXIT_MATCHES;
}

static int import_verb(struct arena *arena, const struct options *options)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct snapshot *snapshot;
	struct import import;
	struct tools tools;
	const char *host;
	int status = find_tools(arena, options, &tools);

	if (!status)
		status = get_snapshot(arena, options, &tools, &snapshot);
	if (status)
		return status;
	host = options->host ? host_name(arena, options) : snapshot->host;
	import_host(snapshot, host, &tools, arena, &import);
	status = complain_all(host, &import);
	report_import(&import, host, &text);
	return print(&text) ? EXIT_NOTHING_DONE : status;
}

const struct verb verb_import = {
	.name = "import",
	.arguments = "",
	.summary = "this host as a manifest whose own plan is empty",
	.accepts = ACCEPTS_HOST | ACCEPTS_TOOLS | ACCEPTS_STATE,
	.run = import_verb,
};
