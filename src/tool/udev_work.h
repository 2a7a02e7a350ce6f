/*
 * Which disks udev is at work on. Its queue tells only whether it works at all, and one disk that
 * does not answer would hold up everybody who waits for another. While a worker handles an event of
 * a disk or a partition, its rules' programs included, it has a lock on the node of the whole disk
 * (systemd's "Locking Block Device Access"), which /proc/locks shows.
 */
#ifndef TOOL_UDEV_WORK_H
#define TOOL_UDEV_WORK_H

#include "base/vec.h"
#include "tool/tools.h"

#include <stdint.h>

struct udev_work {
	VEC(uint64_t) nodes; /* inodes below /dev that udev has locked */
};

/* None where that cannot be seen: then it is not known what udev does. */
struct udev_work udev_work_read(const struct tools *tools, struct arena *arena);
/* disk: the kernel's name of a whole disk. */
bool udev_works_on(const struct tools *tools, const struct udev_work *work, const char *disk);

#endif
