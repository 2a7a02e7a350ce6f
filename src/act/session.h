/*
 * Steps on sessions, and what both those who plan them and those who check them right before ask of
 * a session.
 */
#ifndef ACT_SESSION_H
#define ACT_SESSION_H

#include "act/planning.h"

/* A rescan has a wait of its own for what it brings. */
extern const struct action_type session_login, session_logout, session_rescan, session_rescan_wait;

bool session_is_of(const struct session *session, const char *target, const struct portal *portal,
		   const char *iface);
/* Why this host logs in nowhere: it has no name as an initiator, and what to do about it; NULL: it
 * has one, or that is not known. */
const char *initiator_fault(struct arena *arena, const struct snapshot *snapshot);
/* The session of exactly this portal, by name or by address, and interface; a working one first.
 * NULL: none. */
const struct session *session_find(struct planning *planning, const char *target,
				   const struct portal *portal, const char *iface);
/* Whether its target has another session and multipathd does not run, so that what it brings would
 * come in twice (law 5). */
bool session_shares_target(const struct planning *planning, const struct session *session);

/* The item of the session of one portal, selected as --only says. */
size_t session_item(struct planning *planning, const struct target_wish *wish,
		    const struct portal_wish *listed, const struct place *place);
/* Key, lane and resource of a step on it. */
struct action session_draft(struct planning *planning, const struct action_type *type, size_t item,
			    const char *target, const struct portal *portal, const char *iface);
/* For what iscsid does to a session: what it means when iscsid does not have it (yet). */
void session_watch_iscsid(struct planning *planning, struct action *draft);

/* A logout, but for the reason. */
struct action session_logout_draft(struct planning *planning, size_t item,
				   const struct session *session);
bool session_is_logout(const struct action *action);
/* Whether this plan logs it out. */
bool session_ends(const struct planning *planning, const struct session *session);

/* Makes a draft of session_draft() a wait for the disks of what has that name. */
void session_draft_wait(struct planning *planning, struct action *draft, const char *name);
/* Adds the wait for a login's disks, after that action; its index, or PLAN_NONE. */
size_t session_wait(struct planning *planning, const struct action *login, size_t after);
/* The wait for the disks of a session that is there, but whose disks are only just coming; made for
 * this item if there is none yet. PLAN_NONE: this run has waited, and they have come. */
size_t session_settle(struct planning *planning, const struct session *session, size_t item);

#endif
