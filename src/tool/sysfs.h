/*
 * sysfs: iSCSI sessions, and the stack of block devices with what each is made
 * of. It is what iscsiadm itself reads. No process is started and nothing here
 * can block on storage.
 */
#ifndef TOOL_SYSFS_H
#define TOOL_SYSFS_H

#include "model/luns.h"
#include "model/snapshot.h"
#include "tool/tools.h"

/*
 * Adds sessions and blocks to the snapshot and indexes them. A session that vanishes while it is
 * read is left out (ENOENT, ENOTCONN, EINVAL). -1 with a sentence when /sys itself is unreadable;
 * no /sys/class/iscsi_session means no sessions.
 */
int sysfs_read(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason);
/* Its two halves, not indexed: sessions are few and decide what LVM may be asked, blocks are many.
 */
int sysfs_read_sessions(const struct tools *tools, struct snapshot *snapshot,
			const char **ret_reason);
int sysfs_read_blocks(const struct tools *tools, struct snapshot *snapshot,
		      const char **ret_reason);

/* Says of each session that is LOGGED_IN what is still awaited before its disks can be used; what
 * udev is at work on counts if it may be one of them. */
void sysfs_read_awaited(const struct tools *tools, struct snapshot *snapshot);

/*
 * Is every disk of a session ready to be used? FACTS section 5: LOGGED_IN, the first scan over,
 * each LUN of type 0 has its block device, and udev (if it runs) has finished with each and with
 * what its rules run, such as the activation of volume groups. luns: if there are any in it, only
 * their disks count; one that the scan has not found is not awaited, as nothing more will come by
 * itself (where the kernel does not tell that the scan is over, it is). Where multipathd takes a
 * disk as a path, and runs, the disk is one by then. Reads afresh. True, or false with a sentence
 * that says what is still awaited.
 */
bool sysfs_session_ready(const struct tools *tools, const char *target, const struct portal *portal,
			 const char *iface, const struct luns *luns, struct arena *arena,
			 const char **ret_awaited);

/* Whether udev is at work on events: then what is in the way may be udev's own doing. */
bool sysfs_udev_is_busy(const struct tools *tools, struct arena *arena);

#endif
