#include "report/group.h"

#include <string.h>

/* The kind of the group that items of this kind are in, and what ends the group's name in theirs.
 */
static const struct member {
	const char *kind, *group, *label;
	char end;
} members[] = {
	{ "target", "target", "record", ' ' },
	{ "session", "target", "session", ' ' },
	{ "logical volume", "volume group", NULL, '/' },
};

static const struct member *member_of(const struct item_result *item)
{
	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		if (str_equal(members[i].kind, item->kind))
			return &members[i];
	return NULL;
}

static size_t name_length(const struct item_result *item)
{
	const struct member *member = member_of(item);
	const char *end = member ? strchr(item->name, member->end) : NULL;

	return end ? (size_t)(end - item->name) : strlen(item->name);
}

struct groups report_groups(const struct outcome *outcome, struct arena *arena)
{
	struct groups groups = { 0 };
	struct strmap index = { 0 };
	const struct item_result *item;

	vec_each (item, &outcome->items) {
		const struct member *member = member_of(item);
		const char *kind = member ? member->group : item->kind;
		const char *name = arena_strndup(arena, item->name, name_length(item));
		const char *key = arena_printf(arena, "%s %s", kind, name);
		size_t at = strmap_find(&index, key);

		if (at == SIZE_MAX) {
			struct group *group = vec_push(arena, &groups.list);

			group->kind = kind;
			group->name = name;
			at = groups.list.count - 1;
			strmap_add(arena, &index, key, at);
		}
		vec_add(arena, &groups.list.at[at].items, item);
	}
	return groups;
}

const char *group_label(const struct group *group, const struct item_result *item,
			struct arena *arena)
{
	const struct member *member = member_of(item);
	const char *rest = item->name + strlen(group->name);

	if (!member)
		return "";
	if (!member->label)
		return *rest ? rest + 1 : rest;
	return arena_printf(arena, "%s%s", member->label, *rest ? rest : "s");
}
