#include "config.h"

#include "base/arena.h"
#include "base/str.h"

#include <criterion/criterion.h>
#include <string.h>

Test(str, equal_all)
{
	const char *const a[] = { "x", "y" }, *const b[] = { "x", "z" };

	cr_expect(str_equal_all(a, a, 2));
	cr_expect(str_equal_all(a, b, 1));
	cr_expect_not(str_equal_all(a, b, 2));
	cr_expect(str_equal_all(NULL, NULL, 0));
}

Test(str, equal)
{
	cr_assert(str_equal("a", "a"));
	cr_assert_not(str_equal("a", "b"));
	cr_assert(str_equal(NULL, NULL));
	cr_assert_not(str_equal(NULL, ""));
	cr_assert_not(str_equal("", NULL));
}

Test(str, starts_and_ends)
{
	cr_assert(str_starts("iqn.1992", "iqn."));
	cr_assert(str_starts("a", ""));
	cr_assert_not(str_starts("iq", "iqn."));
	cr_assert_not(str_starts(NULL, ""));
	cr_assert_not(str_starts("a", NULL));
	cr_assert(str_ends("a.yaml", ".yaml"));
	cr_assert(str_ends("a", ""));
	cr_assert_not(str_ends("yaml", ".yaml"));
	cr_assert_not(str_ends("a.yaml.x", ".yaml"));
	cr_assert_not(str_ends(NULL, ""));
	cr_assert_not(str_ends("a", NULL));
}

Test(str, matches)
{
	cr_assert(str_matches("iqn.a:x", "iqn.a:x"));
	cr_assert(str_matches("iqn.a:x", "*"));
	cr_assert(str_matches("", "*"));
	cr_assert(str_matches("iqn.a:x", "iqn.*:?"));
	cr_assert(str_matches("iqn.a:b:x", "iqn.*:x"));
	cr_assert(str_matches("iqn.a", "iqn.a**"));
	cr_assert_not(str_matches("iqn.a:x", "iqn.a"));
	cr_assert_not(str_matches("iqn.a", "iqn.a?"));
	cr_assert_not(str_matches("iqn.a:x", "*:y"));
	cr_assert_not(str_matches("", "?"));
	cr_assert_not(str_matches("iqn.A", "iqn.a"));
	cr_assert_not(str_matches(NULL, "*"));
}

Test(str, matches_without_going_through_all_ways)
{
	char text[4001];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	cr_assert_not(str_matches(text, "*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*a*b"));
}

Test(str, number)
{
	static const char *const wrong[] = { "",   "-1", "+1",	 " 1", "1 ",
					     "00", "01", "0x10", "1a", "18446744073709551616" };
	uint64_t number = 5;

	for (size_t i = 0; i < sizeof(wrong) / sizeof(*wrong); i++)
		cr_assert_not(str_number(wrong[i], UINT64_MAX, &number), "%s", wrong[i]);
	cr_assert_not(str_number(NULL, UINT64_MAX, &number));
	cr_assert_not(str_number("65536", 65535, &number));
	cr_assert_not(str_number("9", 3, &number));
	cr_assert_not(str_number("1", 0, &number));
	cr_assert_eq(number, 5);
	cr_assert(str_number("0", 0, &number));
	cr_assert_eq(number, 0);
	cr_assert(str_number("65535", 65535, &number));
	cr_assert_eq(number, 65535);
	cr_assert(str_number("18446744073709551615", UINT64_MAX, &number));
	cr_assert_eq(number, UINT64_MAX);
}

Test(str, map)
{
	struct arena arena = { 0 };
	struct strmap map = { 0 };

	cr_assert_eq(strmap_find(&map, "a"), SIZE_MAX);
	for (size_t i = 0; i < 5000; i++)
		strmap_add(&arena, &map, arena_printf(&arena, "name%zu", i), i);
	for (size_t i = 0; i < 5000; i++)
		cr_assert_eq(strmap_find(&map, arena_printf(&arena, "name%zu", i)), i);
	cr_assert_eq(strmap_find(&map, "name5000"), SIZE_MAX);
	cr_assert_eq(strmap_find(&map, "name"), SIZE_MAX);
	strmap_add(&arena, &map, "", 77);
	cr_assert_eq(strmap_find(&map, ""), 77);
	arena_free(&arena);
}

Test(str, map_with_room)
{
	struct arena arena = { 0 };
	struct strmap map = { 0 };
	const struct strmap_slot *first;

	strmap_reserve(&arena, &map, 0);
	cr_assert_null(map.slot);
	strmap_add(&arena, &map, "a", 7);
	strmap_reserve(&arena, &map, 100);
	first = map.slot;
	for (size_t i = 1; i < 100; i++)
		strmap_add(&arena, &map, arena_printf(&arena, "name%zu", i), i);
	cr_assert_eq(map.slot, first);
	cr_assert_eq(strmap_find(&map, "a"), 7);
	cr_assert_eq(strmap_find(&map, "name99"), 99);
	strmap_reserve(&arena, &map, 10);
	cr_assert_eq(map.slot, first);
	arena_free(&arena);
}

Test(str, map_copy)
{
	struct arena arena = { 0 };
	struct strmap map = { 0 }, copy;

	strmap_copy(&arena, &map, &copy);
	strmap_add(&arena, &copy, "first", 1);
	cr_assert_eq(strmap_find(&map, "first"), SIZE_MAX);
	strmap_add(&arena, &map, "a", 0);
	strmap_copy(&arena, &map, &copy);
	strmap_add(&arena, &copy, "b", 1);
	strmap_add(&arena, &map, "c", 2);
	cr_assert_eq(strmap_find(&copy, "a"), 0);
	cr_assert_eq(strmap_find(&copy, "b"), 1);
	cr_assert_eq(strmap_find(&copy, "c"), SIZE_MAX);
	cr_assert_eq(strmap_find(&map, "b"), SIZE_MAX);
	arena_free(&arena);
}

Test(str, take_number)
{
	const char *text = "65535)x", *rest = text;
	uint64_t number = 5;

	cr_assert(str_take_number(&rest, 65535, &number));
	cr_assert_eq(number, 65535);
	cr_assert_str_eq(rest, ")x");
	cr_assert_not(str_take_number(&rest, 65535, &number));
	rest = text;
	cr_assert_not(str_take_number(&rest, 65534, &number), "too large");
	cr_assert_eq(rest, text);
	cr_assert_eq(number, 65535);
}
