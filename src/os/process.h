/* Other processes, by pid and start time: a pid alone may have been reused. */
#ifndef OS_PROCESS_H
#define OS_PROCESS_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Field 22 of /proc/PID/stat: clock ticks since boot. -ESRCH if it is gone (a zombie is). */
int process_start(pid_t pid, uint64_t *ret_start);
/* Its state letter ('R', 'S', 'D', 'T', 'Z' …); '\0' if it is gone. */
char process_state(pid_t pid);
/* Whether that very process still runs; a zombie does not. True also if that cannot be told. */
bool process_alive(pid_t pid, uint64_t start);
/*
 * Waits (pidfd, poll) until it is gone or the deadline: 0, or -ETIMEDOUT. -EINTR when one of the
 * signals that a pool has blocked is pending; it is left for pool_wait(). Or another -errno.
 */
int process_wait(pid_t pid, uint64_t start, int64_t deadline);

#endif
