/* A dry run: a manifest, a line "@state", and a snapshot as JSON. */
#include "config.h"

#include "fuzz.h"

#include "engine/planner.h"
#include "engine/run.h"
#include "manifest/manifest.h"
#include "report/report.h"
#include "tool/state.h"

#include <jansson.h>
#include <string.h>

#define SEPARATOR "\n@state\n"

static struct wishes *read_wishes(struct arena *arena, const void *data, size_t size,
				  const char *host)
{
	CLEANUP(close_fd) int fd = -1;
	const char *path = fuzz_file(arena, data, size, &fd);
	struct diags diags = { .arena = arena };
	struct wishes *wishes = NULL;
	struct manifest *manifest;

	manifest_load(arena, &path, 1, &diags, &manifest);
	return manifest_wishes(manifest, host, &diags, &wishes) < 0 ? NULL : wishes;
}

/* model/plan.h: what an action waits for stands before it; no step has another's key. */
static void check_actions(const struct plan *plan)
{
	const struct action *action;
	struct strmap keys = { 0 };
	const size_t *after;

	vec_each (action, &plan->actions) {
		size_t at = (size_t)(action - plan->actions.at);

		fuzz_check(action->item < plan->items.count);
		vec_each (after, &action->after)
			fuzz_check(*after < at);
		fuzz_check(strmap_find(&keys, action->key) == SIZE_MAX);
		strmap_add(plan->arena, &keys, action->key, at);
	}
}

/* Items follow from the wishes alone, never from what is there. */
static void check_items(struct run *run, const struct plan *plan)
{
	struct snapshot nothing = { .arena = run->arena, .host = "", .lvm_warnings = "" };
	const struct plan *other;
	const struct item *item;

	snapshot_index(&nothing);
	other = plan_make(run->wishes, &nothing, NULL, NULL, run->tools, run->arena);
	fuzz_check(other->items.count == plan->items.count);
	vec_each (item, &plan->items) {
		fuzz_check(plan_find_item(other, item->kind, item->name) != PLAN_NONE);
		fuzz_check(item->verdict == VERDICT_MATCHES || item->verdict == VERDICT_CHANGES ||
			   item->text);
	}
}

/* How much of a runbook, at the start of a line, is a command of the plan. */
static size_t command_length(const struct plan *plan, const char *line)
{
	const struct action *action;

	vec_each (action, &plan->actions) {
		CLEANUP(strbuf_done) struct strbuf text = { 0 };

		if (action->command.overlay)
			continue; /* it does something else where it is pasted */
		command_text(&action->command, &text);
		strbuf_add_char(&text, '\n');
		if (text.length > 1 && str_starts(line, strbuf_text(&text)))
			return text.length;
	}
	return 0;
}

/* Whoever pastes it runs the commands of the plan and nothing else. */
static void check_runbook(const struct outcome *outcome)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct style style = { .verbose = true };
	const char *line;

	report_runbook(outcome, &style, &text);
	for (line = strbuf_text(&text); *line;) {
		size_t length = *line == '#' || *line == '\n' ? strcspn(line, "\n") + 1
							      : command_length(outcome->plan, line);

		fuzz_check(length > 0);
		line += length;
	}
}

/* Each row has three cells, whatever is in them. */
static void check_table(const char *line)
{
	for (; *line && !str_starts(line, "<details>"); line += *line == '\n') {
		size_t bars = 0, slashes = 0;
		bool row = *line == '|';

		for (; *line && *line != '\n'; line++) {
			bars += *line == '|' && slashes % 2 == 0;
			slashes = *line == '\\' ? slashes + 1 : 0;
		}
		fuzz_check(!row || bars == 4);
	}
}

static void check_reports(const struct outcome *outcome, const struct run *run)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct style style = { .verbose = true };
	json_t *json;

	report_text(outcome, &style, &text);
	strbuf_clear(&text);
	report_json(outcome, outcome_exit(outcome, true), &text);
	json = json_loadb(strbuf_text(&text), text.length, JSON_REJECT_DUPLICATES, NULL);
	fuzz_check(json);
	json_decref(json);
	check_runbook(outcome);
	strbuf_clear(&text);
	report_markdown(outcome, &style, &text);
	check_table(strbuf_text(&text));
	strbuf_clear(&text);
	report_dot(outcome, run->first, run->wishes, &text);
	fuzz_check(str_ends(strbuf_text(&text), "}\n"));
}

static bool is_new(struct arena *arena, struct strmap *seen, const char *name)
{
	if (strmap_find(seen, name) != SIZE_MAX)
		return false;
	strmap_add(arena, seen, name, 0);
	return true;
}

/* No host has two sessions or records of one identity; what is planned for such a one is anybody's
 * guess. */
static bool is_possible(const struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	const struct session *session;
	const struct record *record;
	struct strmap seen = { 0 };

	vec_each (session, &snapshot->sessions)
		if (!is_new(arena, &seen, arena_printf(arena, "%u", session->sid)))
			return false;
	vec_each (record, &snapshot->records)
		if (!is_new(arena, &seen,
			    arena_printf(arena, "%s %s %d %s", record->target, record->portal.host,
					 record->portal.port, record->iface)))
			return false;
	return true;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	struct tools tools = { .iscsiadm.path = "/usr/sbin/iscsiadm",
			       .lvm.path = "/usr/sbin/lvm",
			       .multipath.path = "/usr/sbin/multipath" };
	struct run run = { .arena = &arena, .tools = &tools };
	struct snapshot snapshot = { .arena = &arena };
	const char *end = (const char *)data + size, *reason, *state;
	const struct outcome *outcome;

	state = size ? memmem(data, size, SEPARATOR, strlen(SEPARATOR)) : NULL;
	if (!state)
		return 0;
	size = (size_t)(state + 1 - (const char *)data);
	state += strlen(SEPARATOR);
	if (state_read(state, (size_t)(end - state), &snapshot, &reason) < 0 ||
	    !is_possible(&snapshot))
		return 0;
	run.wishes = read_wishes(&arena, data, size, snapshot.host);
	if (!run.wishes)
		return 0;
	outcome = run_plan_offline(&run, &snapshot);
	check_actions(outcome->plan);
	check_items(&run, outcome->plan);
	check_reports(outcome, &run);
	return 0;
}
