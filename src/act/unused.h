/* Law 4 right before an act: what guards of steps that take something away look at. */
#ifndef ACT_UNUSED_H
#define ACT_UNUSED_H

#include "act/uses.h"
#include "model/plan.h"
#include "tool/tools.h"

/* Devices, and everybody who may use one, as they are now. -1 with a sentence. */
int unused_look(const struct tools *tools, struct snapshot *now, const char **ret_reason);
/* Whether it may go, as far as these uses tell: what udev has open for a moment is waited for. */
enum guard_answer unused_judge(const struct snapshot *now, const struct uses *uses,
			       struct arena *arena, const char **ret_reason);

#endif
