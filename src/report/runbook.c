#include "report/report.h"

#include "report/group.h"
#include "report/steps.h"
#include "report/wrap.h"
#include "tool/record_config.h"

/* A record that is written with secrets: what else it gets, for whoever reviews the plan. */
static void add_record(const struct action *action, struct strbuf *out)
{
	const struct setting *setting;

	strbuf_printf_line(out,
			   "# (no command to type: iscsiadm writes the record itself, from %s)\n",
			   action->secrets);
	vec_each (setting, &action->recipe->settings)
		if (*setting->value)
			strbuf_printf_line(out, "#   %s = %s\n", setting->name, setting->value);
}

static void add_step(const struct action *action, size_t number, struct strbuf *out)
{
	strbuf_add_char(out, '\n');
	strbuf_printf_line(out, "# %zu. %s, %s", number, action->title, action->reason);
	report_place(&action->place, out);
	strbuf_add_char(out, '\n');
	if (action->late)
		strbuf_printf_line(out, "# if %s:\n", action->late);
	if (!action->command.argv.count) {
		strbuf_add(out,
			   "# (then pvscan, vgscan: a fresh look at LVM stands in for them)\n");
		return;
	}
	if (action->command.overlay) {
		add_record(action, out);
		return;
	}
	command_text(&action->command, out);
	strbuf_add_char(out, '\n');
}

/* Whether a step has to wait for what another one reveals, by itself or by what it depends on. */
static bool *find_late(const struct plan *plan, struct arena *arena)
{
	bool *late = arena_alloc(arena, plan->actions.count + 1);
	const struct action *action;
	const size_t *after;

	vec_each (action, &plan->actions) {
		bool *own = &late[action - plan->actions.at];

		*own = action->late;
		vec_each (after, &action->after)
			*own |= late[*after];
	}
	return late;
}

const size_t *report_order(const struct plan *plan, struct arena *arena)
{
	size_t *order = arena_alloc(arena, (plan->actions.count + 1) * sizeof(*order));
	const bool *late = find_late(plan, arena);
	size_t count = 0;

	for (int turn = 0; turn <= 1; turn++)
		for (size_t i = 0; i < plan->actions.count; i++)
			if (late[i] == turn)
				order[count++] = i;
	return order;
}

static void add_steps(const struct plan *plan, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const size_t *order = report_order(plan, &scratch);

	for (size_t i = 0; i < plan->actions.count; i++)
		add_step(&plan->actions.at[order[i]], i + 1, out);
}

/* What changes of one resource; the first item of a group has its name. */
static void add_item(const struct group *group, const struct item_result *item, struct arena *arena,
		     struct strbuf *out)
{
	const char *label = group_label(group, item, arena);

	if (*label)
		strbuf_printf_line(out, "#   %s", label);
	else
		strbuf_printf_line(out, "# %s %s", group->kind, group->name);
	if (item->changes) {
		strbuf_add(out, ": ");
		report_changes(item->changes, out);
	}
	report_cause(item->cause, out);
	strbuf_add_char(out, '\n');
}

static void add_changes(const struct outcome *outcome, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct groups groups = report_groups(outcome, &scratch);
	const struct item_result *const *item;
	const struct group *group;

	vec_each (group, &groups.list) {
		bool headed = false;

		vec_each (item, &group->items) {
			if ((*item)->result != RESULT_WOULD_CHANGE)
				continue;
			if (!headed && *group_label(group, *item, &scratch))
				strbuf_printf_line(out, "# %s %s\n", group->kind, group->name);
			headed = true;
			add_item(group, *item, &scratch, out);
		}
	}
}

static void add_findings(const struct outcome *outcome, const struct style *style,
			 struct strbuf *out)
{
	const struct item_result *item;

	vec_each (item, &outcome->items) {
		if (item->result == RESULT_WOULD_CHANGE ||
		    (item->result == RESULT_KEPT && !style->verbose) ||
		    (!item->counts && !style->verbose))
			continue;
		strbuf_add(out, "# ");
		report_word(item->result, style, out);
		strbuf_printf_line(out, ": %s %s", item->kind, item->name);
		if (item->text)
			strbuf_printf_line(out, ": %s", item->text);
		report_place(&item->place, out);
		report_cause(item->cause, out);
		strbuf_add_char(out, '\n');
	}
}

static void add_notes(const struct outcome *outcome, struct strbuf *out)
{
	const char *const *note;

	vec_each (note, &outcome->notes)
		strbuf_printf_line(out, "# note: %s\n", *note);
}

/* On a terminal the head is out of sight by then. */
static void add_end(const struct outcome *outcome, struct strbuf *out)
{
	size_t count = outcome->plan->actions.count, late = 0;
	const struct action *action;

	if (!count)
		return;
	vec_each (action, &outcome->plan->actions)
		late += action->late != NULL;
	strbuf_printf(out, "\n# %zu step%s", count, count == 1 ? "" : "s");
	if (late)
		strbuf_printf(out, ", %zu of them under a condition", late);
	strbuf_add(out, ": ");
	report_counts(outcome, out);
	strbuf_add_char(out, '\n');
}

static void add_text(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	bool nothing = !outcome_changed(outcome) && !outcome_troubled(outcome);

	if (style->quiet && nothing)
		return;
	strbuf_add(out, "# ");
	strbuf_add_line(out, outcome->host); /* of a snapshot, so it may be anything */
	strbuf_add(out, ": ");
	if (nothing)
		strbuf_add(out, "nothing to do; ");
	report_counts(outcome, out);
	strbuf_add_char(out, '\n');
	add_findings(outcome, style, out);
	add_changes(outcome, out);
	add_notes(outcome, out);
	add_steps(outcome->plan, out);
	add_end(outcome, out);
}

void report_runbook(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	add_text(outcome, style, &text);
	wrap_lines(strbuf_text(&text), style->width, "#", "#     ", out);
}
