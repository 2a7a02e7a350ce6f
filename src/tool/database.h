/* Where open-iscsi's database is. */
#ifndef TOOL_DATABASE_H
#define TOOL_DATABASE_H

#include "model/snapshot.h"
#include "tool/tools.h"

/*
 * Debian 12 and older keep it in /etc, upstream since 2.1.9 in /var/lib (commit 2eda288). NULL with
 * a sentence when both hold records, or one cannot be read: which of them iscsiadm reads cannot be
 * told from here, and the wrong one would make records look absent.
 */
const char *database_of_records(struct arena *arena, const struct tools *tools,
				const char **ret_reason);
/* The same for interfaces: it is where the records are and, without any, where interfaces are. */
const char *database_of_interfaces(struct arena *arena, const struct tools *tools,
				   const char **ret_reason);
/*
 * Which one iscsiadm has read the records of a snapshot from, once it has listed them: the one that
 * has just these. A copy that was left behind at the other place, by an upgrade or a backup, is not
 * mistaken for it. NULL where the list does not tell, as when both have the same.
 */
const char *database_listed(const struct tools *tools, const struct snapshot *snapshot);

#endif
