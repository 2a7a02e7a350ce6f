/* Probing: one immutable snapshot of the host, its sources asked side by side. */
#ifndef ENGINE_PROBE_H
#define ENGINE_PROBE_H

#include "model/snapshot.h"
#include "os/file.h"
#include "os/lock.h"
#include "os/pool.h"
#include "tool/tools.h"

/* How to look, more than usually. */
enum probing {
	PROBE_CLOSELY = 1, /* also at what processes do, which takes longer and only matters to what
			    * goes down (kinds_take_down()) */
	PROBE_AGAIN = 2,   /* this run has acted: also at what LVM's configuration keeps it from */
};

struct looking {
	unsigned int how;	       /* of enum probing */
	const struct lock *left;       /* commands of earlier runs that are still going; or NULL */
	const struct names *secrets;   /* files to compare the records' secrets with; or NULL */
	const struct names *names;     /* host names to resolve beside those found; or NULL */
	const struct snapshot *before; /* this run's first look, whose host names hold; or NULL */
	/* As many signals end it, with those in *ret_signals; 0: none does. */
	unsigned int signals;
};

/*
 * Changes nothing on the host. Every command is given until its own deadline
 * or the one given here, whichever is first; what could not be learned is unknown in the
 * snapshot, with the reason.
 * Memory, the snapshot included, comes from arena. Signals are counted in *ret_signals; the one
 * that ends the probe has its commands killed.
 * 0, or -1 with a sentence when sysfs cannot be read, without which nothing is safe, or when a
 * signal ended it.
 */
int probe(const struct tools *tools, const char *host, const struct looking *looking,
	  struct pool *pool, int64_t deadline, struct arena *arena,
	  const struct snapshot **ret_snapshot, unsigned int *ret_signals, const char **ret_reason);

#endif
