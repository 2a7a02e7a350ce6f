#include "config.h"

#include "base/diag.h"

#include <criterion/criterion.h>

static struct arena arena;
static const struct source first = { .name = "b.yaml" }, second = { .name = "a.yaml" };

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(diag, .fini = teardown);

static struct place at(const struct source *source, unsigned int line, unsigned int column)
{
	return (struct place){ source, line, column, 1 };
}

Test(diag, errors_count_and_warnings_do_not)
{
	struct diags diags = { .arena = &arena };
	struct place place = at(&first, 3, 4);

	cr_assert_eq(diag_error(&diags, &place, "unknown key '%s'", "lun"), -1);
	diag_warning(&diags, NULL, "nothing is named");
	cr_assert_eq(diags.errors, 1);
	cr_assert_eq(diags.list.count, 2);
	cr_assert_eq(diags.list.at[0].level, DIAG_ERROR);
	cr_assert_str_eq(diags.list.at[0].text, "unknown key 'lun'");
	cr_assert_eq(diags.list.at[0].place.line, 3);
	cr_assert_null(diags.list.at[0].second.source);
	cr_assert_eq(diags.list.at[1].level, DIAG_WARNING);
	cr_assert_null(diags.list.at[1].place.source);
}

Test(diag, conflict_has_two_places)
{
	struct diags diags = { .arena = &arena };
	struct place place = at(&first, 9, 1), other = at(&second, 2, 5);
	char note[] = "declared here";

	cr_assert_eq(diag_conflict(&diags, &place, &other, note, "%s twice", "xen"), -1);
	note[0] = 'X'; /* it was copied */
	cr_assert_eq(diags.errors, 1);
	cr_assert_str_eq(diags.list.at[0].text, "xen twice");
	cr_assert_str_eq(diags.list.at[0].second_text, "declared here");
	cr_assert_eq(diags.list.at[0].second.source, &second);
}

Test(diag, sorted_by_place)
{
	static const char *const expected[] = { "b 1:9",  "b 2:1", "b 2:7", "b 2:7 again",
						"b 10:1", "a 1:1", "a 5:1" };
	struct diags diags = { .arena = &arena };
	struct place places[] = { at(&first, 10, 1), at(&second, 5, 1), at(&first, 2, 7),
				  at(&second, 1, 1), at(&first, 2, 7),	at(&first, 2, 1),
				  at(&first, 1, 9) };
	static const char *const texts[] = { "b 10:1",	    "a 5:1", "b 2:7", "a 1:1",
					     "b 2:7 again", "b 2:1", "b 1:9" };

	for (size_t i = 0; i < 7; i++)
		diag_error(&diags, &places[i], "%s", texts[i]);
	diags_sort(&diags);
	cr_assert_eq(diags.errors, 7);
	for (size_t i = 0; i < 7; i++)
		cr_assert_str_eq(diags.list.at[i].text, expected[i]);
}

Test(diag, nothing_to_sort)
{
	struct diags diags = { .arena = &arena };

	diags_sort(&diags);
	cr_assert_eq(diags.list.count, 0);
}
