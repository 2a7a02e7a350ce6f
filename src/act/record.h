/*
 * Steps on node records, and what both those who plan them and those who check them right before
 * ask of a record.
 */
#ifndef ACT_RECORD_H
#define ACT_RECORD_H

#include "act/planning.h"

/* `-o new`, with a secret and without; `-o update`; `-o new` over a record that is there, which
 * keeps all it has; `-o delete`. */
extern const struct action_type record_new, record_new_secret, record_update, record_rewrite,
	record_delete;

/*
 * Whether this record goes when one of that portal is written for that interface: where iscsiadm
 * knows no portal group tag, the portal's one file is the record of one interface, and every write
 * of a record that has a tag makes it go as well (2.1.8).
 */
bool record_displaces(const struct record *record, const char *target, const struct portal *portal,
		      const char *iface);

/* The item of the node record of one portal, selected as --only says. */
size_t record_item(struct planning *planning, const struct target_wish *wish,
		   const struct portal_wish *listed, const struct place *place);
/* Key, lane and resource of a step on it. */
struct action record_draft(struct planning *planning, const struct action_type *type, size_t item,
			   const char *target, const struct portal *portal, const char *iface);
/* Makes of a draft one that writes the record by a recipe; secrets: for people, where they are. */
void record_draft_recipe(struct planning *planning, struct action *draft,
			 const struct record_recipe *recipe, const char *secrets);

/* The record of exactly this portal, and how many there are: one with and one without a tag are
 * two, and so are one by name and one by address, as iscsiadm resolves both. */
const struct record *record_find(struct planning *planning, const char *target,
				 const struct portal_wish *listed, size_t *ret_count);
/* Judges the item unknown while an earlier run's command may still change the target. */
bool target_is_busy(struct planning *planning, const char *target, size_t item);
/* A damaged record of this target; NULL: none. */
const struct damaged_record *record_find_damaged(const struct planning *planning,
						 const char *target);
/* Judges the item unknown when what the probe saw of this target's records is not all. */
bool records_are_unknown(struct planning *planning, const char *target, size_t item);
/* A deletion, but for the reason. */
struct action record_delete_draft(struct planning *planning, size_t item,
				  const struct record *record);
/* Adds it, after every logout at its portal. */
void record_act_delete(struct planning *planning, const struct action *draft);
/* Whether this plan deletes it. */
bool record_ends(struct planning *planning, const struct record *record);

#endif
