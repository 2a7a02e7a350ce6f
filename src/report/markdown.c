#include "report/markdown.h"

#include "report/group.h"
#include "report/report.h"

#include <string.h>

static size_t longest_run(const char *text, char c)
{
	size_t longest = 0;

	while ((text = strchr(text, c))) {
		size_t run = 0;

		for (; *text == c; text++)
			run++;
		longest = run > longest ? run : longest;
	}
	return longest;
}

static void add_fence(struct strbuf *out, size_t count)
{
	while (count--)
		strbuf_add_char(out, '`');
}

void markdown_code(struct strbuf *out, const char *text)
{
	struct strbuf line CLEANUP(strbuf_done) = { 0 };
	size_t fence = longest_run(text, '`') + 1;
	const char *blank;

	/* In a cell a '\' before a '|' cannot be said as code. */
	if (strchr(text, '\\') && strchr(text, '|')) {
		markdown_text(out, text);
		return;
	}
	strbuf_add_line(&line, text);
	text = strbuf_text(&line);
	blank = *text == '`' || (*text && text[line.length - 1] == '`') ? " " : "";
	if (!*text)
		return;
	add_fence(out, fence);
	strbuf_add(out, blank);
	/* A table is split at '|' before anything else is looked at, and takes the '\' away. */
	for (; *text; text++) {
		if (*text == '|')
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, *text);
	}
	strbuf_add(out, blank);
	add_fence(out, fence);
}

void markdown_place(struct strbuf *out, const struct place *where)
{
	struct strbuf place CLEANUP(strbuf_done) = { 0 };

	report_place(where, &place);
	strbuf_add(out, place.length ? " " : "");
	markdown_text(out, strbuf_text(&place));
}

void markdown_text(struct strbuf *out, const char *text)
{
	struct strbuf line CLEANUP(strbuf_done) = { 0 };

	strbuf_add_line(&line, text);
	for (text = strbuf_text(&line); *text; text++) {
		if (*text == '@') { /* "@name" would send that person a message */
			strbuf_add(out, "`@`");
			continue;
		}
		if (strchr("\\`*_{}[]<>|~#&$!", *text))
			strbuf_add_char(out, '\\');
		strbuf_add_char(out, *text);
	}
}

void markdown_block(struct strbuf *out, const char *language, const char *text)
{
	size_t fence = longest_run(text, '`') + 1;

	fence = fence < 3 ? 3 : fence;
	add_fence(out, fence);
	strbuf_printf(out, "%s\n%s", language, text);
	if (*text && text[strlen(text) - 1] != '\n')
		strbuf_add_char(out, '\n');
	add_fence(out, fence);
	strbuf_add_char(out, '\n');
}

/* ---- an outcome ---- */

static void add_changes(const struct changes *changes, struct strbuf *out)
{
	const struct change *change;

	vec_each (change, &changes->list) {
		if (change > changes->list.at)
			strbuf_add(out, "<br>");
		if (change->what) {
			markdown_code(out, change->what);
			strbuf_add(out, ": ");
		}
		markdown_text(out, *change->have ? change->have : "empty");
		strbuf_add(out, " → ");
		markdown_text(out, *change->want ? change->want : "empty");
	}
}

static void add_item(const struct group *group, const struct item_result *item, struct arena *arena,
		     struct strbuf *out)
{
	const char *label = group_label(group, item, arena);
	bool trouble = item->result != RESULT_CHANGED && item->result != RESULT_WOULD_CHANGE;

	strbuf_printf(out, "| %s ", group->kind);
	markdown_code(out, group->name);
	strbuf_add(out, *label ? ", " : "");
	markdown_text(out, label);
	strbuf_add(out, " | ");
	if (item->changes && !item->text)
		add_changes(item->changes, out);
	strbuf_printf(out, " | %s%s%s", trouble ? "**" : "", result_words[item->result],
		      trouble ? "**" : "");
	if (item->text) {
		strbuf_add(out, ": ");
		markdown_text(out, item->text);
	}
	markdown_place(out, &item->place);
	strbuf_add(out, " |\n");
}

static bool is_shown(const struct item_result *item, const struct style *style)
{
	return style->verbose || (item->counts && item->result != RESULT_KEPT);
}

static void add_table(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct groups groups = report_groups(outcome, &scratch);
	const struct item_result *const *item;
	const struct group *group;
	bool begun = false;

	vec_each (group, &groups.list)
		vec_each (item, &group->items) {
			if (!is_shown(*item, style))
				continue;
			if (!begun)
				strbuf_add(out, "\n| resource | have → want | outcome |\n"
						"|---|---|---|\n");
			begun = true;
			add_item(group, *item, &scratch, out);
		}
}

static void add_notes(const struct outcome *outcome, struct strbuf *out)
{
	const char *const *note;

	vec_each (note, &outcome->notes) {
		strbuf_add(out, note == outcome->notes.at ? "\n- " : "- ");
		markdown_text(out, *note);
		strbuf_add_char(out, '\n');
	}
	if (!outcome->interrupted)
		return;
	strbuf_add(out, "\ninterrupted: ");
	markdown_text(out, outcome->interrupted);
	strbuf_add_char(out, '\n');
}

/* What would be typed, or what was done; folded away. */
static void add_details(const struct outcome *outcome, const struct style *style,
			struct strbuf *out)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	size_t steps =
		outcome->dry_run ? outcome->plan->actions.count : outcome->history->attempts.count;

	if (!steps)
		return;
	if (outcome->dry_run)
		report_runbook(outcome, style, &text);
	else
		report_attempts(outcome, style, &text);
	strbuf_printf(out, "\n<details><summary>%s (%zu step%s)</summary>\n\n",
		      outcome->dry_run ? "Runbook" : "Done", steps, steps == 1 ? "" : "s");
	markdown_block(out, outcome->dry_run ? "sh" : "text", strbuf_text(&text));
	strbuf_add(out, "\n</details>\n");
}

void report_markdown(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	struct style plain = { .verbose = style->verbose };

	strbuf_add(out, "### ");
	markdown_code(out, outcome->host);
	strbuf_add(out, ": ");
	if (!outcome_changed(outcome) && !outcome_troubled(outcome))
		strbuf_add(out, "nothing to do; ");
	report_counts(outcome, out);
	strbuf_add_char(out, '\n');
	add_table(outcome, &plain, out);
	add_notes(outcome, out);
	add_details(outcome, &plain, out);
}
