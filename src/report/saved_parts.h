/* What a saved plan and a new one are compared by; for saved*.c alone. */
#ifndef REPORT_SAVED_PARTS_H
#define REPORT_SAVED_PARTS_H

#include "model/marks.h"
#include "report/json_parts.h"
#include "report/saved.h"

struct saved_parts {
	json_t *root;		       /* has the others */
	json_t *manifest, *host_names; /* name: text */
	json_t *resources, *steps;     /* lists of objects */
};

void saved_parts_make(const struct planned *planned, const struct marks *wishes,
		      struct saved_parts *ret_parts);

#endif
