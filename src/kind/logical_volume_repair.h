/* Volumes that are active and do not work. */
#ifndef KIND_LOGICAL_VOLUME_REPAIR_H
#define KIND_LOGICAL_VOLUME_REPAIR_H

#include "act/planning.h"

/*
 * Plans what an active volume needs to work, or judges why it does not; false: nothing is wrong
 * with it.
 */
bool lv_repair(struct planning *planning, const struct vg_wish *wish, const struct lv *lv,
	       const struct vg_progress *progress);
/* The same for what device-mapper still has of a volume group that is not visible yet. */
void lv_repair_left_over(struct planning *planning, const struct vg_wish *wish,
			 const struct vg_progress *progress);

#endif
