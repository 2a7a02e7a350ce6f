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
	struct strmap maps;	   /* device-mapper uuid -> block */
};

/* Links the blocks of a snapshot; memory from arena, which must not outlive the snapshot. */
struct stack stack_build(struct arena *arena, const struct snapshot *snapshot);

/* The map of a logical volume; NULL if it is not active. */
const struct block *stack_volume(const struct stack *stack, const struct vg *vg,
				 const struct lv *lv);
/* Whether anything it is made of, however far down, is gone: a thin volume's map stands on its
 * pool's. */
bool stack_is_dangling(const struct stack *stack, const struct block *block);

#endif
