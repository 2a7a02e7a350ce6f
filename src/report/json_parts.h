/* Parts of the JSON report that other documents have too. */
#ifndef REPORT_JSON_PARTS_H
#define REPORT_JSON_PARTS_H

#include "model/outcome.h"
#include "report/json_text.h"

/* The steps, a list of objects. */
json_t *plan_json(const struct plan *plan);
/* The whole report. */
json_t *outcome_json(const struct outcome *outcome, int exit_status);

#endif
