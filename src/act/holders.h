/*
 * What a word of the command line names on this host, and who holds it. The answer is made of the
 * same uses that a plan refuses for.
 */
#ifndef ACT_HOLDERS_H
#define ACT_HOLDERS_H

#include "act/uses.h"
#include "tool/tools.h"

/* One thing that can be held by itself. */
struct held {
	const char *kind; /* "logical volume", "volume group", "session", "target", "device" */
	const char *name; /* "xenGuests/noc1", "3 of iqn.… at 10.5.88.21:3260", "sda" */
	const char *idle; /* why nobody can hold it ("it is not active"); NULL if somebody may */
	VEC(const struct block *) blocks; /* what was looked at */
	struct uses uses;
};

struct holders {
	VEC(struct held) list;
};

/*
 * word: a volume group (then each of its active volumes is looked at), VG/LV, a target (each of its
 * sessions), or a block device by any of its names or paths; tools: see block_of_path(). Appends to
 * holders; memory from the stack's arena. -1 with a sentence when the host has nothing of that
 * name, as far as can be told.
 */
int holders_find(const struct stack *stack, const struct tools *tools, const char *word,
		 struct holders *holders, const char **ret_reason);
/* Whether anybody holds it who will not be gone in a moment. */
bool held_is(const struct held *held);

#endif
