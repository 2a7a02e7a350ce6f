/* What keeps a session: who uses it, and which volume groups on it are to stay (law 4). */
#ifndef KIND_SESSION_STAYS_H
#define KIND_SESSION_STAYS_H

#include "act/planning.h"

/*
 * On the way down: the draft waits for the deactivation of every VG that this target carries, by
 * the manifest's word or by what is seen on the session's disks. session: NULL for a record alone;
 * target: NULL where only what is seen counts, as the target has other sessions.
 * Returns why such a VG stays; NULL when none does.
 */
const char *vg_stays(struct planning *planning, const char *target, const struct session *session,
		     struct action *draft);
/* What is in use on its disks, a part of an active volume group included; NULL: nothing. What this
 * plan deactivates counts, too. */
const char *session_in_use(struct planning *planning, const struct session *session);
/*
 * What keeps a session from being logged out (law 4), and the verdict that follows from it;
 * VERDICT_CHANGES: nothing does. stays: why a volume group stays, from vg_stays(); or NULL. The
 * draft then waits for what this plan ends.
 */
enum verdict session_obstacle(struct planning *planning, const struct session *session,
			      const char *stays, struct action *draft, const char **ret_text);

#endif
