#include "base/strlists.h"

#include <stdlib.h>

void strlists_add(struct arena *arena, struct strlists *lists, const char *name, size_t index)
{
	size_t at = strmap_find(&lists->names, name);

	if (at == SIZE_MAX) {
		at = lists->lists.count;
		strmap_add(arena, &lists->names, arena_strdup(arena, name), at);
		vec_push(arena, &lists->lists);
	}
	vec_add(arena, &lists->lists.at[at].list, index);
}

const struct indices *strlists_at(const struct strlists *lists, const char *name)
{
	static const struct indices none = { 0 };
	size_t at = name ? strmap_find(&lists->names, name) : SIZE_MAX;

	return at == SIZE_MAX ? &none : &lists->lists.at[at];
}

static int compare(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return left < right ? -1 : left > right;
}

bool indices_have(const struct indices *indices, size_t index)
{
	return indices->list.count && bsearch(&index, indices->list.at, indices->list.count,
					      sizeof(*indices->list.at), compare);
}

void indices_tidy(struct indices *indices)
{
	size_t kept = 0;

	if (indices->list.count)
		qsort(indices->list.at, indices->list.count, sizeof(*indices->list.at), compare);
	for (size_t i = 0; i < indices->list.count; i++)
		if (!kept || indices->list.at[kept - 1] != indices->list.at[i])
			indices->list.at[kept++] = indices->list.at[i];
	indices->list.count = kept;
}
