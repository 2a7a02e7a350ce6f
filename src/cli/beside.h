/* What a run leaves beside its standard output. Complains where that cannot be written. */
#ifndef CLI_BESIDE_H
#define CLI_BESIDE_H

#include "cli/options.h"
#include "model/outcome.h"
#include "model/wish.h"
#include "tool/tools.h"

/* --report. 0 or -errno. */
int beside_report(const struct options *options, const struct outcome *outcome, int status);
/*
 * --metrics, also of a run that could not begin: then outcome is NULL. One that found another run
 * at work leaves the file to that. The status to exit with.
 */
int beside_metrics(const struct options *options, const struct outcome *outcome,
		   const struct wishes *wishes, bool paused, int status);
/*
 * A run that nobody watches tells the system's log what it did. Whether standard output would only
 * say it once more: it is the journal itself.
 */
bool beside_log(const struct tools *tools, const struct outcome *outcome, int status);

#endif
