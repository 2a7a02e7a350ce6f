/*
 * The stack of block devices above a disk: partitions, device-mapper maps,
 * logical volumes, md, loop …, and who uses any of them. Everything comes from
 * one snapshot, so planning and the look right before an act share this code.
 */
#ifndef KIND_STACK_H
#define KIND_STACK_H

#include "model/snapshot.h"

struct stack {
	struct arena *arena;
	const struct snapshot *snapshot;
	struct stack_links *above; /* per block of the snapshot */
	struct strmap maps;	   /* device-mapper uuid -> block */
};

enum use_kind {
	USE_VOLUME, /* an active logical volume: block is its map, vg its volume group */
	USE_MOUNT,
	USE_SWAP,
	USE_HOLDER, /* any other device built on it */
};

struct use {
	enum use_kind kind;
	const struct block *block;
	const char *vg, *lv; /* USE_VOLUME: names as device-mapper has them */
	const char *text;    /* "mounted on /srv", "logical volume xenGuests/noc1 is active" … */
	const char *next; /* the command to type to end it: "umount /srv"; NULL if none is known */
};

struct uses {
	VEC(struct use) list;
};

/* Links the blocks of a snapshot; memory from arena, which must not outlive the snapshot. */
struct stack stack_build(struct arena *arena, const struct snapshot *snapshot);

/* The map of a logical volume; NULL if it is not active. */
const struct block *stack_volume(const struct stack *stack, const struct vg *vg,
				 const struct lv *lv);
/* Whether anything it is made of, however far down, is gone: a thin volume's map stands on its
 * pool's. */
bool stack_is_dangling(const struct stack *stack, const struct block *block);
/* Appends every use of a block, and of everything built on it. */
void stack_uses(const struct stack *stack, const struct block *block, struct uses *uses);
/* The same for all disks of a session. */
void stack_session_uses(const struct stack *stack, unsigned int sid, struct uses *uses);
/* "a; b; c (next: umount /srv)" for a refusal. */
const char *uses_text(struct arena *arena, const struct uses *uses);

#endif
