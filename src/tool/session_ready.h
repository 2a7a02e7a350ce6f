/*
 * When what came in over a session can be used: sysfs says what the kernel has, udev's run
 * directory what udev and multipath's rules make of it. Nothing here can block on storage.
 */
#ifndef TOOL_SESSION_READY_H
#define TOOL_SESSION_READY_H

#include "model/luns.h"
#include "model/snapshot.h"
#include "tool/tools.h"

/* Says of each session that is LOGGED_IN what is still awaited before its disks can be used; what
 * udev is at work on counts if it may be one of them. */
void sessions_note_awaited(const struct tools *tools, struct snapshot *snapshot);

/*
 * Is every disk of a session ready to be used? FACTS section 5: LOGGED_IN, the first scan over,
 * each LUN of type 0 has its block device, and udev (if it runs) has finished with each and with
 * what its rules run, such as the activation of volume groups. luns: if there are any in it, only
 * their disks count; one that the scan has not found is not awaited, as nothing more will come by
 * itself (where the kernel does not tell that the scan is over, it is). Where multipathd takes a
 * disk as a path, and runs, the disk is one by then. Reads afresh. True, or false with a sentence
 * that says what is still awaited; ret_awaited NULL: nobody asks, which is cheaper while udev is at
 * work.
 */
bool session_ready(const struct tools *tools, const char *target, const struct portal *portal,
		   const char *iface, const struct luns *luns, struct arena *arena,
		   const char **ret_awaited);

/* 1 while udev is at work on events: then what is in the way may be udev's own doing; 0 when it is
 * not; -errno when that cannot be told. */
int udev_queue(const struct tools *tools, struct arena *arena);

#endif
