/* A run for the system's log: what it did and what does not match; nothing of a host that does. */
#ifndef REPORT_LOG_H
#define REPORT_LOG_H

#include "model/outcome.h"
#include "os/log.h"

/* How many entries were written; ends at the first that could not be. */
size_t report_log(const struct outcome *outcome, int status, const struct log *log);

#endif
