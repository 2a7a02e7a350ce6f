/* What both ways of the target kind share. */
#ifndef KIND_TARGET_H
#define KIND_TARGET_H

#include "kind/kind.h"

/* Parameters that a record is to have. */
struct wanted {
	VEC(struct setting) list;
};

void want(struct planning *planning, struct wanted *wanted, const char *name, const char *value,
	  const struct place *place);

/* The item of the node record of one portal, selected as --only says. */
size_t record_item(struct planning *planning, const struct target_wish *wish,
		   const struct portal_wish *listed, const struct place *place);
/* Key, lane and resource of a step on it. */
struct action record_draft(struct planning *planning, const struct action_type *type, size_t item,
			   const char *target, const struct portal *portal, const char *iface);
/* The record of exactly this portal, and how many there are: one with and one without a tag are
 * two, and so are one by name and one by address, as iscsiadm resolves both. */
const struct record *find_record(struct planning *planning, const char *target,
				 const struct portal_wish *listed, size_t *ret_count);
/* Judges the item unknown while an earlier run's command may still change the target. */
bool target_is_busy(struct planning *planning, const char *target, size_t item);
/* A damaged record of this target; NULL: none. */
const struct damaged_record *find_damaged(const struct planning *planning, const char *target);
/* Judges the item unknown when what the probe saw of this target's records is not all. */
bool records_are_unknown(struct planning *planning, const char *target, size_t item);

/* A deletion, but for the reason. */
struct action record_delete_draft(struct planning *planning, size_t item,
				  const struct record *record);
/* Adds it, after every logout at its portal. */
void record_act_delete(struct planning *planning, const struct action *draft);
/* Whether this plan deletes it. */
bool record_ends(struct planning *planning, const struct record *record);

void target_plan_down(struct planning *planning);

#endif
