#include "cli/look.h"
#include "cli/verbs.h"
#include "tool/state.h"

static int show(struct arena *arena, const struct options *options)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct snapshot *snapshot;
	struct tools tools;
	int status = find_tools(arena, options, &tools);

	if (!status)
		status = take_snapshot(arena, options, &tools, &snapshot);
	if (status)
		return status;
	if (options->output == OUTPUT_JSON)
		state_write(snapshot, &text);
	else
		report_snapshot(snapshot, &text);
	return print(&text);
}

const struct verb verb_show = {
	.name = "show",
	.arguments = "",
	.summary = "what this host has: records, sessions, disks, volume groups",
	.accepts = ACCEPTS_OUTPUT | ACCEPTS_HOST | ACCEPTS_TOOLS,
	.run = show,
};
