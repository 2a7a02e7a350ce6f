/*
 * What is at a portal, looked up by its address, or by the addresses that its host name stands for:
 * portals_…() find what portal_is() or session_is_at() is true of, in the order of its list.
 */
#ifndef ACT_PORTALS_H
#define ACT_PORTALS_H

#include "act/planning.h"

/* Everything but the steps, of planning->records, planning->sessions and the wishes. */
void portals_index(struct planning *planning);

/* Indices of planning->records and planning->sessions. */
struct indices portals_records(const struct planning *planning, const char *target,
			       const struct portal *portal, const char *iface);
struct indices portals_sessions(const struct planning *planning, const char *target,
				const struct portal *portal, const char *iface);
/* Indices of the portals that the wish of a target lists. */
struct indices portals_listed(const struct planning *planning, const char *target,
			      const struct portal *portal, const char *iface);
struct indices portals_listed_for(const struct planning *planning, const char *target,
				  const struct session *session);
/* Of all interfaces: indices of planning->records without a tag, and of the plan's actions. */
const struct indices *portals_untagged(const struct planning *planning, const char *target,
				       const struct portal *portal);
const struct indices *portals_bound(const struct planning *planning, const char *iface);
struct indices portals_steps(struct planning *planning, const char *target,
			     const struct portal *portal);

/*
 * Where a target's `portals` list the portal of a record or of a session, by name or by address,
 * with its interface; NULL: they do not, or there are none.
 */
const struct portal_wish *wish_of_record(const struct planning *planning,
					 const struct target_wish *wish,
					 const struct record *record);
const struct portal_wish *wish_of_session(const struct planning *planning,
					  const struct target_wish *wish,
					  const struct session *session);

#endif
