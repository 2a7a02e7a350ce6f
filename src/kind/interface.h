/* What both ways of the interface kind share. */
#ifndef KIND_INTERFACE_H
#define KIND_INTERFACE_H

#include "kind/kind.h"

/* A step on it, "VERB interface NAME"; without a reason and a command. */
struct action interface_draft(struct planning *planning, const struct action_type *type,
			      const struct interface_wish *wish, size_t item, const char *verb);
/* Judges an item of which it is not known what is there. */
bool interface_is_unclear(struct planning *planning, const struct interface_wish *wish,
			  size_t item);
void interface_plan_down(struct planning *planning);

#endif
