/* What has no document: see the head of unmanaged.c. */
#ifndef KIND_UNMANAGED_H
#define KIND_UNMANAGED_H

#include "act/planning.h"

/* The item of a session that `unmanaged: remove` is about; PLAN_NONE: it is not. */
size_t unmanaged_item(struct planning *planning, const struct session *session);

#endif
