/* Where secrets are, and what they are called; nothing is opened. */
#ifndef TOOL_SECRET_NAME_H
#define TOOL_SECRET_NAME_H

#include "model/wish.h"
#include "tool/tools.h"

/* The file it is in; NULL for a credential if the process was given none. */
const char *secret_path(struct arena *arena, const struct tools *tools,
			const struct secret_source *source);
/* For people: "/etc/converge/netapp.chap", "credential 'netapp'". */
const char *secret_name(struct arena *arena, const struct secret_source *source);
/* That a credential has no file, and how it gets one; begins with its name. */
const char *secret_missing(struct arena *arena, const struct secret_source *source);

#endif
