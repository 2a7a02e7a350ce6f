/*
 * iscsid.conf, from which iscsiadm takes what no command line may hold: it is run with one of its
 * own (os/pool.h: overlay), which has the host's lines and ours in place of some of them.
 */
#ifndef TOOL_ISCSID_CONF_H
#define TOOL_ISCSID_CONF_H

#include "base/strbuf.h"
#include "tool/tools.h"

/* The host's file that the tool reads. */
const char *iscsid_conf_path(struct arena *arena, const struct tools *tools);
/*
 * Adds what that file says, but for the names that `decides` answers with true: those are ours. 0,
 * or -1 with a sentence. The text may hold secrets.
 */
int iscsid_conf_copy(const struct tools *tools,
		     bool (*decides)(const void *context, const char *name), const void *context,
		     struct arena *arena, struct strbuf *out, const char **ret_reason);
/* "NAME = VALUE"; an empty value cannot be written in this format: it comes of saying nothing. */
void iscsid_conf_add(struct strbuf *out, const char *name, const char *value);

#endif
