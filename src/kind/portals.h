/*
 * What is at a portal, looked up by its address, or by the addresses that its host name stands for:
 * portals_…() find what portal_is() or session_is_at() is true of, in the order of its list.
 */
#ifndef KIND_PORTALS_H
#define KIND_PORTALS_H

#include "base/strlists.h"
#include "model/snapshot.h"
#include "model/wish.h"

struct planning;

/* By target and address, and but for steps and untagged records by interface. */
struct portals {
	struct strlists listed, records, sessions, steps;
	struct strlists bound;	  /* records by interface alone */
	struct strlists untagged; /* records without a portal group tag, by their own host alone */
};

/* Everything but the steps, of planning->records, planning->sessions and the wishes. */
void portals_index(struct planning *planning);
/* A step of the plan on a session. */
void portals_add_step(struct planning *planning, size_t action);

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
struct indices portals_steps(const struct planning *planning, const char *target,
			     const struct portal *portal);

#endif
