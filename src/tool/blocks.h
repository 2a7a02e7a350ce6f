/* The block devices of sysfs, each with what it is made of; for sysfs.c alone. */
#ifndef TOOL_BLOCKS_H
#define TOOL_BLOCKS_H

#include "model/snapshot.h"
#include "tool/tools.h"

/* Adds the blocks to the snapshot, in natural order; -1 with a sentence if /sys is unreadable. */
int blocks_read(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason);
/* "2:0:0:1": host, channel, target, LUN. */
bool block_is_hctl(const char *name);

#endif
