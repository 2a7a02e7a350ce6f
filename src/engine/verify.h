/* Verification: results from a fresh look, never from an exit code alone (law 10). */
#ifndef ENGINE_VERIFY_H
#define ENGINE_VERIFY_H

#include "model/outcome.h"

/*
 * first: the plan the run started with. last: the plan made from the probe
 * after the last act; the same as first in a dry run. An item that matches in last is kept or
 * changed; one that does not gets the end of the attempts at it. Memory from arena.
 */
void verify(const struct plan *first, const struct plan *last, struct arena *arena,
	    struct outcome *outcome);

#endif
