/*
 * Who uses block devices without being built on them: processes, and the kernel
 * itself. It is a fact of the moment: udev opens every device that was changed, so
 * what is seen here may be over before it can be acted on.
 */
#ifndef TOOL_USERS_H
#define TOOL_USERS_H

#include "model/snapshot.h"
#include "tool/tools.h"

/*
 * Sets processes_read and fills in what it says, for blocks that are in the snapshot; nothing is
 * changed, no process started. What cannot be learned is said in openers_unknown, or has no
 * open_count.
 */
void users_read(const struct tools *tools, struct snapshot *snapshot);

/* Whether this is what the kernel calls udev, or a worker of it. */
bool users_is_udev(const char *command);
/* Its parts. Processes: /proc/PID/fd by device number. */
void openers_read(const struct tools *tools, struct snapshot *snapshot);
/* Backstores of the kernel's target (configfs). */
void backstores_read(const struct tools *tools, struct snapshot *snapshot);
/* Namespaces of the kernel's NVMe target, added to them. */
void nvmet_read(const struct tools *tools, struct snapshot *snapshot);

#endif
