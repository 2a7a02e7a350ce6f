/* What sysfs.c and blocks.c share. */
#ifndef TOOL_BLOCKS_H
#define TOOL_BLOCKS_H

#include "model/snapshot.h"
#include "tool/tools.h"

#include <stdbool.h>

/* "2:0:0:1": host, channel, target, LUN. */
bool block_is_hctl(const char *name);

/*
 * The block device that a path names, as the kernel tells the path of what it has open: perhaps one
 * of another mount namespace, or of a node that is gone. By the node, else (or without tools, when
 * the snapshot is not of this host) by its name. NULL if it is none; unknown, unless that is NULL,
 * gets the reason if it could not be told.
 */
const struct block *block_of_path(const struct tools *tools, const struct snapshot *snapshot,
				  const char *path, const char **unknown);

#endif
