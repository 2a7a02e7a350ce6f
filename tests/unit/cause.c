#include "config.h"

#include "engine/cause.h"

#include <criterion/criterion.h>

/* One volume group, wished as "new", in a host that remembers `before` of it. */

static struct arena arena;
static struct marks wishes;
static struct memory memory;

static void setup(void)
{
	wishes = (struct marks){ 0 };
	memory = (struct memory){ .known = true, .same = true };
	marks_add(&arena, &wishes, "volume group a", "new", NULL);
}

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(cause, .init = setup, .fini = teardown);

static void add_result(struct outcome *outcome, enum result result, bool counts)
{
	struct item_result *item = vec_push(&arena, &outcome->items);

	*item = (struct item_result){
		.kind = "volume group", .name = "a", .result = result, .counts = counts
	};
}

static void remember(const char *text)
{
	memory.wishes = (struct marks){ 0 };
	if (text)
		marks_add(&arena, &memory.wishes, "volume group a", text, NULL);
}

static enum cause told(enum result result)
{
	struct outcome outcome = { 0 };

	add_result(&outcome, result, true);
	causes_tell(&memory, &wishes, &arena, &outcome);
	return outcome.items.at[0].cause;
}

/* What is remembered after such a result; "" for nothing. */
static const char *learnt(enum result result, bool counts)
{
	struct outcome outcome = { 0 };
	struct marks after = { 0 };
	const struct mark *mark;

	add_result(&outcome, result, counts);
	memory_learn(&memory, &wishes, &outcome, &arena, &after);
	mark = marks_find(&after, "volume group a");
	return mark ? mark->text : "";
}

Test(cause, told_by_what_was_fulfilled_last)
{
	remember("new");
	cr_expect_eq(told(RESULT_WOULD_CHANGE), CAUSE_DRIFT);
	cr_expect_eq(told(RESULT_REFUSED), CAUSE_DRIFT);
	cr_expect_eq(told(RESULT_KEPT), CAUSE_NONE);
	cr_expect_eq(told(RESULT_UNKNOWN), CAUSE_UNKNOWN);
	remember("old");
	cr_expect_eq(told(RESULT_CHANGED), CAUSE_INTENT);
	remember(MEMORY_MISSED);
	cr_expect_eq(told(RESULT_CHANGED), CAUSE_INTENT);
	remember(MEMORY_UNKNOWN);
	cr_expect_eq(told(RESULT_CHANGED), CAUSE_UNKNOWN);
}

Test(cause, new_in_this_manifest_or_not_known)
{
	remember(NULL);
	cr_expect_eq(told(RESULT_CHANGED), CAUSE_INTENT);
	memory.same = false;
	cr_expect_eq(told(RESULT_CHANGED), CAUSE_UNKNOWN);
	memory.known = false;
	remember("new");
	cr_expect_eq(told(RESULT_CHANGED), CAUSE_UNKNOWN);
}

Test(cause, what_is_fulfilled_is_learnt)
{
	static const char *const befores[] = { NULL, "old", "new", MEMORY_MISSED, MEMORY_UNKNOWN };

	for (size_t i = 0; i < 5; i++) {
		remember(befores[i]);
		cr_expect_str_eq(learnt(RESULT_KEPT, true), "new");
		cr_expect_str_eq(learnt(RESULT_CHANGED, true), "new");
		/* Left out by --only: nothing was tried. */
		cr_expect_str_eq(learnt(RESULT_SKIPPED, false), befores[i] ? befores[i] : "");
	}
}

Test(cause, what_is_missed_stays_as_it_was)
{
	remember("new");
	cr_expect_str_eq(learnt(RESULT_FAILED, true), "new");
	remember("old");
	cr_expect_str_eq(learnt(RESULT_FAILED, true), MEMORY_MISSED);
	cr_expect_str_eq(learnt(RESULT_DEGRADED, true), MEMORY_MISSED);
	remember(MEMORY_UNKNOWN);
	cr_expect_str_eq(learnt(RESULT_FAILED, true), MEMORY_UNKNOWN);
	remember(NULL);
	cr_expect_str_eq(learnt(RESULT_FAILED, true), MEMORY_MISSED);
	memory.same = false;
	cr_expect_str_eq(learnt(RESULT_FAILED, true), MEMORY_UNKNOWN);
	memory = (struct memory){ 0 };
	cr_expect_str_eq(learnt(RESULT_FAILED, true), MEMORY_UNKNOWN);
	cr_expect_str_eq(learnt(RESULT_SKIPPED, false), MEMORY_UNKNOWN);
}

Test(cause, one_missed_part_is_a_missed_whole)
{
	struct outcome outcome = { 0 };
	struct marks after = { 0 };

	remember("old");
	add_result(&outcome, RESULT_KEPT, true);
	add_result(&outcome, RESULT_FAILED, true);
	add_result(&outcome, RESULT_KEPT, true);
	memory_learn(&memory, &wishes, &outcome, &arena, &after);
	cr_expect_str_eq(marks_find(&after, "volume group a")->text, MEMORY_MISSED);
}

Test(cause, what_is_not_named_is_not_forgotten)
{
	struct outcome outcome = { 0 };
	struct marks after = { 0 };

	marks_add(&arena, &memory.wishes, "volume group b", "b", NULL);
	memory_learn(&memory, &wishes, &outcome, &arena, &after);
	cr_expect_str_eq(marks_find(&after, "volume group b")->text, "b");
}

Test(cause, items_belong_to_wishes)
{
	cr_expect_str_eq(marks_item(&arena, "session", "iqn.a at 192.0.2.1:3260"), "target iqn.a");
	cr_expect_str_eq(marks_item(&arena, "target", "iqn.a"), "target iqn.a");
	cr_expect_str_eq(marks_item(&arena, "logical volume", "a/b"), "logical volume a/b");
	cr_expect_str_eq(marks_item(&arena, "initiator", "iqn.x"), "initiator");
	cr_expect_str_eq(marks_item(&arena, "unmanaged", "iqn.x"), "unmanaged");
}
