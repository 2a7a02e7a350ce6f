/* Time. Deadlines are absolute, on the monotonic clock, in milliseconds. */
#ifndef OS_CLOCK_H
#define OS_CLOCK_H

#include <stdint.h>

struct arena;

int64_t clock_ms(void);	 /* monotonic */
int64_t clock_now(void); /* seconds since the epoch */
int64_t clock_earlier(int64_t a, int64_t b);
/* "2026-03-01T02:59:07Z" */
const char *clock_text(struct arena *arena, int64_t seconds);
/* How long before now that was, both in seconds since the epoch, for people: "12 s", "3 min", "5
 * h", "9 d". */
const char *clock_age(struct arena *arena, int64_t since, int64_t now);

#endif
