/* Where open-iscsi's database is. */
#ifndef TOOL_DATABASE_H
#define TOOL_DATABASE_H

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

#endif
