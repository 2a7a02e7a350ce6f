#include "config.h"

#include "report/metrics.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define LAST_SUCCESS "converge_last_success_timestamp_seconds"

/* All of them are gauges: each run writes what it found. */
static void add_head(struct strbuf *out, const char *name, const char *help)
{
	strbuf_printf(out, "# HELP %s %s\n# TYPE %s gauge\n", name, help, name);
}

static void add_number(struct strbuf *out, const char *name, const char *help, int64_t number)
{
	add_head(out, name, help);
	strbuf_printf(out, "%s %" PRId64 "\n", name, number);
}

static void add_time(struct strbuf *out, const struct outcome *outcome)
{
	add_head(out, "converge_phase_duration_seconds", "What the time of the run went into.");
	for (int phase = 0; phase < PHASE_COUNT; phase++)
		strbuf_printf(out, "converge_phase_duration_seconds{phase=\"%s\"} %.3f\n",
			      phase_words[phase], (double)outcome->phase_ms[phase] / 1000);
}

/* ---- resources ---- */

static size_t count_of(const struct outcome *outcome, const char *kind, int result)
{
	const struct item_result *item;
	size_t count = 0;

	vec_each (item, &outcome->items)
		count += item->counts && (int)item->result == result && str_equal(item->kind, kind);
	return count;
}

static bool is_first_of_kind(const struct outcome *outcome, const struct item_result *item)
{
	const struct item_result *other;

	for (other = outcome->items.at; other < item; other++)
		if (str_equal(other->kind, item->kind))
			return false;
	return true;
}

/* Every outcome of a kind that there is, also those that nothing has come to: a series that comes
 * and goes cannot be watched. The kinds are words of ours and need no escapes. */
static void add_resources(struct strbuf *out, const struct outcome *outcome)
{
	const struct item_result *item;
	const char *last = NULL;

	add_head(out, "converge_resources", "Resources of the manifest by what became of them.");
	vec_each (item, &outcome->items) {
		if (str_equal(item->kind, last) || !is_first_of_kind(outcome, item))
			continue;
		last = item->kind;
		for (int result = 0; result <= RESULT_INTERRUPTED; result++)
			strbuf_printf(out, "converge_resources{kind=\"%s\",outcome=\"%s\"} %zu\n",
				      item->kind, result_words[result],
				      count_of(outcome, item->kind, result));
	}
}

/* The target that a record or session belongs to; NULL: no target of the manifest. */
static const struct target_wish *target_of(const struct wishes *wishes,
					   const struct item_result *item, struct arena *arena)
{
	if (!str_equal(item->kind, "session") && !str_equal(item->kind, "target"))
		return NULL;
	return wishes_target(wishes, arena_strndup(arena, item->name, strcspn(item->name, " ")));
}

static void add_sessions(struct strbuf *out, const struct metrics *metrics)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const struct target_wish *target, *degraded = NULL;
	const struct item_result *item;
	int64_t wanted = 0, up = 0, count = 0;

	vec_each (target, &metrics->wishes->targets)
		if (target->ensure == TARGET_LOGGED_IN)
			wanted += (int64_t)target->portals.count;
	vec_each (item, &metrics->outcome->items) {
		target = target_of(metrics->wishes, item, &scratch);
		if (!target || target->ensure != TARGET_LOGGED_IN)
			continue;
		up += str_equal(item->kind, "session") &&
		      (item->result == RESULT_KEPT || item->result == RESULT_CHANGED) &&
		      !str_ends(item->name, " at other portals");
		if (item->result == RESULT_DEGRADED && target != degraded) {
			degraded = target;
			count++;
		}
	}
	add_number(out, "converge_sessions_wanted", "Sessions that the manifest wants.", wanted);
	add_number(out, "converge_sessions_up", "Those of them that are there as wanted.", up);
	add_number(out, "converge_targets_degraded",
		   "Targets that lack sessions beyond their min_portals.", count);
}

/* ---- all of it ---- */

void report_metrics(const struct metrics *metrics, struct strbuf *out)
{
	const struct outcome *outcome = metrics->outcome;
	/* A paused run has looked at nothing. */
	bool success = outcome && !metrics->paused && !outcome_troubled(outcome);
	int64_t last_success = success ? metrics->ended : metrics->last_success;

	add_head(out, "converge_build_info", "The version of converge.");
	strbuf_add(out, "converge_build_info{version=\"" PACKAGE_VERSION "\"} 1\n");
	add_number(out, "converge_last_run_timestamp_seconds", "When the last run ended.",
		   metrics->ended);
	if (last_success)
		add_number(out, LAST_SUCCESS, "When the last run without trouble ended.",
			   last_success);
	add_number(out, "converge_last_run_exit_status", "Exit status of the last run.",
		   metrics->status);
	add_number(out, "converge_paused", "Whether applying is paused.", metrics->paused);
	if (!outcome)
		return;
	add_number(out, "converge_dry_run", "Whether the last run was a dry run.",
		   outcome->dry_run);
	add_time(out, outcome);
	if (metrics->paused)
		return;
	add_resources(out, outcome);
	add_sessions(out, metrics);
}

int64_t metrics_last_success(const char *text)
{
	static const char name[] = "\n" LAST_SUCCESS " ";
	const char *line = strstr(text, name);
	long long seconds = line ? strtoll(line + strlen(name), NULL, 10) : 0;

	return seconds > 0 ? seconds : 0;
}
