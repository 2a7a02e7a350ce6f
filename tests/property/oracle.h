/*
 * The oracle: what DESIGN's words want of a host, told from the model alone. For each
 * item that a manifest makes it knows whether the host is so, and whether something that is none of
 * converge's business stands in the way.
 */
#ifndef PROPERTY_ORACLE_H
#define PROPERTY_ORACLE_H

#include "trial.h"

struct oracle {
	const struct wishes *wishes;
	const struct model *before, *after;
	const struct outcome *outcome;
};

/* Is the item as the manifest wants it, on the host as it is after? */
bool oracle_is_so(const struct oracle *oracle, const struct item_result *item);
/* Why it may have stayed otherwise; NULL: nothing was in the way. */
const char *oracle_obstacle(const struct oracle *oracle, const struct item_result *item);
/* The first item whose result is wrong: a claim that is not so, or a wish that was not fulfilled
 * though nothing was in the way. NULL: all are right. Memory from arena. */
const char *oracle_judge(const struct oracle *oracle, bool faulty, struct arena *arena);

/* What the wish makes of a parameter of authentication, with the secrets as their files have them;
 * not to be asked where nothing is wished. */
const char *oracle_credential(const struct model *model, const struct target_wish *wish,
			      enum parameter_id id);

#endif
