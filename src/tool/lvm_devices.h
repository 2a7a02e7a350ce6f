/* Which devices LVM uses by itself, and which of them it must be kept off. */
#ifndef TOOL_LVM_DEVICES_H
#define TOOL_LVM_DEVICES_H

#include "model/snapshot.h"
#include "tool/tools.h"

/*
 * The devices LVM would use by itself, less those that come in over a session that is not
 * LOGGED_IN, or are built on such (law 12): devices file, or else global_filter and filter, from
 * the text lvmconfig printed. A multipath map is left out only when all its paths are; a path never
 * stands for itself. -1 with a sentence when the configuration cannot be understood, or when no
 * device is left (an empty list would mean all of them).
 */
int lvm_healthy_devices(const struct tools *tools, const struct snapshot *snapshot,
			const char *config, struct arena *arena, struct names *ret_devices,
			const char **ret_reason);

/* What that configuration keeps LVM from: lvm_ignored and lvm_volume_list of the snapshot. What is
 * not understood is no cause. */
void lvm_read_limits(const struct tools *tools, const char *config, struct snapshot *snapshot);

#endif
