/* A run as metrics, in the text format of Prometheus, for the textfile collector of node_exporter.
 */
#ifndef REPORT_METRICS_H
#define REPORT_METRICS_H

#include "base/strbuf.h"
#include "model/outcome.h"
#include "model/wish.h"

struct metrics {
	const struct outcome *outcome; /* NULL: nothing could be begun */
	const struct wishes *wishes;   /* of that outcome */
	int status;		       /* that the process ends with */
	bool paused;
	int64_t ended;	      /* seconds since the epoch */
	int64_t last_success; /* of an earlier run; 0: none is known */
};

void report_metrics(const struct metrics *metrics, struct strbuf *out);
/* When the last run without trouble ended, by an earlier text; 0 where it does not say. */
int64_t metrics_last_success(const char *text);

#endif
