/* What both ways of the session kind share. */
#ifndef KIND_SESSION_H
#define KIND_SESSION_H

#include "kind/kind.h"

bool session_is_of(const struct session *session, const char *target, const struct portal *portal,
		   const char *iface);
/* The item of the session of one portal, selected as --only says. */
size_t session_item(struct planning *planning, const struct target_wish *wish,
		    const struct portal *portal, const struct place *place);
/* Key, lane and resource of a step on it. */
struct action session_draft(struct planning *planning, const struct action_type *type, size_t item,
			    const char *target, const struct portal *portal);

void session_plan_down(struct planning *planning);

#endif
