/* The LUNs that a target's `luns` lists, against the disks that a session has. */
#ifndef KIND_LUNS_H
#define KIND_LUNS_H

#include "act/planning.h"

/*
 * Whether a working session has every listed disk. If not, a rescan is planned, the wait behind
 * which goes to target->rescans; or the session's item is judged, naming what is missing. What is
 * there and not listed becomes a note.
 */
bool luns_are_there(struct planning *planning, const struct target_wish *wish,
		    const struct session *session, size_t item, struct target_progress *target);

/* Tells of working sessions that have no disk at all, where `luns` does not say which there must
 * be. */
void luns_note_none(struct planning *planning);

#endif
