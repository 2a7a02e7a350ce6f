/*
 * Kinds of resources: what the manifest wants of each against what the
 * snapshot has of it, turned into items and actions of a plan.
 *
 * Planning asks every kind twice: upwards in the order of kinds[] (records,
 * sessions, volume groups, volumes), then downwards in the reverse order. So an action's
 * dependencies always stand before it, and a kind finds what the kinds below
 * (up) or above (down) have decided in struct planning.
 */
#ifndef KIND_KIND_H
#define KIND_KIND_H

#include "act/planning.h"

struct kind {
	void (*plan_up)(struct planning *planning);
	void (*plan_down)(struct planning *planning);
};

/* In the order of the way up; the last one has no functions. */
extern const struct kind kinds[];

void initiator_plan_up(struct planning *planning);
void interface_plan_up(struct planning *planning);
void record_plan_up(struct planning *planning);
void session_plan_up(struct planning *planning);
void vg_plan_up(struct planning *planning);
void lv_plan_up(struct planning *planning);

void interface_plan_down(struct planning *planning);
void unmanaged_plan_down(struct planning *planning);
void record_plan_down(struct planning *planning);
void session_plan_down(struct planning *planning);
void vg_plan_down(struct planning *planning);
void lv_plan_down(struct planning *planning);

/* Notes on what a plan's logins bring about by themselves, and on what nobody enforces; after all
 * kinds. */
void kinds_note(struct planning *planning);
/* The host names in these wishes, which a look at the host must resolve. */
void kinds_host_names(const struct wishes *wishes, struct arena *arena, struct names *ret_names);
/* The files that these wishes name secrets in. */
struct names kinds_secrets(const struct wishes *wishes, const struct tools *tools,
			   struct arena *arena);
/* Whether these wishes may take anything down, so that it must be known what processes do. */
bool kinds_take_down(const struct wishes *wishes);

#endif
