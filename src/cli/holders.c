#include "report/holders.h"
#include "act/claims.h"
#include "cli/look.h"
#include "cli/verbs.h"

#include <string.h>

#define EXIT_HELD 2

/* Every word must name something: half an answer could be taken for "nobody". */
static int find_all(const struct options *options, const struct tools *tools,
		    const struct stack *stack, struct holders *holders)
{
	const char *const *word, *reason;
	int status = 0;

	vec_each (word, &options->arguments.list)
		if (holders_find(stack, tools, *word, holders, &reason) < 0)
			status = complain("%s", reason);
	return status;
}

/* Asks whether the kernel has claimed what was found, and looks again if it has. */
static int add_claims(const struct options *options, const struct tools *tools, struct stack *stack,
		      struct snapshot *more, struct holders *holders)
{
	const struct block *const *block;
	const struct held *held;
	struct blocks blocks = { 0 };

	vec_each (held, &holders->list)
		vec_each (block, &held->blocks)
			vec_add(stack->arena, &blocks.list, *block);
	*more = *stack->snapshot;
	memset(&more->claims, 0, sizeof(more->claims));
	claims_of_blocks(tools, stack, &blocks, more);
	if (!more->claims.count)
		return 0;
	*stack = stack_build(stack->arena, more);
	*holders = (struct holders){ 0 };
	return find_all(options, tools, stack, holders);
}

static bool is_any_held(const struct holders *holders)
{
	const struct held *held;

	vec_each (held, &holders->list)
		if (held_is(held))
			return true;
	return false;
}

static int print_holders(const struct options *options, const struct snapshot *snapshot,
			 const struct holders *holders)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	struct style style = output_style(options);
	int status = options->detailed_exitcodes && is_any_held(holders) ? EXIT_HELD : 0;

	if (options->output == OUTPUT_JSON)
		report_holders_json(snapshot, holders, status, &text);
	else
		report_holders(snapshot, holders, &style, &text);
	return print(&text) ? EXIT_NOTHING_DONE : status;
}

static int holders(struct arena *arena, const struct options *options)
{
	const struct snapshot *snapshot;
	struct holders found = { 0 };
	struct snapshot more;
	struct stack stack;
	struct tools tools;
	int status = find_tools(arena, options, &tools);

	if (!status && !options->arguments.list.count)
		status = complain(
			"holders needs to know of what: a volume group, VG/LV, a target or "
			"a disk");
	if (!status)
		status = get_snapshot(arena, options, &tools, &snapshot);
	if (status)
		return status;
	stack = stack_build(arena, snapshot);
	status = find_all(options, options->state ? NULL : &tools, &stack, &found);
	if (!status && !options->state)
		status = add_claims(options, &tools, &stack, &more, &found);
	return status ? status : print_holders(options, snapshot, &found);
}

const struct verb verb_holders = {
	.name = "holders",
	.arguments = "VG[/LV]...",
	.summary = "who holds it: mounts, swap, devices, exports, processes",
	.accepts = ACCEPTS_WORDS | ACCEPTS_OUTPUT | ACCEPTS_HOST | ACCEPTS_TOOLS | ACCEPTS_STATE |
		   ACCEPTS_EXITCODES,
	.run = holders,
};
