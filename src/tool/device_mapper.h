/*
 * device-mapper, asked as dmsetup(8) asks it but without a process: by ioctls that
 * only read, open nothing and do not wait for I/O (linux/dm-ioctl.h).
 */
#ifndef TOOL_DEVICE_MAPPER_H
#define TOOL_DEVICE_MAPPER_H

#include "model/snapshot.h"
#include "tool/tools.h"

/* Adds the open count of each map, or lowers the one that is there: an opener that came or went
 * between two looks is none that stays. What cannot be asked has none, and openers_unknown says so.
 */
void dm_read_open_counts(const struct tools *tools, struct snapshot *snapshot);
/* Fills in the extents of the volumes' maps. What cannot be asked has none. */
void dm_read_tables(const struct tools *tools, struct snapshot *snapshot);
/* Notes which volumes' maps lack their links in /dev. After LVM's report: udev makes them when a
 * volume has been active for a moment. */
void dm_read_nodes(const struct tools *tools, struct snapshot *snapshot);

/*
 * The extents (struct block) of a table, from the answer to DM_TABLE_STATUS: count specs of
 * struct dm_target_spec, each followed by its parameters, in size bytes. NULL when it has targets
 * other than linear and striped.
 */
const char *dm_extents(const void *table, size_t size, unsigned int count, struct arena *arena);

#endif
