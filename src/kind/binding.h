/* What follows for a record from the interface that it is bound to. */
#ifndef KIND_BINDING_H
#define KIND_BINDING_H

#include "kind/kind.h"

/* Whether the interface is there, or will be made before; else judges the item. */
bool binding_is_usable(struct planning *planning, const char *iface, size_t item);
/*
 * Whether making a record there for that interface would take the place of this one: where
 * iscsiadm knows no portal group tag, the portal's one file is the record of one interface, and a
 * record that has a tag makes it go as well (2.1.8).
 */
bool binding_displaces(const struct record *record, const char *target, const struct portal *portal,
		       const char *iface);
/* Whether a new record would displace none of another interface; else judges the item. */
bool binding_is_free(struct planning *planning, const char *target,
		     const struct portal_wish *listed, size_t item);
/* For a login: where to look when it times out, if the interface decides what it goes out by. */
void binding_watch(struct planning *planning, struct action *login);
/* The actions from `first` on wait for what this plan does to the interface, and so does whatever
 * waits for the record. */
void binding_follow(struct planning *planning, const char *iface, size_t first,
		    struct portal_progress *progress);

#endif
