/*
 * The stack of block devices above a disk: partitions, device-mapper maps,
 * logical volumes, md, loop … Who uses any of them is in kind/uses.h.
 */
#ifndef ACT_STACK_H
#define ACT_STACK_H

#include "base/strlists.h"
#include "model/snapshot.h"

struct stack_links {
	VEC(size_t) list; /* indices of the blocks directly above */
};

enum stack_ground { GROUND_UNSEEN, GROUND_FIRM, GROUND_GONE };

/* What lists of the snapshot have of one block, as their indices. */
struct stack_users {
	struct indices mounts, openers, backstores, counts;
};

/* Which blocks a walk has been at: those of this turn. */
struct stack_walk {
	size_t turn, *at;
};

struct stack {
	struct arena *arena;
	const struct snapshot *snapshot;
	struct stack_links *above; /* per block of the snapshot */
	enum stack_ground *ground; /* per block: what stack_is_dangling() has found so far */
	struct strmap maps, names; /* device-mapper's uuid, and its name -> block */
	struct strmap groups;	   /* what device-mapper's uuids have of a VG's -> group_maps */
	VEC(struct stack_links) group_maps;
	struct strlists name_maps; /* blocks of LVM, by the VG in their names */
	struct stack_users *users; /* per block */
	struct strlists disks;	   /* blocks, by the session they came in over */
	struct strlists vgs;   /* VGs, by the sessions whose disks, or maps of them, they are on */
	struct strlists twins; /* disks of sessions, by wwid */
	struct stack_walk *walk;
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
/* The same in order of the blocks, those with the VG's name as well, unless name is NULL. uuid
 * NULL: by name alone. Never NULL. */
const struct indices *stack_maps(const struct stack *stack, const char *uuid, const char *name)
	__attribute__((returns_nonnull));
/* The disks that came in over a session, partitions among them. Never NULL. */
const struct indices *stack_disks(const struct stack *stack, unsigned int sid)
	__attribute__((returns_nonnull));
/* The volume groups of the snapshot that snapshot_vg_is_on() is true of. Never NULL. */
const struct indices *stack_vgs(const struct stack *stack, unsigned int sid)
	__attribute__((returns_nonnull));
/* Whether a group of the snapshot is one of them. */
bool stack_vg_is_on(const struct stack *stack, const struct vg *vg, unsigned int sid);
/* The disks of sessions that are the same LUN as this one, itself among them. Never NULL. */
const struct indices *stack_twins(const struct stack *stack, const struct block *disk)
	__attribute__((returns_nonnull));
/* Whether anything is made of it. */
bool stack_is_part(const struct stack *stack, const struct block *block);
/* Whether anything it is made of, however far down, is gone: a thin volume's map stands on its
 * pool's. */
bool stack_is_dangling(const struct stack *stack, const struct block *block);
/* "xenGuests-noc1", or the kernel's name of what has no other. */
const char *block_title(const struct block *block);

#endif
