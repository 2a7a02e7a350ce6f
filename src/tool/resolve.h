/*
 * Host names, resolved as iscsid will: by getaddrinfo(3), whatever nsswitch.conf makes of it. It
 * can block for long, so it is done in a child, `getent ahosts NAME`, one for each name, side by
 * side.
 */
#ifndef TOOL_RESOLVE_H
#define TOOL_RESOLVE_H

#include "tool/source.h"

/*
 * Adds the names of the snapshot's records and sessions, and the wanted ones (may be NULL), to
 * snapshot->host_names. What an earlier look of the same run found (before, may be NULL) is taken
 * over: a name stands for the same all the run long.
 */
void resolve_list(struct snapshot *snapshot, const struct names *wanted,
		  const struct snapshot *before);
/* Asks about the name at asking->name, if nothing is known of it yet. */
extern const struct probe_source name_source;

#endif
