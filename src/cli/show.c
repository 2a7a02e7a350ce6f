#include "cli/common.h"
#include "cli/verbs.h"
#include "engine/probe.h"
#include "os/clock.h"
#include "tool/state.h"

#include <unistd.h>

#define SHOW_SECONDS 120

static int take_snapshot(struct arena *arena, const struct options *options,
			 const struct snapshot **ret_snapshot)
{
	struct lock left = { .fd = -1 };
	struct pool *pool;
	struct tools tools;
	const char *reason;
	unsigned int signals = 0;
	int status = find_tools(arena, options, &tools);

	if (status)
		return status;
	if (geteuid() != 0)
		return complain(
			"only root can see node records and logical volumes; run it as root");
	if (pool_new(&pool) < 0)
		return complain("signals cannot be received in this process");
	lock_peek(tools.lock, arena, &left);
	status = probe(&tools, host_name(arena, options), true, &left, pool,
		       clock_ms() + SHOW_SECONDS * 1000, arena, ret_snapshot, &signals, &reason);
	pool_free(pool);
	return status < 0 ? complain("%s", reason) : 0;
}

static int show(struct arena *arena, const struct options *options)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct snapshot *snapshot;
	int status = take_snapshot(arena, options, &snapshot);

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
