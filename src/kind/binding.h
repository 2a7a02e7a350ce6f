/* What follows for a record from the interface that it is bound to. */
#ifndef KIND_BINDING_H
#define KIND_BINDING_H

#include "act/planning.h"

/* Whether the interface is there, or will be made before; else judges the item. */
bool binding_is_usable(struct planning *planning, const char *iface, size_t item);
/* Whether writing a record there would displace none of another interface; else judges the item. */
bool binding_is_free(struct planning *planning, const char *target, const struct portal *portal,
		     const char *iface, size_t item);
/* For a login: where to look when it times out, if the interface decides what it goes out by. */
void binding_watch(struct planning *planning, struct action *login);
/* Whether writing an interface, and with it the records that are bound to it, would displace none
 * of another one; else judges the item. */
bool binding_displaces_none(struct planning *planning, const char *iface, size_t item);
/*
 * Why iscsiadm can do nothing about what is bound to that interface, its logout and the deletion of
 * its record included: there is none. NULL: there is, or this plan makes it, and the draft waits.
 */
const char *binding_is_lost(struct planning *planning, const char *iface, struct action *draft);
/*
 * Why a record cannot be deleted: the above; or iscsiadm would take the one without a portal group
 * tag in its place. NULL: it can; the draft waits for the deletion of that one, which has to be
 * planned before.
 */
const char *binding_keeps(struct planning *planning, const struct record *record,
			  struct action *draft);
/* The actions from `first` on wait for what this plan does to the interface, and so does whatever
 * waits for the record. */
void binding_follow(struct planning *planning, const char *iface, size_t first,
		    struct portal_progress *progress);

#endif
