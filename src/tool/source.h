/*
 * Sources of truth as the prober sees them: some are read on the spot, some are asked by
 * running a probe command. A source that cannot be asked marks its part of the snapshot unknown,
 * with the reason; it never fails the probe.
 */
#ifndef TOOL_SOURCE_H
#define TOOL_SOURCE_H

#include "model/snapshot.h"
#include "os/file.h"
#include "tool/tools.h"

/* How a probe command ended. */
struct answer {
	const char *trouble; /* it did not end by itself, or could not be started; else NULL */
	int code;	     /* exit status */
	char *out;	     /* standard output, terminated, may be changed; in the arena */
	size_t out_size;
	const char *err; /* standard error, trimmed */
};

struct asking {
	const struct tools *tools;
	struct snapshot *snapshot;
	struct names devices; /* LVM: what it must be restricted to */
	size_t name;	      /* a host name: its place in the snapshot's host_names */
	bool again;	      /* this run has acted: what that has not brought wants a cause */
	bool suspicious;      /* LVM: disks may hang that no session tells of */
	bool lost;	      /* LVM: one was left behind on such a disk */
	int stage;
};

struct probe_source {
	const char *name;
	/* The next question; false: there is none (any more). */
	bool (*ask)(struct asking *asking, struct command *ret_command);
	void (*take)(struct asking *asking, const struct answer *answer);
};

extern const struct probe_source lvm_source;
extern const struct probe_source *const probe_sources[]; /* NULL-terminated; asked side by side */

/*
 * What is read without a command. Sessions first, because they decide what LVM may be asked;
 * devices, mounts, swaps and daemons while the commands run. secrets: files that are to be compared
 * with those in records; NULL: none. -1 with a sentence when it is
 * unreadable: without it nothing is safe.
 */
int source_read_first(const struct tools *tools, const struct names *secrets,
		      struct snapshot *snapshot, const char **ret_reason);
int source_read_beside(const struct tools *tools, struct snapshot *snapshot,
		       const char **ret_reason);
/* Links in /dev, and what processes have open, if snapshot->processes_read asks for it. Only when
 * the commands have ended, which open every disk themselves. */
void source_read_after(const struct tools *tools, struct snapshot *snapshot);

#endif
