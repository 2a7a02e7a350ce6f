#include "model/plan.h"

#include <criterion/criterion.h>

static struct arena arena;
static struct plan plan;
static const struct place nowhere;

static void setup(void)
{
	plan = (struct plan){ .arena = &arena };
}

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(plan, .init = setup, .fini = teardown);

static const struct action_type type = { .name = "do" };

static size_t add(size_t item, const char *late)
{
	struct action draft = { .type = &type, .item = item, .key = "key", .late = late };

	command_add(&arena, &draft.command, "true");
	return plan_action(&plan, &draft);
}

Test(plan, item_is_one_per_kind_and_name)
{
	size_t a = plan_item(&plan, "target", "a", &nowhere);

	cr_expect_eq(plan_item(&plan, "target", "a", &nowhere), a);
	cr_expect_neq(plan_item(&plan, "session", "a", &nowhere), a);
	cr_expect_neq(plan_item(&plan, "target", "b", &nowhere), a);
	cr_expect_eq(plan.items.count, 3);
	cr_expect_eq(plan.items.at[a].verdict, VERDICT_MATCHES);
	cr_expect_eq(plan_find_item(&plan, "target", "a"), a);
	cr_expect_eq(plan_find_item(&plan, "target", "c"), PLAN_NONE);
}

Test(plan, first_judgement_stays)
{
	size_t item = plan_item(&plan, "target", "a", &nowhere);

	add(item, NULL);
	cr_expect_eq(plan.items.at[item].verdict, VERDICT_CHANGES);
	plan_judge(&plan, item, VERDICT_UNKNOWN, "%s", "one");
	plan_judge(&plan, item, VERDICT_REFUSED, "%s", "two");
	add(item, NULL);
	cr_expect_eq(plan.items.at[item].verdict, VERDICT_UNKNOWN);
	cr_expect_str_eq(plan.items.at[item].text, "one");
}

Test(plan, what_is_left_out_is_only_excluded)
{
	size_t item = plan_item(&plan, "target", "a", &nowhere);

	plan.items.at[item].selected = false;
	plan_judge(&plan, item, VERDICT_REFUSED, "%s", "busy");
	cr_expect_eq(plan.items.at[item].verdict, VERDICT_EXCLUDED);
	cr_expect_str_eq(plan.items.at[item].text, "busy");
}

Test(plan, after_nothing_is_no_dependency)
{
	size_t item = plan_item(&plan, "target", "a", &nowhere);
	size_t first = add(item, NULL), second = add(item, NULL);

	plan_after(&plan, second, PLAN_NONE);
	cr_expect_eq(plan.actions.at[second].after.count, 0);
	plan_after(&plan, second, first);
	cr_expect_eq(plan.actions.at[second].after.count, 1);
	cr_expect_eq(plan.actions.at[second].after.at[0], first);
}

Test(plan, counts_commands)
{
	size_t item = plan_item(&plan, "target", "a", &nowhere);

	add(item, NULL);
	add(item, "it is there by then");
	add(item, "it is there by then");
	plan.actions.at[add(item, NULL)].command.argv.count = 0; /* a wait */
	cr_expect_eq(plan_count(&plan, false), 1);
	cr_expect_eq(plan_count(&plan, true), 2);
}
