/* /sys/fs/btrfs: all devices of the file systems that are mounted. */
#ifndef TOOL_BTRFS_H
#define TOOL_BTRFS_H

#include "model/snapshot.h"
#include "tool/tools.h"

/*
 * A mount of a btrfs names one of its devices; adds the same mount for each of the others. The
 * snapshot's blocks are indexed. What cannot be read is said in openers_unknown.
 */
void btrfs_add_devices(const struct tools *tools, struct snapshot *snapshot);

#endif
