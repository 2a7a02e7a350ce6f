/* Steps on interfaces of open-iscsi. */
#ifndef ACT_INTERFACE_H
#define ACT_INTERFACE_H

#include "act/planning.h"

/* interface_clear: a binding goes before one of the other sort can come. */
extern const struct action_type interface_new, interface_clear, interface_update, interface_delete;

/* A step on it, "VERB interface NAME"; without a reason and a command. */
struct action interface_draft(struct planning *planning, const struct action_type *type,
			      const struct interface_wish *wish, size_t item, const char *verb);
/* What is bound to an interface, as a sentence: it keeps the interface. NULL: nothing is. */
const char *interface_user(const struct snapshot *now, const char *name, struct arena *arena);

#endif
