#include "engine/cause.h"

/* ---- telling ---- */

static enum cause cause_of(const struct memory *memory, const struct mark *wish)
{
	const struct mark *before = wish ? marks_find(&memory->wishes, wish->name) : NULL;

	if (!wish || !memory->known || (!before && !memory->same) ||
	    (before && str_equal(before->text, MEMORY_UNKNOWN)))
		return CAUSE_UNKNOWN;
	return before && str_equal(before->text, wish->text) ? CAUSE_DRIFT : CAUSE_INTENT;
}

void causes_tell(const struct memory *memory, const struct marks *wishes, struct arena *arena,
		 struct outcome *outcome)
{
	struct item_result *item;

	vec_each (item, &outcome->items) {
		const char *name = marks_item(arena, item->kind, item->name);

		if (item->result == RESULT_UNKNOWN)
			item->cause = CAUSE_UNKNOWN;
		else if (item->result != RESULT_KEPT)
			item->cause = cause_of(memory, marks_find(wishes, name));
	}
}

/* ---- learning ---- */

enum fate {
	FATE_UNTRIED, /* left out by --only, or without a result of its own */
	FATE_FULFILLED,
	FATE_MISSED,
};

static enum fate fate_of(const struct item_result *item)
{
	if (item->result == RESULT_KEPT || item->result == RESULT_CHANGED)
		return FATE_FULFILLED;
	return item->counts ? FATE_MISSED : FATE_UNTRIED;
}

/* For each of the wishes; one that is missed in one part is missed, and untried before that. */
static enum fate *find_fates(const struct marks *wishes, const struct outcome *outcome,
			     struct arena *arena)
{
	enum fate *fates = arena_alloc(arena, (wishes->list.count + 1) * sizeof(*fates));
	bool *met = arena_alloc(arena, wishes->list.count + 1);
	const struct item_result *item;

	vec_each (item, &outcome->items) {
		const struct mark *wish =
			marks_find(wishes, marks_item(arena, item->kind, item->name));
		size_t at = wish ? (size_t)(wish - wishes->list.at) : 0;
		enum fate fate = fate_of(item);

		if (!wish)
			continue;
		if (!met[at] || fate == FATE_MISSED ||
		    (fate == FATE_UNTRIED && fates[at] == FATE_FULFILLED))
			fates[at] = fate;
		met[at] = true;
	}
	return fates;
}

/* What is to be remembered of a wish; NULL: nothing, as it was new and was not tried. */
static const char *text_after(const struct memory *memory, const struct mark *wish, enum fate fate)
{
	const struct mark *before = memory->known ? marks_find(&memory->wishes, wish->name) : NULL;
	bool is_new = memory->known && memory->same && !before;

	if (fate == FATE_FULFILLED)
		return wish->text;
	if (fate == FATE_UNTRIED)
		return before ? before->text : is_new ? NULL : MEMORY_UNKNOWN;
	if (is_new)
		return MEMORY_MISSED;
	if (!before || str_equal(before->text, MEMORY_UNKNOWN))
		return MEMORY_UNKNOWN;
	return str_equal(before->text, wish->text) ? wish->text : MEMORY_MISSED;
}

void memory_learn(const struct memory *before, const struct marks *wishes,
		  const struct outcome *outcome, struct arena *arena, struct marks *ret_after)
{
	const enum fate *fates = find_fates(wishes, outcome, arena);
	const struct mark *mark;

	vec_each (mark, &wishes->list) {
		const char *text = text_after(before, mark, fates[mark - wishes->list.at]);

		if (text)
			marks_add(arena, ret_after, mark->name, text, NULL);
	}
	if (!before->known)
		return;
	vec_each (mark, &before->wishes.list)
		if (!marks_find(wishes, mark->name))
			marks_add(arena, ret_after, mark->name, mark->text, NULL);
}
