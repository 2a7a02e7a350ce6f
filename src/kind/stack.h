/*
 * The stack of block devices above a disk: partitions, device-mapper maps,
 * logical volumes, md, loop … Who uses any of them is in kind/uses.h.
 */
#ifndef KIND_STACK_H
#define KIND_STACK_H

#include "model/snapshot.h"

struct stack_links {
	VEC(size_t) list; /* indices of the blocks directly above */
};

enum stack_ground { GROUND_UNSEEN, GROUND_FIRM, GROUND_GONE };

struct stack {
	struct arena *arena;
	const struct snapshot *snapshot;
	struct stack_links *above; /* per block of the snapshot */
	enum stack_ground *ground; /* per block: what stack_is_dangling() has found so far */
	struct strmap maps, names; /* device-mapper's uuid, and its name -> block */
	struct strmap groups;	   /* what device-mapper's uuids have of a VG's -> group_maps */
	VEC(struct stack_links) group_maps;
	struct stack_links lost; /* device-mapper's, where stack_is_dangling() */
};

/* Links the blocks of a snapshot; memory from arena, which must not outlive the snapshot. */
struct stack stack_build(struct arena *arena, const struct snapshot *snapshot);

/* The map of a logical volume; NULL if it is not active. */
const struct block *stack_volume(const struct stack *stack, const struct vg *vg,
				 const struct lv *lv);
/* The map of that name; NULL if there is none. */
const struct block *stack_named(const struct stack *stack, const char *dm_name);
/* Indices of the maps that a VG's volumes and their layers have; NULL if none is there. */
const struct stack_links *stack_group(const struct stack *stack, const struct vg *vg);
/* Whether anything is made of it. */
bool stack_is_part(const struct stack *stack, const struct block *block);
/* Whether anything it is made of, however far down, is gone: a thin volume's map stands on its
 * pool's. */
bool stack_is_dangling(const struct stack *stack, const struct block *block);

#endif
