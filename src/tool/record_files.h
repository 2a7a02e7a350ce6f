/* Node records, from their files. */
#ifndef TOOL_RECORD_FILES_H
#define TOOL_RECORD_FILES_H

#include "model/snapshot.h"
#include "tool/tools.h"

/*
 * Reads the record files themselves, read-only: nodes/TARGET/ADDR,PORT[,TPGT[/IFACE]], those of one
 * target or (NULL) of all. A file that
 * is empty, has no name or address, is not a record, or disagrees with its path is added to
 * `damaged`. -1 with a sentence when the database cannot be read; no database is an empty one.
 */
int iscsiadm_read_files(const struct tools *tools, const char *target, struct snapshot *snapshot,
			const char **ret_reason);

#endif
