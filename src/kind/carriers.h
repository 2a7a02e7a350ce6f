/*
 * What carries a volume group: the targets that its disks came in over, compared with those that
 * the manifest says carry it, and whether those have the sessions that they need. A volume group
 * of the right name and uuid on another target may be a copy.
 */
#ifndef KIND_CARRIERS_H
#define KIND_CARRIERS_H

#include "act/planning.h"

/*
 * Adds the targets that a block device came in over, through whatever it is made of; a target may
 * be added twice. False: not all that it is made of is known.
 */
bool carriers_of(struct arena *arena, const struct snapshot *snapshot, const struct block *block,
		 struct names *targets);
/*
 * Finds why nothing of a volume group may be activated or refreshed, for progress->barred: another
 * target, or a local disk, carries it (then its item is refused, also while it is active), or a
 * target that the manifest names for it has fewer sessions than it needs, and will not get them.
 * vg: as seen, or NULL. What the manifest names no targets for is not compared with anything.
 */
void carriers_compare(struct planning *planning, const struct vg_wish *wish, const struct vg *vg,
		      struct vg_progress *progress);
/* Whether that is so; the item, of the volume group or of a volume, is then judged. */
bool carriers_bar(struct planning *planning, const struct vg_progress *progress, size_t item);

#endif
