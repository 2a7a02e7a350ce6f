/* What both ways of the session kind share. */
#ifndef KIND_SESSION_H
#define KIND_SESSION_H

#include "kind/kind.h"

bool session_is_of(const struct session *session, const char *target, const struct portal *portal,
		   const char *iface);
/* The session of exactly this portal, by name or by address, and interface; a working one first.
 * NULL: none. */
const struct session *session_find(struct planning *planning, const char *target,
				   const struct portal *portal, const char *iface);
/* What it means that it is not LOGGED_IN, and what to do. */
const char *session_sick_text(struct planning *planning, const struct session *session);
/* For what iscsid does to a session: what it means when iscsid does not have it (yet). */
void session_watch_iscsid(struct planning *planning, struct action *draft);
/* Tells of more sessions of one record than it asks for: parallel logins make them
 * (open-iscsi#135). */
void session_note_doubles(struct planning *planning, const struct session *first,
			  const struct record *record);
/* Whether its target has another session and multipathd does not run, so that what it brings would
 * come in twice (law 5). */
bool session_shares_target(const struct planning *planning, const struct session *session);
/* The item of the session of one portal, selected as --only says. */
size_t session_item(struct planning *planning, const struct target_wish *wish,
		    const struct portal_wish *listed, const struct place *place);
/* Key, lane and resource of a step on it. */
struct action session_draft(struct planning *planning, const struct action_type *type, size_t item,
			    const char *target, const struct portal *portal, const char *iface);

/* For the type of a wait: whether the disks of action->luns, or all, are ready. */
bool session_disks_ready(const struct action *action, const struct tools *tools,
			 struct arena *arena, const char **ret_awaited);
/* Makes a draft of session_draft() a wait for the disks of what has that name. */
void session_draft_wait(struct planning *planning, struct action *draft, const char *name);
/* Adds the wait for a login's disks, after that action; its index, or PLAN_NONE. */
size_t session_wait(struct planning *planning, const struct action *login, size_t after);
/* The wait for the disks of a session that is there, but whose disks are only just coming; made for
 * this item if there is none yet. PLAN_NONE: this run has waited, and they have come. */
size_t session_settle(struct planning *planning, const struct session *session, size_t item);

/* What stands on its disks; and on those of a session that does not work, if a LUN came in over
 * both and multipathd does not run: this is then the only path that does. */
void session_uses(struct planning *planning, const struct session *session, struct uses *uses);
bool session_is_logout(const struct action *action);
/* A logout, but for the reason. */
struct action session_logout_draft(struct planning *planning, size_t item,
				   const struct session *session);
/*
 * What keeps a session from being logged out (law 4), and the verdict that follows from it;
 * VERDICT_CHANGES: nothing does. stays: why a volume group stays, from vg_stays(); or NULL. The
 * draft then waits for what this plan ends.
 */
enum verdict session_obstacle(struct planning *planning, const struct session *session,
			      const char *stays, struct action *draft, const char **ret_text);
/* What is in use on its disks, a part of an active volume group included; NULL: nothing. What this
 * plan deactivates counts, too. */
const char *session_in_use(struct planning *planning, const struct session *session);
/* One login can open several sessions, each of which is a path: whether that is so here, and
 * without multipathd. */
bool session_opens_several(struct planning *planning, const struct target_wish *wish,
			   const struct record *record);
/* Whether this plan logs it out. */
bool session_ends(const struct planning *planning, const struct session *session);

void session_plan_down(struct planning *planning);

#endif
