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

#endif
