#include "manifest/census.h"

#include "base/strbuf.h"

#include <stdint.h>
#include <stdlib.h>

struct split {
	struct census *census;
	struct crowds *crowds;
	struct strmap index;
	struct selection everywhere; /* documents that speak of every group */
	VEC(size_t) touched;	     /* groups that any other one speaks of */
	size_t rest;		     /* the crowd of those that none does; SIZE_MAX: not yet */
};

static void touch_groups(struct split *split, size_t document)
{
	struct census *census = split->census;
	const struct spoken_of *spoken = &census->documents[document];
	const size_t *group;

	if (spoken->groups.count == census->groups.list.count) {
		vec_add(census->arena, &split->everywhere.documents, document);
		return;
	}
	vec_each (group, &spoken->groups) {
		struct selection *selection = &census->scratch[*group];

		if (!selection->documents.count)
			vec_add(census->arena, &split->touched, *group);
		vec_add(census->arena, &selection->documents, document);
	}
}

/* Both in order. */
static struct selection join(struct arena *arena, const struct selection *a,
			     const struct selection *b)
{
	struct selection all = { 0 };
	size_t i = 0, j = 0;

	while (i < a->documents.count || j < b->documents.count)
		if (j == b->documents.count ||
		    (i < a->documents.count && a->documents.at[i] < b->documents.at[j]))
			vec_add(arena, &all.documents, a->documents.at[i++]);
		else
			vec_add(arena, &all.documents, b->documents.at[j++]);
	return all;
}

static size_t crowd_of(struct split *split, const struct selection *selection)
{
	CLEANUP(strbuf_done) struct strbuf key = { 0 };
	struct arena *arena = split->census->arena;
	size_t at = strmap_find(&split->index, selection_key(selection, &key));

	if (at != SIZE_MAX)
		return at;
	at = split->crowds->list.count;
	strmap_add(arena, &split->index, arena_strdup(arena, strbuf_text(&key)), at);
	vec_add(arena, &split->crowds->list, ((struct crowd){ .selection = *selection }));
	return at;
}

static void add_group(struct split *split, size_t at)
{
	const struct crowd *group = &split->census->groups.list.at[at];
	struct selection *some = &split->census->scratch[at];
	struct crowd *crowd;
	size_t index = split->rest;

	if (some->documents.count || index == SIZE_MAX) {
		struct selection all = join(split->census->arena, &split->everywhere, some);

		index = crowd_of(split, &all);
	}
	if (!some->documents.count)
		split->rest = index;
	some->documents.count = 0;
	crowd = &split->crowds->list.at[index];
	if (!crowd->groups++) {
		crowd->lead = at;
		crowd->who = group->who;
	}
	crowd->hosts += group->hosts;
	crowd->vague |= group->vague;
	crowd_add_real(crowd, !group->guessed, group->real);
}

static int compare(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return left < right ? -1 : left > right;
}

static struct crowds *split(struct census *census, const struct selection *documents)
{
	struct split split = { .census = census,
			       .crowds = arena_alloc(census->arena, sizeof(struct crowds)),
			       .rest = SIZE_MAX };
	const size_t *at;

	vec_each (at, &documents->documents)
		touch_groups(&split, *at);
	if (split.everywhere.documents.count) {
		for (size_t i = 0; i < census->groups.list.count; i++)
			add_group(&split, i);
	} else if (split.touched.count) {
		qsort(split.touched.at, split.touched.count, sizeof(*split.touched.at), compare);
		vec_each (at, &split.touched)
			add_group(&split, *at);
	}
	return split.crowds;
}

const struct crowds *census_split(struct census *census, const struct selection *documents)
{
	CLEANUP(strbuf_done) struct strbuf key = { 0 };
	size_t at = strmap_find(&census->split_index, selection_key(documents, &key));

	if (at != SIZE_MAX)
		return census->splits.at[at];
	strmap_add(census->arena, &census->split_index,
		   arena_strdup(census->arena, strbuf_text(&key)), census->splits.count);
	vec_add(census->arena, &census->splits, split(census, documents));
	return census->splits.at[census->splits.count - 1];
}
