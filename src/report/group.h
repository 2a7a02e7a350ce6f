/*
 * The items of an outcome by what they belong to, for people who read: a target with its records
 * and sessions, a volume group with its volumes. Groups, and the items of each, in the order of
 * the outcome.
 */
#ifndef REPORT_GROUP_H
#define REPORT_GROUP_H

#include "model/outcome.h"

struct group {
	const char *kind, *name; /* "target" and its IQN, "volume group" and its name, … */
	VEC(const struct item_result *) items;
};

struct groups {
	VEC(struct group) list;
};

struct groups report_groups(const struct outcome *outcome, struct arena *arena);
/* What an item is within its group: "session at 10.5.88.21:3260", the name of a volume; "" for the
 * group's own item. */
const char *group_label(const struct group *group, const struct item_result *item,
			struct arena *arena);

#endif
