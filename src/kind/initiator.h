/* Under what name this host logs in. */
#ifndef KIND_INITIATOR_H
#define KIND_INITIATOR_H

#include "act/planning.h"

/*
 * Why no login may be made through this interface: the host has no name, or not the one that the
 * manifest says; NULL: nothing is in the way. The verdict on a session that so stays missing.
 */
const char *initiator_bars(const struct planning *planning, const char *iface,
			   enum verdict *ret_verdict);
/* The name that a target sees when a login goes through it; NULL: it is not known. */
const char *initiator_of(const struct planning *planning, const char *iface);
/* For a login: what to look at when the target refuses it, or when iscsid cannot even try. */
void initiator_watch(struct planning *planning, struct action *login);

#endif
