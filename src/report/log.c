#include "report/log.h"

#include "report/report.h"

#include <syslog.h>

struct writing {
	const struct outcome *outcome;
	const struct log *log;
	struct arena arena;
	size_t count;
	bool failed;
};

static void write_entry(struct writing *writing, int priority, const char *message,
			const struct log_field *fields, size_t count)
{
	if (!writing->failed && log_write(writing->log, priority, message, fields, count) < 0)
		writing->failed = true;
	writing->count += !writing->failed;
}

/* A command that has run, whatever came of it. */
static void log_attempt(struct writing *writing, const struct attempt *attempt)
{
	struct arena *arena = &writing->arena;
	const char *word = attempt_words[attempt->end];
	bool done = attempt->end == ATTEMPT_DONE;
	const struct log_field fields[] = {
		{ "CONVERGE_STEP", attempt->type },
		{ "CONVERGE_KIND", attempt->kind },
		{ "CONVERGE_RESOURCE", attempt->item },
		{ "CONVERGE_OUTCOME", word },
		{ "CONVERGE_COMMAND", attempt->command },
		{ "CONVERGE_PLACE", attempt->place },
		{ "CONVERGE_SECONDS", arena_printf(arena, "%.3f", (double)attempt->ms / 1000) },
		{ "CONVERGE_HOST", writing->outcome->host },
	};

	write_entry(writing, done ? LOG_INFO : LOG_WARNING,
		    arena_printf(arena, "%s: %s%s %s", word, attempt->title,
				 attempt->text ? ":" : ",",
				 attempt->text ? attempt->text : attempt->reason),
		    fields, sizeof(fields) / sizeof(*fields));
}

static bool has_run(const struct attempt *attempt)
{
	return attempt->command &&
	       (attempt->end == ATTEMPT_DONE || attempt->end == ATTEMPT_FAILED ||
		attempt->end == ATTEMPT_TIMED_OUT);
}

static int priority_of(enum result result)
{
	switch (result) {
	case RESULT_KEPT:
	case RESULT_WOULD_CHANGE:
		return LOG_INFO;
	case RESULT_CHANGED:
		return LOG_NOTICE;
	case RESULT_DEGRADED:
	case RESULT_SKIPPED:
		return LOG_WARNING;
	case RESULT_REFUSED:
	case RESULT_FAILED:
	case RESULT_TIMED_OUT:
	case RESULT_UNKNOWN:
	case RESULT_INTERRUPTED:
		break;
	}
	return LOG_ERR;
}

static const char *place_text(struct arena *arena, const struct place *place)
{
	return place->source && place->line
		       ? arena_printf(arena, "%s:%u", place->source->name, place->line)
		       : NULL;
}

static void log_item(struct writing *writing, const struct item_result *item)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const char *word = result_words[item->result];
	const struct log_field fields[] = {
		{ "CONVERGE_KIND", item->kind },
		{ "CONVERGE_RESOURCE", item->name },
		{ "CONVERGE_OUTCOME", word },
		{ "CONVERGE_CAUSE", item->cause > CAUSE_UNKNOWN ? cause_words[item->cause] : NULL },
		{ "CONVERGE_PLACE", place_text(&writing->arena, &item->place) },
		{ "CONVERGE_HOST", writing->outcome->host },
	};

	strbuf_printf(&text, "%s: %s %s", word, item->kind, item->name);
	if (item->text) {
		strbuf_printf(&text, ": %s", item->text);
	} else if (item->changes && item->changes->list.count) {
		strbuf_add(&text, ": ");
		report_changes(item->changes, &text);
	}
	report_place(&item->place, &text);
	report_cause(item->cause, &text);
	write_entry(writing, priority_of(item->result), strbuf_text(&text), fields,
		    sizeof(fields) / sizeof(*fields));
}

/* Behind everything else: how it ended. */
static void log_end(struct writing *writing, int status)
{
	const struct outcome *outcome = writing->outcome;
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct log_field fields[] = {
		{ "CONVERGE_EXIT_STATUS", arena_printf(&writing->arena, "%d", status) },
		{ "CONVERGE_HOST", outcome->host },
	};
	int priority = outcome_troubled(outcome)		 ? LOG_ERR
		       : outcome_count(outcome, RESULT_DEGRADED) ? LOG_WARNING
								 : LOG_NOTICE;

	strbuf_add_line(&text, outcome->host);
	strbuf_add(&text, ": ");
	report_counts(outcome, &text);
	if (outcome->interrupted)
		strbuf_printf(&text, "; interrupted: %s", outcome->interrupted);
	write_entry(writing, priority, strbuf_text(&text), fields,
		    sizeof(fields) / sizeof(*fields));
}

size_t report_log(const struct outcome *outcome, int status, const struct log *log)
{
	struct writing writing = { .outcome = outcome, .log = log };
	const struct item_result *item;
	const struct attempt *attempt;

	vec_each (attempt, &outcome->history->attempts)
		if (has_run(attempt))
			log_attempt(&writing, attempt);
	vec_each (item, &outcome->items)
		if (item->counts && item->result != RESULT_KEPT)
			log_item(&writing, item);
	if (writing.count || outcome->interrupted)
		log_end(&writing, status);
	arena_free(&writing.arena);
	return writing.failed ? 0 : writing.count;
}
