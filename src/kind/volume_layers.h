/*
 * Volumes that are made of other maps of LVM (thin, cache, snapshot, raid, mirror), after the disks
 * below them were gone and came back: which of them a refresh helps, and which have to be
 * deactivated and activated again.
 */
#ifndef KIND_VOLUME_LAYERS_H
#define KIND_VOLUME_LAYERS_H

#include "act/planning.h"

/* The volumes of one volume group that share maps, those that stand on others first. */
struct layered {
	VEC(const struct block *) maps; /* as they are used, not the layers */
};

/*
 * Whether device-mapper may keep the failure of lost disks in the map of this volume, wherever the
 * maps below it lead by now: a pool and a cache stay in failure mode, a mirror gives up its images,
 * a snapshot becomes invalid, a raid volume without redundancy that is left cannot go on. A linear
 * or striped map keeps nothing, and LVM's refresh takes one lost image of a raid volume in again
 * (lvmraid(7)).
 */
bool volume_keeps_failure(const struct stack *stack, const struct block *map);
/* "because …": LVM reports that its pool or cache has failed; NULL: it does not. */
const char *volume_failure(const struct lv *lv);
/* Whether it is a part of another volume of its group: an image, the data of a pool. */
bool volume_is_layer(const struct stack *stack, const struct block *map);
/* The volumes that have to be deactivated together with this one. */
struct layered volume_layered(const struct stack *stack, const struct block *map);
/* LVM deactivates and activates a snapshot of this sort only together with its origin, and asks
 * before it does. */
bool volume_is_cow(const struct stack *stack, const struct block *map);
/* The map that holds up the I/O of this one: itself, or one that it is made of. NULL: none is
 * suspended. */
const struct block *volume_suspended(const struct stack *stack, const struct block *map);

#endif
