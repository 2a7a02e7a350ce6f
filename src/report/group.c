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

static const char *kind_of(const struct item_result *item)
{
	const struct member *member = member_of(item);

	return member ? member->group : item->kind;
}

static bool is_in(const struct group *group, const struct item_result *item)
{
	size_t length = name_length(item);

	return str_equal(group->kind, kind_of(item)) && strlen(group->name) == length &&
	       strncmp(group->name, item->name, length) == 0;
}

/* The group of an item, made if there is none. */
static size_t find_group(struct groups *groups, struct strmap *index,
			 const struct item_result *item, struct arena *arena)
{
	const char *name = arena_strndup(arena, item->name, name_length(item));
	const char *key = arena_printf(arena, "%s %s", kind_of(item), name);
	size_t at = strmap_find(index, key);
	struct group *group;

	if (at != SIZE_MAX)
		return at;
	group = vec_push(arena, &groups->list);
	group->kind = kind_of(item);
	group->name = name;
	strmap_add(arena, index, key, groups->list.count - 1);
	return groups->list.count - 1;
}

struct groups report_groups(const struct outcome *outcome, struct arena *arena)
{
	struct groups groups = { 0 };
	struct strmap index = { 0 };
	const struct item_result *item;
	size_t at = 0;

	vec_each (item, &outcome->items) {
		/* Most stand beside each other. */
		if (!groups.list.count || !is_in(&groups.list.at[at], item))
			at = find_group(&groups, &index, item, arena);
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
