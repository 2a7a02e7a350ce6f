#include "model/plan.h"

#include "base/strbuf.h"

const char *const verdict_words[] = { "kept",	"would change", "refused",  "unknown",
				      "failed", "skipped",	"left out", NULL };

size_t plan_item(struct plan *plan, const char *kind, const char *name, const struct place *place)
{
	const char *key = arena_printf(plan->arena, "%s %s", kind, name);
	size_t at = strmap_find(&plan->item_index, key);
	struct item *item;

	if (at != PLAN_NONE)
		return at;
	strmap_add(plan->arena, &plan->item_index, key, plan->items.count);
	item = vec_push(plan->arena, &plan->items);
	item->kind = kind;
	item->name = name;
	item->place = *place;
	item->selected = true;
	return plan->items.count - 1;
}

/* Names of mounts and words of tools may hold line breaks; a reason is one line of a report. */
static const char *one_line(struct arena *arena, const char *text)
{
	struct strbuf line CLEANUP(strbuf_done) = { 0 };

	strbuf_add_line(&line, text);
	return arena_strdup(arena, strbuf_text(&line));
}

void plan_judge(struct plan *plan, size_t index, enum verdict verdict, const char *format, ...)
{
	struct item *item = &plan->items.at[index];
	va_list args;

	if (item->verdict != VERDICT_MATCHES && item->verdict != VERDICT_CHANGES)
		return;
	va_start(args, format);
	/* What --only leaves out is nobody's trouble, whatever its state. */
	item->verdict = item->selected ? verdict : VERDICT_EXCLUDED;
	item->text = one_line(plan->arena, arena_vprintf(plan->arena, format, args));
	va_end(args);
}

void plan_change(struct plan *plan, size_t item, const char *what, const char *have,
		 const char *want)
{
	struct changes *changes = &plan->items.at[item].changes;
	const char *key = what ? what : "";

	if (strmap_find(&changes->index, key) != SIZE_MAX)
		return;
	strmap_add(plan->arena, &changes->index, key, changes->list.count);
	vec_add(plan->arena, &changes->list, ((struct change){ what, have, want }));
}

void plan_covered(struct plan *plan, size_t item)
{
	if (plan->items.at[item].verdict == VERDICT_MATCHES && plan->items.at[item].selected)
		plan->items.at[item].verdict = VERDICT_CHANGES;
}

size_t plan_find_item(const struct plan *plan, const char *kind, const char *name)
{
	return strmap_find(&plan->item_index, arena_printf(plan->arena, "%s %s", kind, name));
}

static void index_action(struct plan *plan, size_t action)
{
	const char *key = plan->actions.at[action].key;

	if (key && strmap_find(&plan->action_index, key) == SIZE_MAX)
		strmap_add(plan->arena, &plan->action_index, key, action);
}

size_t plan_action(struct plan *plan, const struct action *draft)
{
	struct item *item = &plan->items.at[draft->item];

	vec_add(plan->arena, &plan->actions, *draft);
	index_action(plan, plan->actions.count - 1);
	if (item->verdict == VERDICT_MATCHES)
		item->verdict = VERDICT_CHANGES;
	if (draft->change.have)
		plan_change(plan, draft->item, draft->change.what, draft->change.have,
			    draft->change.want);
	return plan->actions.count - 1;
}

size_t plan_find_action(const struct plan *plan, const char *key)
{
	return key ? strmap_find(&plan->action_index, key) : PLAN_NONE;
}

void plan_rename(struct plan *plan, size_t action, const char *key)
{
	plan->actions.at[action].key = key;
	index_action(plan, action);
}

void plan_after(struct plan *plan, size_t action, size_t other)
{
	if (action != PLAN_NONE && other != PLAN_NONE)
		vec_add(plan->arena, &plan->actions.at[action].after, other);
}

size_t plan_count(const struct plan *plan, bool late)
{
	const struct action *action;
	size_t count = 0;

	vec_each (action, &plan->actions)
		count += action->command.argv.count > 0 && (action->late != NULL) == late;
	return count;
}
