/*
 * sysfs: iSCSI sessions, and the stack of block devices with what each is made
 * of. It is what iscsiadm itself reads. No process is started and nothing here
 * can block on storage.
 */
#ifndef TOOL_SYSFS_H
#define TOOL_SYSFS_H

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
/* Of them, those of one target; those that are not LOGGED_IN: what is right before an act is asked
 * many times in a run, and must not cost more with every session that has come up. */
int sysfs_read_sessions_of(const struct tools *tools, const char *target, struct snapshot *snapshot,
			   const char **ret_reason);
int sysfs_read_sick_sessions(const struct tools *tools, struct snapshot *snapshot,
			     const char **ret_reason);
/* Adds to sessions that were read what they have of their records' timeouts; what is not to be had
 * stays NULL. */
void sysfs_read_timeouts(const struct tools *tools, struct snapshot *snapshot);
int sysfs_read_blocks(const struct tools *tools, struct snapshot *snapshot,
		      const char **ret_reason);

#endif
