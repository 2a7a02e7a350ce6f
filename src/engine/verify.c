#include "engine/verify.h"

/* It was run, and may have done something whatever it answered. */
static bool has_run(const struct attempt *attempt)
{
	return attempt->command &&
	       (attempt->end == ATTEMPT_DONE || attempt->end == ATTEMPT_FAILED ||
		attempt->end == ATTEMPT_TIMED_OUT);
}

static bool was_tried(const struct outcome *outcome, const struct item *item)
{
	const struct attempt *attempt;

	vec_each (attempt, &outcome->history->attempts)
		if (has_run(attempt) && str_equal(attempt->kind, item->kind) &&
		    str_equal(attempt->item, item->name))
			return true;
	return false;
}

static bool was_anything_done(const struct outcome *outcome)
{
	const struct attempt *attempt;

	vec_each (attempt, &outcome->history->attempts)
		if (attempt->command && attempt->end == ATTEMPT_DONE)
			return true;
	return false;
}

static void add_result(struct arena *arena, struct outcome *outcome, const struct item *item,
		       enum result result, const char *text)
{
	struct item_result *added = vec_push(arena, &outcome->items);

	added->kind = item->kind;
	added->name = item->name;
	added->place = item->place;
	added->result = result;
	added->text = text;
	added->counts = true;
}

static enum result result_of(enum attempt_end end)
{
	switch (end) {
	case ATTEMPT_DONE:
	case ATTEMPT_FAILED:
		return RESULT_FAILED;
	case ATTEMPT_TIMED_OUT:
		return RESULT_TIMED_OUT;
	case ATTEMPT_REFUSED:
		return RESULT_REFUSED;
	case ATTEMPT_SKIPPED:
		return RESULT_SKIPPED;
	case ATTEMPT_INTERRUPTED:
		return RESULT_INTERRUPTED;
	}
	return RESULT_FAILED;
}

static const struct action *first_action(const struct plan *plan, size_t item)
{
	const struct action *action;

	vec_each (action, &plan->actions)
		if (action->item == item)
			return action;
	return NULL;
}

/* The item still needs something: the end of the first attempt at it that did not get done says
 * why; if all got done, the tools said success and the host says otherwise. */
static enum result unfinished(const struct plan *plan, size_t index, const struct outcome *outcome,
			      struct arena *arena, const char **ret_text)
{
	const struct action *action, *needed = first_action(plan, index);
	const struct attempt *attempt = NULL;

	vec_each (action, &plan->actions) {
		if (action->item != index)
			continue;
		attempt = history_find(outcome->history, action->key);
		if (attempt && attempt->end != ATTEMPT_DONE) {
			*ret_text = attempt->text;
			return result_of(attempt->end);
		}
	}
	if (needed && history_find(outcome->history, needed->key)) {
		*ret_text =
			arena_printf(arena,
				     "the tools answered success, but the host does not show it: "
				     "still to %s, %s",
				     needed->title, needed->reason);
		return RESULT_FAILED;
	}
	*ret_text = outcome->interrupted ? outcome->interrupted : "what it depends on was not done";
	return outcome->interrupted ? RESULT_INTERRUPTED : RESULT_SKIPPED;
}

static void add_pending(const struct plan *plan, size_t index, struct arena *arena,
			struct outcome *outcome)
{
	const struct item *item = &plan->items.at[index];
	const char *text = NULL;
	enum result result = RESULT_WOULD_CHANGE;

	if (outcome->unverified) {
		result = RESULT_UNKNOWN;
		text = outcome->unverified;
	} else if (!outcome->dry_run) {
		result = unfinished(plan, index, outcome, arena, &text);
		if (item->expendable)
			result = RESULT_DEGRADED;
	}
	add_result(arena, outcome, item, result, text);
}

/*
 * Whether it was this run that changed an item which now matches: by a command for it, or, where
 * the plan had none for it, by those for other items.
 */
static bool was_changed(const struct plan *first, const struct item *item,
			const struct outcome *outcome)
{
	size_t before;

	if (was_tried(outcome, item))
		return true;
	if (!was_anything_done(outcome))
		return false;
	before = plan_find_item(first, item->kind, item->name);
	return before != PLAN_NONE && first->items.at[before].verdict == VERDICT_CHANGES &&
	       !first_action(first, before);
}

static void add_item(const struct plan *first, const struct plan *last, size_t index,
		     struct arena *arena, struct outcome *outcome)
{
	static const enum result results[] = {
		[VERDICT_REFUSED] = RESULT_REFUSED,  [VERDICT_UNKNOWN] = RESULT_UNKNOWN,
		[VERDICT_FAILS] = RESULT_FAILED,     [VERDICT_BLOCKED] = RESULT_SKIPPED,
		[VERDICT_EXCLUDED] = RESULT_SKIPPED,
	};
	const struct item *item = &last->items.at[index];
	bool changed = was_changed(first, item, outcome);

	if (item->verdict == VERDICT_CHANGES) {
		add_pending(last, index, arena, outcome);
	} else if (item->verdict == VERDICT_MATCHES) {
		add_result(arena, outcome, item,
			   changed && !outcome->dry_run ? RESULT_CHANGED : RESULT_KEPT, NULL);
	} else {
		add_result(arena, outcome, item,
			   item->expendable ? RESULT_DEGRADED : results[item->verdict], item->text);
		outcome->items.at[outcome->items.count - 1].counts =
			item->verdict != VERDICT_EXCLUDED;
	}
}

/* What this run set out to change of it; NULL: nothing. */
static const struct changes *planned_changes(const struct plan *first, const struct plan *last,
					     size_t index)
{
	const struct item *item = &last->items.at[index];

	if (first != last)
		index = plan_find_item(first, item->kind, item->name);
	return index != PLAN_NONE && first->items.at[index].changes.list.count
		       ? &first->items.at[index].changes
		       : NULL;
}

void verify(const struct plan *first, const struct plan *last, struct arena *arena,
	    struct outcome *outcome)
{
	outcome->items.room = last->items.count + 1;
	outcome->items.at = arena_alloc(arena, outcome->items.room * sizeof(*outcome->items.at));
	for (size_t i = 0; i < last->items.count; i++) {
		add_item(first, last, i, arena, outcome);
		outcome->items.at[i].changes = planned_changes(first, last, i);
	}
}
