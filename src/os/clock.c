#include "config.h"

#include "os/clock.h"

#include "base/arena.h"

#include <inttypes.h>
#include <time.h>

#define MINUTE 60
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

int64_t clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

int64_t clock_now(void)
{
	return (int64_t)time(NULL);
}

int64_t clock_earlier(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

const char *clock_text(struct arena *arena, int64_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm tm = { 0 };

	if (!gmtime_r(&when, &tm))
		return arena_printf(arena, "@%" PRId64, seconds);
	return arena_printf(arena, "%04" PRId64 "-%02d-%02dT%02d:%02d:%02dZ",
			    (int64_t)tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour,
			    tm.tm_min, tm.tm_sec);
}

/* A unit begins at two of it, so that no age is off by more than half. */
const char *clock_age(struct arena *arena, int64_t since, int64_t now)
{
	int64_t seconds;

	/* A clock that was set back makes negative ages, and a file may say any number. */
	if (__builtin_sub_overflow(now, since, &seconds) || seconds < 0)
		seconds = 0;
	if (seconds < 2 * MINUTE)
		return arena_printf(arena, "%" PRId64 " s", seconds);
	if (seconds < 2 * HOUR)
		return arena_printf(arena, "%" PRId64 " min", seconds / MINUTE);
	if (seconds < 2 * DAY)
		return arena_printf(arena, "%" PRId64 " h", seconds / HOUR);
	return arena_printf(arena, "%" PRId64 " d", seconds / DAY);
}
