/* What a plan needs of the host before any step of it. */
#ifndef ACT_READY_H
#define ACT_READY_H

#include "model/plan.h"
#include "model/snapshot.h"
#include "model/wish.h"
#include "tool/tools.h"

/*
 * Are the tools here that these wishes need on such a host? 0, or -1 with a sentence: iscsiadm for
 * any target, LVM for any volume group and for a logout, which must know what is on the disks.
 */
int ready_for_wishes(const struct wishes *wishes, const struct snapshot *snapshot,
		     const struct tools *tools, const char **ret_reason);

/*
 * Is multipath here, and does iscsid answer, if this plan needs them? Wakes a socket-activated one
 * and waits for it until the deadline. 0, or -1 with a sentence.
 */
int ready_for_plan(const struct plan *plan, int64_t deadline, struct arena *arena,
		   const char **ret_reason);

/* The snapshot with the claims on the disks of each session that this plan would log out; NULL:
 * there is nothing to add to it. */
const struct snapshot *claims_of_plan(const struct tools *tools, const struct plan *plan,
				      const struct snapshot *snapshot, struct arena *arena);

#endif
