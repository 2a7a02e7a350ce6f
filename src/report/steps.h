/* The steps of a plan in the order and with the numbers that every rendering of it has. */
#ifndef REPORT_STEPS_H
#define REPORT_STEPS_H

#include "model/plan.h"

/* Indices of the actions: first what can be done at once, in the order of the plan, then what that
 * will reveal. */
const size_t *report_order(const struct plan *plan, struct arena *arena);

#endif
