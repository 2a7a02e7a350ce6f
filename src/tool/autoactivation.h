/*
 * LVM's event activation: udev's rule (69-lvm.rules, LVM 2.03.15 and later) activates a volume
 * group once all its disks are there. Without systemd it does so itself, before its queue is empty;
 * with systemd it has a transient unit lvm-activate-VG started, which nobody waits for.
 */
#ifndef TOOL_AUTOACTIVATION_H
#define TOOL_AUTOACTIVATION_H

#include "model/snapshot.h"
#include "tool/tools.h"

/* Adds the activations that are going on, or were just asked for, to the snapshot. NULL, or why
 * there may be others. */
const char *autoactivation_read(const struct tools *tools, struct snapshot *snapshot);

#endif
