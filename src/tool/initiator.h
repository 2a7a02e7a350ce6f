/* The name of this host as an iSCSI initiator. */
#ifndef TOOL_INITIATOR_H
#define TOOL_INITIATOR_H

#include "model/snapshot.h"
#include "tool/tools.h"

/*
 * Fills snapshot->initiator from initiatorname.iscsi as iscsid would (usr/iscsi_util.c of 2.1.8,
 * cfg_get_string_param()); or initiator_unknown, with the reason, and
 * initiator_missing where that is that there is none.
 */
void initiator_read(const struct tools *tools, struct snapshot *snapshot);

#endif
