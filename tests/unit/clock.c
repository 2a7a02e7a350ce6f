#include "config.h"

#include "base/arena.h"
#include "os/clock.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <stdlib.h>

static struct arena arena;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(clock, .fini = teardown);

Test(clock, goes_on)
{
	int64_t before = clock_ms();

	poll(NULL, 0, 20);
	cr_assert_geq(clock_ms() - before, 19);
	cr_assert_gt(clock_now(), INT64_C(1700000000));
}

Test(clock, text_is_utc)
{
	setenv("TZ", "America/New_York", 1);
	cr_assert_str_eq(clock_text(&arena, 0), "1970-01-01T00:00:00Z");
	cr_assert_str_eq(clock_text(&arena, 1772333947), "2026-03-01T02:59:07Z");
	cr_assert_str_eq(clock_text(&arena, INT64_MAX), "@9223372036854775807");
}

Test(clock, age)
{
	const int64_t since = INT64_C(1796071644);

	cr_assert_str_eq(clock_age(&arena, since, since - 5), "0 s", "the clock was set back");
	cr_assert_str_eq(clock_age(&arena, since, since + 119), "119 s");
	cr_assert_str_eq(clock_age(&arena, since, since + 180), "3 min");
	cr_assert_str_eq(clock_age(&arena, since, since + 7199), "119 min");
	cr_assert_str_eq(clock_age(&arena, since, since + INT64_C(5) * 3600), "5 h");
	cr_assert_str_eq(clock_age(&arena, since, since + INT64_C(9) * 86400 + 1), "9 d");
	cr_assert_str_eq(clock_age(&arena, INT64_MIN, INT64_MAX), "0 s", "what a file may say");
}
