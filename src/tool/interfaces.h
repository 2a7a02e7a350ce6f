/*
 * The interfaces of open-iscsi, from their files: ifaces/NAME in its database. They are read, not
 * asked for with `iscsiadm -m iface`, which would be one more process in every run, and again right
 * before an act. Only iscsiadm writes them.
 */
#ifndef TOOL_INTERFACES_H
#define TOOL_INTERFACES_H

#include "model/snapshot.h"
#include "os/attrs.h"
#include "tool/tools.h"

/* Fills snapshot->interfaces; or interfaces_unknown, with the reason. No directory: none. */
void interfaces_read(const struct tools *tools, struct snapshot *snapshot);
/* Fills in what a session, whose attributes these are, goes out by, and as whom, if it is bound to
 * an interface of its own. */
void interface_read_session(const struct attrs *attrs, struct session *session);

#endif
