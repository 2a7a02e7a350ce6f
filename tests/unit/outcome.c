#include "model/outcome.h"

#include <criterion/criterion.h>

static struct arena arena;
static struct history history;
static struct outcome outcome;

static void setup(void)
{
	history = (struct history){ .arena = &arena };
	outcome = (struct outcome){ .host = "xen01", .history = &history };
}

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(outcome, .init = setup, .fini = teardown);

static struct item_result *add(enum result result)
{
	struct item_result *item = vec_push(&arena, &outcome.items);

	*item = (struct item_result){ .kind = "target", .name = "a", .result = result };
	item->counts = true;
	return item;
}

static void expect_exit(int plain, int detailed)
{
	cr_expect_eq(outcome_exit(&outcome, false), plain);
	cr_expect_eq(outcome_exit(&outcome, true), detailed);
}

Test(outcome, exit_of_each_result)
{
	static const int detailed[] = {
		[RESULT_KEPT] = 0,	  [RESULT_CHANGED] = 2,	 [RESULT_WOULD_CHANGE] = 2,
		[RESULT_REFUSED] = 4,	  [RESULT_FAILED] = 4,	 [RESULT_TIMED_OUT] = 4,
		[RESULT_SKIPPED] = 4,	  [RESULT_DEGRADED] = 0, [RESULT_UNKNOWN] = 4,
		[RESULT_INTERRUPTED] = 4,
	};

	for (int result = RESULT_KEPT; result <= RESULT_INTERRUPTED; result++) {
		outcome.items.count = 0;
		add((enum result)result);
		expect_exit(detailed[result] & 4, detailed[result]);
		add(RESULT_CHANGED);
		expect_exit(detailed[result] & 4, detailed[result] | 2);
	}
}

Test(outcome, nothing)
{
	expect_exit(0, 0);
	cr_expect_eq(outcome_count(&outcome, RESULT_KEPT), 0);
}

Test(outcome, interrupted_is_trouble)
{
	outcome.interrupted = "a signal came in";
	expect_exit(4, 4);
}

Test(outcome, what_does_not_count)
{
	add(RESULT_REFUSED)->counts = false;
	add(RESULT_CHANGED)->counts = false;
	expect_exit(0, 0);
	cr_expect_eq(outcome_count(&outcome, RESULT_REFUSED), 0);
}

/* A command that did its work has changed the host, whatever became of the resource. */
Test(outcome, command_that_was_done_is_a_change)
{
	struct attempt attempt = { .key = "key", .end = ATTEMPT_DONE };

	add(RESULT_FAILED);
	history_add(&history, &attempt); /* a wait: no command */
	expect_exit(4, 4);
	attempt.key = "another";
	attempt.command = "true";
	history_add(&history, &attempt);
	expect_exit(4, 6);
}

Test(outcome, words)
{
	for (int result = RESULT_KEPT; result <= RESULT_INTERRUPTED; result++)
		cr_expect_not_null(result_words[result]);
	cr_expect_str_eq(result_words[RESULT_WOULD_CHANGE], "would change");
	cr_expect_str_eq(result_words[RESULT_INTERRUPTED], "interrupted");
}
