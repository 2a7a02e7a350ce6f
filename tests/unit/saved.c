#include "config.h"

#include "report/saved.h"

#include <criterion/criterion.h>
#include <string.h>

#define ID "0123456789abcdef0123456789abcdef"

/* A plan of one login by host name, as it is made from what `host` is at the moment. */

static struct arena arena;
static struct {
	struct wishes wishes;
	struct target_wish target;
	struct snapshot snapshot;
	const char *reason, *command, *address[2];
	enum verdict verdict, other;
	bool reversed;
} host;

static void setup(void)
{
	memset(&host, 0, sizeof(host));
	host.target = (struct target_wish){ .name = "iqn.2003-01.org.example:a", .digest = 1 };
	host.reason = "because it is not logged in";
	host.command = "--login";
	host.address[0] = "192.0.2.2";
	host.address[1] = "192.0.2.1";
	host.verdict = VERDICT_CHANGES;
	host.other = VERDICT_MATCHES;
}

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(saved, .init = setup, .fini = teardown);

static const struct action_type login = { .name = "login" }, settle = { .name = "settle" };

static const struct place nowhere;

static void add_step(struct plan *plan, size_t item, const char *word)
{
	struct action draft = { .type = word ? &login : &settle, .item = item };

	draft.key = draft.title = word ? word : "wait";
	draft.reason = host.reason;
	draft.portal = (struct portal){ "filer", 3260, TPGT_NONE };
	if (word)
		command_add(&arena, &draft.command, word);
	plan_action(plan, &draft);
}

static struct plan *plan_now(void)
{
	struct plan *plan = arena_alloc(&arena, sizeof(*plan));
	size_t first, second;

	plan->arena = &arena;
	first = plan_item(plan, "session", "a", &nowhere);
	second = plan_item(plan, "volume group", "g", &nowhere);
	add_step(plan, first, host.reversed ? "--second" : host.command);
	add_step(plan, first, NULL);
	add_step(plan, first, host.reversed ? host.command : "--second");
	plan->items.at[first].verdict = host.verdict;
	plan->items.at[second].verdict = host.other;
	return plan;
}

static struct planned now(void)
{
	struct host_name name = { .name = "filer" };

	host.wishes = (struct wishes){ .arena = &arena, .host = "xen01" };
	vec_add(&arena, &host.wishes.targets, host.target);
	for (size_t i = 0; i < 2; i++)
		if (host.address[i])
			vec_add(&arena, &name.addresses, host.address[i]);
	host.snapshot = (struct snapshot){ .arena = &arena };
	vec_add(&arena, &host.snapshot.host_names, name);
	return (struct planned){ &host.wishes, &host.snapshot, plan_now(), NULL };
}

/* As it is now, in a file. */
static struct saved save(void)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	struct planned planned = now();
	struct saved saved = { 0 };
	const char *reason = NULL;

	saved_write(&planned, ID, &text);
	cr_assert_eq(saved_read(strbuf_text(&text), text.length, &arena, &saved, &reason), 0, "%s",
		     reason);
	return saved;
}

static void differs(const struct saved *saved, const char *expected)
{
	struct planned planned = now();
	const char *text = saved_differences(saved, &planned, &arena);

	if (expected)
		cr_expect(text && strcmp(text, expected) == 0, "%s", text ? text : "nothing");
	else
		cr_expect_null(text, "%s", text);
}

Test(saved, what_planning_makes_nothing_of_does_not_count)
{
	CLEANUP(saved_free) struct saved saved = save();

	differs(&saved, NULL);
	host.reason = "because it was lost";
	host.reversed = true;
	host.address[0] = "192.0.2.1";
	host.address[1] = "192.0.2.2";
	differs(&saved, NULL);
	host.snapshot.multipathd = true;
	differs(&saved, NULL);
}

/* The same commands, but to another storage system. */
Test(saved, what_a_host_name_in_a_step_stands_for_counts)
{
	CLEANUP(saved_free) struct saved saved = save();

	host.address[0] = "192.0.2.3";
	differs(&saved, "\n  host: the name filer was: 192.0.2.1, 192.0.2.2; "
			"is: 192.0.2.1, 192.0.2.3");
	host.address[0] = NULL;
	differs(&saved, "\n  host: the name filer was: 192.0.2.1, 192.0.2.2; is: 192.0.2.1");
	host.address[1] = NULL;
	differs(&saved, "\n  host: the name filer was: 192.0.2.1, 192.0.2.2; is: no address");
}

Test(saved, another_step_counts)
{
	CLEANUP(saved_free) struct saved saved = save();

	host.command = "--logout";
	differs(&saved, "\n  plan: a step is not needed any more: --login: --login"
			"\n  plan: a step is new: --logout: --logout");
}

Test(saved, another_verdict_counts)
{
	CLEANUP(saved_free) struct saved saved = save();

	host.other = VERDICT_UNKNOWN;
	differs(&saved, "\n  plan: volume group g was: kept; is: unknown");
}

Test(saved, another_word_of_the_manifest_counts)
{
	CLEANUP(saved_free) struct saved saved = save();

	host.target.digest = 2;
	differs(&saved, "\n  manifest: target iqn.2003-01.org.example:a has changed");
	host.target.name = "iqn.2003-01.org.example:b";
	differs(&saved, "\n  manifest: target iqn.2003-01.org.example:a is not named any more"
			"\n  manifest: target iqn.2003-01.org.example:b is new");
}

/* In the file or on the host alone: both are another plan. */
Test(saved, a_resource_that_is_not_in_both_counts)
{
	CLEANUP(saved_free) struct saved saved = save();
	struct planned planned = now();
	struct plan *plan = (struct plan *)planned.plan;
	const char *text;

	plan_item(plan, "session", "b", &nowhere);
	text = saved_differences(&saved, &planned, &arena);
	cr_expect_str_eq(text, "\n  plan: session b was: not in it; is: kept");
	plan->items.count = 1;
	text = saved_differences(&saved, &planned, &arena);
	cr_expect_str_eq(text, "\n  plan: volume group g was: kept; is: not in it");
}
