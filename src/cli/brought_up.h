/*
 * What applies have brought up on this host, and no later one has taken down, whatever manifests it
 * was of: /var/lib/converge/up, a line each, sorted as met: "target IQN", "volume group NAME", or
 * "logical volume VG/LV" where only that one is wanted of its group. release follows it.
 */
#ifndef CLI_BROUGHT_UP_H
#define CLI_BROUGHT_UP_H

#include "model/wish.h"
#include "os/file.h"
#include "tool/tools.h"

/*
 * Before an apply of these wishes, left to --only, changes anything: what it may bring up is added,
 * in case it is killed, and nothing is taken out. What cannot be written, the end says.
 */
void brought_up_expect(const struct tools *tools, const struct wishes *wishes,
		       const struct names *only);
/* After it: what the wishes take down is not up any more. */
void brought_up_remember(const struct tools *tools, const struct wishes *wishes,
			 const struct names *only);
/* 0, also if there is nothing; or -errno. */
int brought_up_read(const struct tools *tools, struct arena *arena, struct names *ret_names);
/* What follows the kind and a space; NULL if the line is of another kind. */
const char *brought_up_name(const char *line, const char *kind);

#endif
