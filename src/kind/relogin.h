/* `relogin: when_idle`: a session that has what its record no longer says is made anew. */
#ifndef KIND_RELOGIN_H
#define KIND_RELOGIN_H

#include "act/planning.h"

/*
 * Plans the logout of a session that is to have other parameters, if nothing is in its way (law 4)
 * and a login may follow: then progress->anew says why, for that login, the step stands in
 * target->clearing, and true comes back. What is in its way is a note.
 */
bool relogin_clear(struct planning *planning, const struct target_wish *wish,
		   const struct session *session, struct portal_progress *progress,
		   struct target_progress *target);
/* Whether this run has done so, so that the disks have come again. */
bool relogin_was_made(const struct planning *planning, const struct portal_progress *progress);

#endif
