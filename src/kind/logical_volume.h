/* What both ways of the logical volume kind share. */
#ifndef KIND_LOGICAL_VOLUME_H
#define KIND_LOGICAL_VOLUME_H

#include "kind/kind.h"

/* The item a volume's actions belong to: its own if it is listed, else its VG's. */
size_t lv_item(struct planning *planning, const struct vg_wish *wish, const char *name,
	       const struct vg_progress *progress);
/* planning_act(), after what its VG's volumes wait for, and also_after (or PLAN_NONE). */
size_t lv_act(struct planning *planning, const struct vg_progress *progress, struct action *draft,
	      size_t also_after);
/* NULL: it is not visible. */
const struct lv *lv_seen(const struct vg_progress *progress, const char *name);
/* "active", "inactive" …; lv: NULL if it is not visible. */
const char *lv_seen_word(const struct lv *lv);

/* Whether it is to be active: it is listed so, or its VG is and it is not left out. */
bool lv_is_wanted(const struct vg_wish *wish, const struct lv *lv);

/*
 * Plans what an active volume needs to work, or judges why it does not; false: nothing is wrong
 * with it.
 */
bool lv_repair(struct planning *planning, const struct vg_wish *wish, const struct lv *lv,
	       const struct vg_progress *progress);
/* The same for what device-mapper still has of a volume group that is not visible yet. */
void lv_repair_left_over(struct planning *planning, const struct vg_wish *wish,
			 const struct vg_progress *progress);
/*
 * Of a volume that fails though its disks are there, and that only a new activation helps: plans to
 * deactivate it, with all that shares maps with it, and to activate them again; or judges why that
 * cannot be done. map: its own; reason: "because …".
 */
void lv_restart(struct planning *planning, const struct vg_wish *wish, const struct block *map,
		const struct vg_progress *progress, const char *reason);

void lv_plan_down(struct planning *planning);

#endif
