/*
 * Law 4, what sysfs and /proc do not show: a disk that the kernel has claimed without a visible
 * user (a file system that was unmounted lazily, or is mounted in a namespace without a process; a
 * journal). Only an exclusive open tells. Asked of disks and partitions that nothing else uses,
 * as what is built on a disk claims it too; and never of what may hang: sessions that are not
 * LOGGED_IN, suspended devices. A disk that is neither running nor offline is not opened either:
 * that it is claimed is unknown then.
 */
#ifndef ACT_CLAIMS_H
#define ACT_CLAIMS_H

#include "act/stack.h"
#include "model/plan.h"
#include "tool/tools.h"

struct sids {
	VEC(unsigned int) list;
};

struct blocks {
	VEC(const struct block *) list;
};

/* Asks of the disks of these sessions; adds to claims of a snapshot that the stack is of. */
void claims_of_sessions(const struct tools *tools, const struct stack *stack,
			const struct sids *sids, struct snapshot *snapshot);
/* The same of these blocks. */
void claims_of_blocks(const struct tools *tools, const struct stack *stack,
		      const struct blocks *blocks, struct snapshot *snapshot);

#endif
