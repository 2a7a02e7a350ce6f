#include "report/report.h"

#include "report/group.h"
#include "report/wrap.h"

#include <string.h>

#define RESULT_COLUMNS 12 /* the longest word and a blank */

static const char *color_of(enum result result)
{
	switch (result) {
	case RESULT_KEPT:
	case RESULT_CHANGED:
		return "\033[32m";
	case RESULT_WOULD_CHANGE:
		return "\033[36m";
	case RESULT_DEGRADED:
	case RESULT_SKIPPED:
		return "\033[33m";
	case RESULT_REFUSED:
	case RESULT_FAILED:
	case RESULT_TIMED_OUT:
	case RESULT_UNKNOWN:
	case RESULT_INTERRUPTED:
		return "\033[31m";
	}
	return "";
}

void report_place(const struct place *place, struct strbuf *out)
{
	if (place->source && place->line)
		strbuf_printf_line(out, " (%s:%u)", place->source->name, place->line);
}

void report_cause(enum cause cause, struct strbuf *out)
{
	if (cause > CAUSE_UNKNOWN)
		strbuf_printf(out, " [%s]", cause_words[cause]);
}

void report_word(enum result result, const struct style *style, struct strbuf *out)
{
	strbuf_printf(out, "%s%s%s", style->color ? color_of(result) : "", result_words[result],
		      style->color ? "\033[0m" : "");
}

/* Of a record or a snapshot, so it may be anything. */
static void add_value(const char *value, struct strbuf *out)
{
	strbuf_add_line(out, *value ? value : "empty");
}

void report_changes(const struct changes *changes, struct strbuf *out)
{
	const struct change *change;

	vec_each (change, &changes->list) {
		strbuf_add(out, change > changes->list.at ? ", " : "");
		strbuf_add_line(out, change->what ? change->what : "");
		strbuf_add(out, change->what ? " " : "");
		add_value(change->have, out);
		strbuf_add(out, " -> ");
		add_value(change->want, out);
	}
}

void report_counts(const struct outcome *outcome, struct strbuf *out)
{
	bool first = true;

	for (int result = RESULT_CHANGED; result <= RESULT_INTERRUPTED; result++) {
		size_t count = outcome_count(outcome, result);

		if (!count)
			continue;
		strbuf_printf(out, "%s%zu %s", first ? "" : ", ", count, result_words[result]);
		first = false;
	}
	strbuf_printf(out, "%s%zu kept", first ? "" : ", ", outcome_count(outcome, RESULT_KEPT));
}

void report_attempts(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	const struct attempt *attempt;

	vec_each (attempt, &outcome->history->attempts) {
		if (style->quiet && attempt->end == ATTEMPT_DONE)
			continue;
		strbuf_printf_line(out, "%-11s %5.1f s  %s", attempt_words[attempt->end],
				   (double)attempt->ms / 1000, attempt->title);
		if (attempt->text) {
			strbuf_add(out, ": ");
			strbuf_add_line(out, attempt->text);
		} else
			strbuf_printf_line(out, ", %s", attempt->reason);
		strbuf_add_char(out, '\n');
		if (style->verbose && attempt->command)
			strbuf_printf(out, "                     %s\n", attempt->command);
	}
}

static bool is_shown(const struct item_result *item, const struct style *style)
{
	if (style->verbose)
		return true;
	if (item->result == RESULT_KEPT || !item->counts)
		return false;
	return !style->quiet || item->result != RESULT_CHANGED;
}

static void add_item(const struct item_result *item, const struct style *style, struct strbuf *out)
{
	report_word(item->result, style, out);
	strbuf_printf_line(out, "%*s%s %s",
			   (int)(RESULT_COLUMNS - strlen(result_words[item->result])), "",
			   item->kind, item->name);
	if (item->text)
		strbuf_printf_line(out, ": %s", item->text);
	if (item->changes && item->result == RESULT_CHANGED) {
		strbuf_add(out, ": ");
		report_changes(item->changes, out);
	}
	report_place(&item->place, out);
	report_cause(item->cause, out);
	strbuf_add_char(out, '\n');
}

static void add_items(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct groups groups = report_groups(outcome, &scratch);
	const struct item_result *const *item;
	const struct group *group;

	vec_each (group, &groups.list)
		vec_each (item, &group->items)
			if (is_shown(*item, style))
				add_item(*item, style, out);
}

static void add_text(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	const char *const *note;
	bool changed = outcome_changed(outcome), troubled = outcome_troubled(outcome);

	if (!style->live)
		report_attempts(outcome, style, out);
	add_items(outcome, style, out);
	vec_each (note, &outcome->notes)
		if (!style->quiet)
			strbuf_printf_line(out, "note: %s\n", *note);
	if (outcome->interrupted)
		strbuf_printf_line(out, "interrupted: %s\n", outcome->interrupted);
	if (style->quiet && !troubled)
		return;
	strbuf_add_line(out, outcome->host);
	strbuf_add(out, ": ");
	if (!changed && !troubled)
		strbuf_add(out, "nothing to do; ");
	report_counts(outcome, out);
	strbuf_add_char(out, '\n');
}

void report_text(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	add_text(outcome, style, &text);
	wrap_lines(strbuf_text(&text), style->width, "", "            ", out);
}
