/*
 * SIGINT, SIGTERM and SIGHUP while nothing has to be seen to first. A pool (os/pool.h) takes them
 * as long as it lives; before and after it, they end the process at once.
 */
#ifndef OS_INTERRUPT_H
#define OS_INTERRUPT_H

#include <stdbool.h>

/* With this line on standard error and this exit status. One that is ignored (nohup, a script's
 * background job) stays so. line: not copied. */
void interrupt_ends(const char *line, int status);
/* Whether one has come in that is blocked, and nobody has taken yet: for a wait without a pool. */
bool interrupt_waits(void);

#endif
