/* What a parameter of a node record is when nobody has set it. */
#ifndef TOOL_RECORD_DEFAULTS_H
#define TOOL_RECORD_DEFAULTS_H

#include "model/snapshot.h"
#include "tool/tools.h"

/*
 * Fills snapshot->record_defaults with what iscsid.conf says of node records, credentials aside.
 * Without that file the tool uses the defaults it was built with, and so do we. If it cannot be
 * read for another reason, snapshot->record_defaults_unknown says why.
 */
void record_defaults_read(const struct tools *tools, struct snapshot *snapshot);
/* The value that `iscsiadm -o new` gives a parameter on this host; NULL: that is not known. */
const char *record_default(const struct snapshot *snapshot, const char *parameter);

#endif
