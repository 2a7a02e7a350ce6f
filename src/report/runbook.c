#include "report/report.h"

#include "tool/record_config.h"

/* A record that is written with secrets: what else it gets, for whoever reviews the plan. */
static void add_record(const struct action *action, struct strbuf *out)
{
	const struct setting *setting;

	strbuf_printf(out, "# (no command to type: iscsiadm writes the record itself, from %s)\n",
		      action->secrets);
	vec_each (setting, &action->recipe->settings)
		if (*setting->value)
			strbuf_printf(out, "#   %s = %s\n", setting->name, setting->value);
}

static void add_step(const struct action *action, size_t number, struct strbuf *out)
{
	strbuf_printf(out, "\n# %zu. %s, %s", number, action->title, action->reason);
	report_place(&action->place, out);
	strbuf_add_char(out, '\n');
	if (action->late)
		strbuf_printf(out, "# if %s:\n", action->late);
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

/* What can be done at once in the order of the plan, then what that will reveal. */
static void add_steps(const struct plan *plan, struct strbuf *out)
{
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const bool *late = find_late(plan, &scratch);
	const struct action *action;
	size_t number = 0;

	for (int turn = 0; turn <= 1; turn++)
		vec_each (action, &plan->actions)
			if (late[action - plan->actions.at] == turn)
				add_step(action, ++number, out);
}

static void add_findings(const struct outcome *outcome, const struct style *style,
			 struct strbuf *out)
{
	const struct item_result *item;
	const char *const *note;

	vec_each (item, &outcome->items) {
		if (item->result == RESULT_WOULD_CHANGE ||
		    (item->result == RESULT_KEPT && !style->verbose) ||
		    (!item->counts && !style->verbose))
			continue;
		strbuf_printf(out, "# %s: %s %s", result_words[item->result], item->kind,
			      item->name);
		if (item->text)
			strbuf_printf(out, ": %s", item->text);
		report_place(&item->place, out);
		strbuf_add_char(out, '\n');
	}
	vec_each (note, &outcome->notes)
		strbuf_printf(out, "# note: %s\n", *note);
}

void report_runbook(const struct outcome *outcome, const struct style *style, struct strbuf *out)
{
	struct strbuf findings CLEANUP(strbuf_done) = { 0 };
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
	add_findings(outcome, style, &findings);
	strbuf_add(out, strbuf_text(&findings));
	add_steps(outcome->plan, out);
}
