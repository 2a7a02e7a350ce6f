#include "config.h"

#include "tool/device_mapper.h"
#include "tree.h"

#include <linux/dm-ioctl.h>

static struct arena arena;
static _Alignas(8) char table[4096];
static size_t used, last;
static unsigned int count;

static void begin(void)
{
	memset(table, 'x', sizeof(table));
	used = last = count = 0;
}

static void end(void)
{
	arena_free(&arena);
}

TestSuite(device_mapper, .init = begin, .fini = end);

/* Adds a target as the kernel answers it: each spec at a multiple of 8 behind the text of the one
 * before. */
static void target(const char *type, const char *parameters)
{
	struct dm_target_spec spec = { .length = 8192 };
	size_t end = used + sizeof(spec) + strlen(parameters) + 1;

	memcpy(spec.target_type, type, strlen(type));
	memcpy(table + used + sizeof(spec), parameters, strlen(parameters) + 1);
	last = used;
	used = (end + 7) / 8 * 8;
	spec.next = (unsigned int)used;
	memcpy(table + last, &spec, sizeof(spec));
	count++;
}

static const char *extents(void)
{
	return dm_extents(table, used, count, &arena);
}

Test(device_mapper, linear_and_striped)
{
	target("linear", "8:0 2048");
	target("linear", "254:3 51200");
	target("striped", "2 128 8:0 59392 8:16 2048");
	cr_assert_str_eq(extents(), "8:0 2048, 254:3 51200, 8:0 59392, 8:16 2048");
}

Test(device_mapper, other_targets_are_not_compared)
{
	target("linear", "8:0 2048");
	target("snapshot-origin", "254:2");
	cr_assert_null(extents());
	begin();
	target("error", "");
	cr_assert_null(extents());
}

Test(device_mapper, nothing)
{
	cr_assert_str_eq(extents(), "", "a map without a table");
}

Test(device_mapper, not_a_table)
{
	target("linear", "8:0");
	cr_assert_null(extents());
	begin();
	target("striped", "2 128 8:0 59392");
	cr_assert_null(extents());
	begin();
	target("striped", "4000000000 128 8:0 59392");
	cr_assert_null(extents());
	begin();
	target("linear", "8:0 2048");
	count++; /* there is no second one */
	cr_assert_null(extents());
	used = last + sizeof(struct dm_target_spec);
	count = 1;
	cr_assert_null(extents(), "no parameters");
	used += 4;
	cr_assert_null(extents(), "they do not end");
}
