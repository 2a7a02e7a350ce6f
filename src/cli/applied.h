/* What this host remembers of the wishes that it has fulfilled: /var/lib/converge/applied. */
#ifndef CLI_APPLIED_H
#define CLI_APPLIED_H

#include "cli/options.h"
#include "model/outcome.h"
#include "model/wish.h"
#include "tool/tools.h"

/* Tells the causes in this outcome; what an apply has come to is remembered, a dry run only reads.
 * What cannot be read is no memory; what cannot be written is complained of. */
void applied_tell(const struct options *options, const struct tools *tools,
		  const struct wishes *wishes, struct outcome *outcome);

/* The resources that applies of this host have dealt with, as `target IQN` and `volume group NAME`
 * (kind, a space, name), whatever version of converge wrote them. 0, also if there is no memory;
 * -errno if it cannot be read, -EBADMSG if it is damaged. */
int applied_names(struct arena *arena, const struct tools *tools, struct names *ret_names);

#endif
