/*
 * Host names in portals. A portal may be given by name or by address, in the manifest, in a record
 * and by a session, and they are the same portal all the same: the name stands for what it was
 * resolved to, once per run, by the probe. Nothing here asks a resolver.
 */
#ifndef MODEL_HOST_NAME_H
#define MODEL_HOST_NAME_H

#include "model/snapshot.h"

/* Whether the host of a portal is a name, not an address. */
bool host_is_name(const char *host);
/* What a name stands for; NULL: the snapshot does not tell. */
const struct host_name *snapshot_host_name(const struct snapshot *snapshot, const char *name);
/* Whether both are one portal: same port, and the same host or an address in common. */
bool portal_is(const struct snapshot *snapshot, const struct portal *a, const struct portal *b);
/*
 * Whether a session is at this portal: by the address of its record, or, where that is a name, by
 * the peer it really talks to.
 */
bool session_is_at(const struct snapshot *snapshot, const struct session *session,
		   const struct portal *portal);

#endif
