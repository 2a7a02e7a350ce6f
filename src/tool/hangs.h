/*
 * Disks that do not answer although their session is LOGGED_IN: an lvm that reads one hangs, and
 * cannot be killed. Such an lvm, left behind by an earlier run or by udev, tells which they are.
 */
#ifndef TOOL_HANGS_H
#define TOOL_HANGS_H

#include "model/snapshot.h"
#include "tool/tools.h"

/* Whether it has to be looked for such disks before LVM is asked. Reads /proc only. */
bool hangs_suspected(const struct tools *tools, const struct snapshot *snapshot);
/*
 * Fills in snapshot->hangs, once its blocks have been read: of what an lvm that cannot be killed
 * has open, and of disks that udev has not got done with, those whose I/O does not come back while
 * this watches them, for HANG_MS at most. If none of what such an lvm has open shows that, all of
 * it counts.
 */
void hangs_read(const struct tools *tools, struct snapshot *snapshot);
/* "sdb (session 2 of iqn.…) does not answer; lvm (pid 812), which cannot be killed, waits for it",
 * for all of them; NULL: there are none. */
const char *hangs_text(const struct snapshot *snapshot);

#endif
