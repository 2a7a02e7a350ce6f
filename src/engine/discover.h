/* Asking portals for their targets, all of them side by side. */
#ifndef ENGINE_DISCOVER_H
#define ENGINE_DISCOVER_H

#include "os/pool.h"
#include "tool/discovery.h"

/*
 * Asks those in discovery->asked and fills in the rest. Changes nothing on the host. Each has until
 * its command's own deadline or the one given, whichever is first; a signal is the end for all. 0,
 * or -1 with a sentence when its credentials cannot be used: then nobody was asked.
 */
int discover(const struct tools *tools, struct pool *pool, int64_t deadline,
	     struct discovery *discovery, const char **ret_reason);

#endif
