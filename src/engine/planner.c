#include "engine/planner.h"

#include "act/portals.h"
#include "kind/kind.h"

#include <stdlib.h>
#include <string.h>

static bool has_tag(const struct record *record)
{
	return record->portal.tpgt != TPGT_NONE;
}

/* Where there is one without a tag, that has to be deleted first (kind/binding.h). */
static int by_target(const void *left, const void *right)
{
	const struct record *const *a = left, *const *b = right;
	int order = strcmp((*a)->target, (*b)->target);

	if (!order)
		order = has_tag(*a) - has_tag(*b);
	return order ? order : (*a > *b) - (*a < *b);
}

static int by_session(const void *left, const void *right)
{
	const struct session *const *a = left, *const *b = right;
	int order = strcmp((*a)->target, (*b)->target);

	return order ? order : ((*a)->sid > (*b)->sid) - ((*a)->sid < (*b)->sid);
}

static void index_records(struct planning *planning)
{
	const struct record *record;

	vec_each (record, &planning->snapshot->records)
		vec_add(planning->arena, &planning->records, record);
	if (planning->records.count)
		qsort(planning->records.at, planning->records.count, sizeof(record), by_target);
	for (size_t i = 0; i < planning->records.count; i++)
		if (strmap_find(&planning->record_index, planning->records.at[i]->target) ==
		    SIZE_MAX)
			strmap_add(planning->arena, &planning->record_index,
				   planning->records.at[i]->target, i);
}

static void index_sessions(struct planning *planning)
{
	const struct session *session;

	vec_each (session, &planning->snapshot->sessions)
		vec_add(planning->arena, &planning->sessions, session);
	if (planning->sessions.count)
		qsort(planning->sessions.at, planning->sessions.count, sizeof(session), by_session);
	for (size_t i = 0; i < planning->sessions.count; i++)
		if (strmap_find(&planning->session_index, planning->sessions.at[i]->target) ==
		    SIZE_MAX)
			strmap_add(planning->arena, &planning->session_index,
				   planning->sessions.at[i]->target, i);
}

const struct plan *plan_make(const struct wishes *wishes, const struct snapshot *snapshot,
			     const struct history *history, const struct names *only,
			     const struct tools *tools, struct arena *arena)
{
	struct plan *plan = arena_alloc(arena, sizeof(*plan));
	struct planning planning = {
		.arena = arena,
		.wishes = wishes,
		.snapshot = snapshot,
		.history = history,
		.only = only,
		.tools = tools,
		.plan = plan,
		.stack = stack_build(arena, snapshot),
	};
	size_t count = 0;

	plan->arena = arena;
	planning.interfaces =
		arena_alloc(arena, wishes->interfaces.count * sizeof(*planning.interfaces));
	planning.targets = arena_alloc(arena, wishes->targets.count * sizeof(*planning.targets));
	planning.vgs = arena_alloc(arena, wishes->vgs.count * sizeof(*planning.vgs));
	index_records(&planning);
	index_sessions(&planning);
	portals_index(&planning);
	for (; kinds[count].plan_up; count++)
		kinds[count].plan_up(&planning);
	while (count--)
		kinds[count].plan_down(&planning);
	kinds_note(&planning);
	return plan;
}
