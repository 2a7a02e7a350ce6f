#include "engine/verify.h"

#include <criterion/criterion.h>
#include <string.h>

/* A first plan, what was tried, and the plan of the look after the last act. */

static struct arena arena;
static struct history history;
static struct outcome outcome;
static struct plan first, last;
static const struct place nowhere;

static void setup(void)
{
	first = last = (struct plan){ .arena = &arena };
	history = (struct history){ .arena = &arena };
	outcome = (struct outcome){ .host = "xen01", .plan = &first, .history = &history };
}

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(verify, .init = setup, .fini = teardown);

static const struct action_type type = { .name = "do" };

static size_t keep(struct plan *plan, const char *kind, const char *name)
{
	return plan_item(plan, kind, name, &nowhere);
}

/* An action on the target of that name; its key is the same in every plan. */
static void act(struct plan *plan, const char *name)
{
	struct action draft = {
		.type = &type,
		.item = keep(plan, "target", name),
		.key = name,
		.title = "do it",
		.reason = "because it is not done",
	};

	command_add(&arena, &draft.command, "true");
	plan_action(plan, &draft);
}

static void tried(const char *name, enum attempt_end end, const char *text)
{
	history_add(&history, &(struct attempt){ .key = name,
						 .kind = "target",
						 .item = name,
						 .command = "true",
						 .end = end,
						 .text = text });
}

static const struct item_result *result_of(const char *kind, const char *name)
{
	const struct item_result *item;

	vec_each (item, &outcome.items)
		if (str_equal(item->kind, kind) && str_equal(item->name, name))
			return item;
	cr_assert_fail("no result for %s %s", kind, name);
	return NULL;
}

static void expect(const char *name, enum result result, const char *words)
{
	const struct item_result *item = result_of("target", name);

	cr_expect_eq(item->result, result, "%s is %s", name, result_words[item->result]);
	if (words)
		cr_expect(item->text && strstr(item->text, words), "%s", item->text);
	else
		cr_expect_null(item->text);
}

Test(verify, kept_and_changed)
{
	keep(&first, "target", "kept");
	keep(&last, "target", "kept");
	act(&first, "made");
	tried("made", ATTEMPT_DONE, NULL);
	keep(&last, "target", "made");
	verify(&first, &last, &arena, &outcome);
	expect("kept", RESULT_KEPT, NULL);
	expect("made", RESULT_CHANGED, NULL);
}

Test(verify, dry_run)
{
	act(&first, "made");
	keep(&first, "target", "kept");
	outcome.dry_run = true;
	verify(&first, &first, &arena, &outcome);
	expect("made", RESULT_WOULD_CHANGE, NULL);
	expect("kept", RESULT_KEPT, NULL);
	cr_expect_eq(outcome.items.count, 2);
}

/* Exit code 0, and the host does not show it (law 10). */
Test(verify, tools_that_lied)
{
	act(&first, "a");
	act(&last, "a");
	tried("a", ATTEMPT_DONE, NULL);
	verify(&first, &last, &arena, &outcome);
	expect("a", RESULT_FAILED, "still to do it, because it is not done");
}

/* A failed attempt, and yet the host matches: somebody else did it, or the tool was wrong. */
Test(verify, failed_but_there)
{
	act(&first, "a");
	keep(&last, "target", "a");
	tried("a", ATTEMPT_FAILED, "exited with 1");
	verify(&first, &last, &arena, &outcome);
	expect("a", RESULT_CHANGED, NULL);
}

/* What was to be undone never came about, so nothing was changed. */
Test(verify, needless_after_all)
{
	act(&first, "a");
	keep(&last, "target", "a");
	tried("a", ATTEMPT_SKIPPED, "because this was not done: log in");
	verify(&first, &last, &arena, &outcome);
	expect("a", RESULT_KEPT, NULL);
}

Test(verify, ends_of_attempts)
{
	static const struct {
		const char *name;
		enum attempt_end end;
		enum result result;
	} ends[] = {
		{ "failed", ATTEMPT_FAILED, RESULT_FAILED },
		{ "late", ATTEMPT_TIMED_OUT, RESULT_TIMED_OUT },
		{ "held", ATTEMPT_REFUSED, RESULT_REFUSED },
		{ "after", ATTEMPT_SKIPPED, RESULT_SKIPPED },
		{ "cut", ATTEMPT_INTERRUPTED, RESULT_INTERRUPTED },
	};

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		act(&first, ends[i].name);
		act(&last, ends[i].name);
		tried(ends[i].name, ends[i].end, "the reason");
	}
	verify(&first, &last, &arena, &outcome);
	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++)
		expect(ends[i].name, ends[i].result, "the reason");
}

Test(verify, never_come_to)
{
	act(&first, "a");
	act(&last, "a");
	verify(&first, &last, &arena, &outcome);
	expect("a", RESULT_SKIPPED, "depends on");
}

Test(verify, never_come_to_because_interrupted)
{
	act(&first, "a");
	act(&last, "a");
	outcome.interrupted = "a signal came in";
	verify(&first, &last, &arena, &outcome);
	expect("a", RESULT_INTERRUPTED, "a signal came in");
}

Test(verify, no_look_after_the_last_act)
{
	act(&first, "a");
	tried("a", ATTEMPT_DONE, NULL);
	outcome.unverified = "sysfs cannot be read";
	verify(&first, &first, &arena, &outcome);
	expect("a", RESULT_UNKNOWN, "sysfs cannot be read");
}

Test(verify, expendable_is_degraded)
{
	act(&first, "tried");
	act(&last, "tried");
	tried("tried", ATTEMPT_FAILED, "exited with 8");
	last.items.at[keep(&last, "target", "tried")].expendable = true;
	last.items.at[keep(&last, "target", "sick")].expendable = true;
	plan_judge(&last, keep(&last, "target", "sick"), VERDICT_FAILS, "it is FAILED");
	verify(&first, &last, &arena, &outcome);
	expect("tried", RESULT_DEGRADED, "exited with 8");
	expect("sick", RESULT_DEGRADED, "it is FAILED");
	cr_expect_eq(outcome_exit(&outcome, false), 0);
}

Test(verify, verdicts)
{
	static const struct {
		const char *name;
		enum verdict verdict;
		enum result result;
	} verdicts[] = {
		{ "held", VERDICT_REFUSED, RESULT_REFUSED },
		{ "unseen", VERDICT_UNKNOWN, RESULT_UNKNOWN },
		{ "missing", VERDICT_FAILS, RESULT_FAILED },
		{ "after", VERDICT_BLOCKED, RESULT_SKIPPED },
		{ "left out", VERDICT_EXCLUDED, RESULT_SKIPPED },
	};

	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++)
		plan_judge(&first, keep(&first, "target", verdicts[i].name), verdicts[i].verdict,
			   "the reason");
	verify(&first, &first, &arena, &outcome);
	for (size_t i = 0; i < sizeof(verdicts) / sizeof(*verdicts); i++)
		expect(verdicts[i].name, verdicts[i].result, "the reason");
	cr_expect(result_of("target", "missing")->counts);
	cr_expect_not(result_of("target", "left out")->counts);
}

/* It came to match by itself: nobody here changed it. */
Test(verify, came_by_itself)
{
	plan_judge(&first, keep(&first, "session", "a"), VERDICT_FAILS, "session 1 is FAILED");
	keep(&last, "session", "a");
	verify(&first, &last, &arena, &outcome);
	cr_expect_eq(result_of("session", "a")->result, RESULT_KEPT);
}
