/*
 * Who uses a block device, or anything built on it: what a refusal names, and what `converge
 * holders` prints. Everything comes from one snapshot, so planning, the look right before an act
 * and that verb share this code.
 */
#ifndef ACT_USES_H
#define ACT_USES_H

#include "act/stack.h"

enum use_kind {
	USE_VOLUME, /* an active logical volume: block is its map, vg its volume group */
	USE_MOUNT,
	USE_SWAP,
	USE_HOLDER,  /* any other device built on it */
	USE_EXPORT,  /* by the kernel's own target */
	USE_PROCESS, /* that has it open */
	USE_CLAIM,   /* the kernel has claimed it, or may have */
	USE_UNSEEN,  /* device-mapper says it is open more often than all of these explain */
};

struct use {
	enum use_kind kind;
	const struct block *block; /* that is used; of USE_VOLUME and USE_HOLDER: that uses it */
	const char *vg, *lv;	   /* USE_VOLUME: names as device-mapper has them */
	const char *text;	   /* "mounted on /srv", "logical volume a/b is active" … */
	const char *next;	   /* the command to type about it: "umount /srv"; or NULL */
	bool only_shows;	   /* that command ends nothing, it tells more */
	/*
	 * udev's doing, and over in a moment: who plans need not mind, as the look right before the
	 * act waits for its end.
	 */
	bool passing;
	bool unknown;		     /* USE_CLAIM: whether it is claimed could not be asked */
	const char *path;	     /* USE_MOUNT: its mount point */
	const struct opener *opener; /* USE_PROCESS */
};

struct uses {
	VEC(struct use) list;
	struct strmap index; /* "BLOCK TEXT" and "BLOCK": what has been told already */
};

extern const char *const use_words[]; /* by use_kind, for programs: "volume", "mount" … */

/*
 * Appends every use of a block, and of everything built on it; what has to be ended first comes
 * first. A device that takes part in several stacks is told once.
 */
void stack_uses(const struct stack *stack, const struct block *block, struct uses *uses);
/* The same for all disks of a session. */
void stack_session_uses(const struct stack *stack, unsigned int sid, struct uses *uses);
/* Mounts, swap, exports and processes of the block itself, without what is built on it; returns how
 * many openers that explains. */
unsigned int stack_own_uses(const struct stack *stack, const struct block *block,
			    struct uses *uses);
/* How often it is open; false: device-mapper did not tell, or it is not of device-mapper. */
bool stack_open_count(const struct stack *stack, const struct block *block,
		      unsigned int *ret_count);
/* Those that are passing, or those that are not, appended. */
void uses_select(struct arena *arena, const struct uses *uses, bool passing, struct uses *ret_uses);
/* "a; b; c (to end that: umount /srv)" for a refusal. */
const char *uses_text(struct arena *arena, const struct uses *uses);

#endif
