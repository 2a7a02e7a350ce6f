/*
 * The commands that end block devices, for people to type: converge itself runs none of them.
 */
#ifndef ACT_ENDS_H
#define ACT_ENDS_H

#include "act/stack.h"

/* The command that ends a device once nobody uses it; NULL: none is known. */
const char *block_end(const struct stack *stack, const struct block *block);
/* Whether it is a partition that kpartx(8) has made a map of. */
bool block_is_kpartx(const struct block *block);
/*
 * `dmsetup remove` for the map of a volume that no command of LVM ends, and that nothing uses.
 * NULL, so that it is not proposed, where not every user is known, and where it may be no volume
 * but a part of one.
 */
const char *block_removal(const struct stack *stack, const struct block *block);
/*
 * For an active volume, of which this block is the map, LVM's own command; beside a session that is
 * not LOGGED_IN it is given the disks that do not make it hang. What is on such a session alone LVM
 * does not see, and only device-mapper ends that, as it does what the group no longer has. Names as
 * device-mapper has them. used: by what has to end first. NULL: nothing can be proposed.
 */
const char *volume_end(const struct stack *stack, const struct block *block, const char *vg_name,
		       const char *lv_name, bool used);

#endif
