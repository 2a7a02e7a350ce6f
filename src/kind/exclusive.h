/*
 * What a target has at portals that its `portals` do not list. By itself that is only told;
 * with portals_exclusive it goes: sessions are logged out under law 4, then their records are
 * deleted.
 */
#ifndef KIND_EXCLUSIVE_H
#define KIND_EXCLUSIVE_H

#include "act/planning.h"

/*
 * On the way up, without multipathd: logs out of what nothing uses, so that it is no other path
 * (law 5) for the logins that follow; the steps stand in target->clearing.
 */
void exclusive_clear(struct planning *planning, const struct target_wish *wish,
		     struct target_progress *target);
/* The session that is the only reason why a login would be a second path, and that this plan may
 * still end; NULL: there is none. */
const struct session *exclusive_leaving(const struct planning *planning,
					const struct target_wish *wish);
/* Whether it is a session that portals_exclusive is about. */
bool exclusive_covers(const struct planning *planning, const struct target_wish *wish,
		      const struct session *session);
/*
 * The item of a session that goes on the way down by portals_exclusive; PLAN_NONE: it is not known
 * that it does, or a login comes first, which may bring another path to the same LUNs.
 */
size_t exclusive_item(struct planning *planning, const struct target_wish *wish,
		      const struct session *session);
/* Whether this run has logged out of such a session. */
bool exclusive_has_left(const struct planning *planning, const struct target_wish *wish);
void exclusive_sessions_down(struct planning *planning, const struct target_wish *wish);
/* Their records; or, without portals_exclusive, a note about both. */
void exclusive_records_down(struct planning *planning, const struct target_wish *wish);

#endif
