#include "config.h"

#include "engine/execute.h"

#include "os/clock.h"
#include "os/file.h"
#include "tree.h"

#include <criterion/criterion.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

/* Plans of shell commands, each of which writes down when it begins and ends. */

enum { LONG_MS = 60000 };

static struct arena arena;
static const char *scratch;
static struct pool *pool;
static struct lock lock;
static struct tools tools;
static struct history history;
static struct plan *plan;
static struct execution execution;
static const struct observer silent;

static void setup(void)
{
	struct lock_holder holder;

	/* A background job of a shell has it ignored, and so would the pool. */
	signal(SIGINT, SIG_DFL);
	scratch = tree_make(&arena);
	cr_assert_eq(lock_take(arena_printf(&arena, "%s/lock", scratch), clock_ms(), &arena, &lock,
			       &holder),
		     0);
	cr_assert_eq(pool_new(&pool), 0);
	tools.run = scratch;
	history.arena = &arena;
	plan = arena_alloc(&arena, sizeof(*plan));
	plan->arena = &arena;
	execution = (struct execution){
		.tools = &tools,
		.pool = pool,
		.lock = &lock,
		.history = &history,
		.observer = &silent,
		.arena = &arena,
		.jobs = 16,
		.deadline = clock_ms() + LONG_MS,
	};
}

static void teardown(void)
{
	pool_free(pool);
	lock_release(&lock);
	tree_remove(scratch);
	arena_free(&arena);
}

TestSuite(execute, .init = setup, .fini = teardown, .timeout = 60);

static const struct action_type on_records = { .name = "record", .touches = TOUCHES_RECORDS };
static const struct action_type on_sessions = { .name = "session", .touches = TOUCHES_SESSIONS };
static const struct action_type on_volumes = { .name = "volume", .touches = TOUCHES_VOLUMES };

/* An action whose command logs "+NAME" and "-NAME" around a script; its index. */
static size_t add(const struct action_type *type, const char *name, const char *script)
{
	static const struct place nowhere;
	struct action draft = {
		.type = type,
		.item = plan_item(plan, "thing", name, &nowhere),
		.key = name,
		.title = name,
		.reason = "because of a test",
		.resource = arena_printf(&arena, "thing:%s", name),
		.command = { .path = "/bin/sh", .seconds = 60 },
	};

	command_add(&arena, &draft.command, "sh");
	command_add(&arena, &draft.command, "-c");
	command_add(&arena, &draft.command,
		    arena_printf(&arena,
				 "cd %s; echo +%s >>log; %s; code=$?; echo -%s >>log; exit $code",
				 scratch, name, script, name));
	return plan_action(plan, &draft);
}

static const char *log_text(void)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	char *copy;

	if (file_read(arena_printf(&arena, "%s/log", scratch), 1 << 16, &text))
		return "";
	copy = arena_strdup(&arena, strbuf_text(&text));
	for (char *at = copy; *at; at++)
		if (*at == '\n')
			*at = at[1] ? ' ' : '\0';
	return copy;
}

/* Of a command that execute() does not wait for any more. */
static void wait_for_end(const char *entry)
{
	int64_t until = clock_ms() + LONG_MS;

	while (!strstr(log_text(), entry) && clock_ms() < until)
		poll(NULL, 0, 10);
	cr_expect(strstr(log_text(), entry), "%s", log_text());
}

/* How an action ended, in the word of reports; "" if it was not come to. */
static const char *ended(const char *key)
{
	const struct attempt *attempt = history_find(&history, key);

	return attempt ? attempt_words[attempt->end] : "";
}

static const char *reason_of(const char *key)
{
	const struct attempt *attempt = history_find(&history, key);

	cr_assert_not_null(attempt, "%s", key);
	cr_assert_not_null(attempt->text, "%s", key);
	return attempt->text;
}

#define expect_end(key, word) cr_expect_str_eq(ended(key), word, "%s is %s", key, ended(key))

static int make_text(const struct action *action, const struct tools *used,
		     struct arena *scratch_arena, struct strbuf *ret_text, const char **ret_reason)
{
	(void)used;
	(void)scratch_arena;
	if (str_equal(action->key, "unmakable")) {
		*ret_reason = "the secret has gone";
		return -1;
	}
	strbuf_add(ret_text, "text");
	return 0;
}

static const struct action_type overlaid = { .name = "overlaid", .overlay = make_text };

Test(execute, without_its_overlay_nothing_runs)
{
	size_t first = add(&overlaid, "unmakable", ":"),
	       second = add(&overlaid, "unmountable", ":");
	size_t after = add(&on_records, "after", ":");

	plan->actions.at[first].command.overlay = "/does/not/exist";
	plan->actions.at[second].command.overlay = "/does/not/exist";
	plan_after(plan, after, second);
	cr_expect_eq(execute(&execution, plan), 0);
	cr_expect_str_eq(log_text(), "");
	expect_end("unmakable", "refused");
	cr_expect(str_ends(reason_of("unmakable"), "the secret has gone"));
	expect_end("unmountable", "refused");
	cr_expect_not_null(strstr(reason_of("unmountable"), "mount namespace"));
	expect_end("after", "skipped");
}

Test(execute, hints_for_exit_codes)
{
	size_t first = add(&on_sessions, "denied", "exit 24");
	size_t second = add(&on_sessions, "broken", "exit 1");

	for (size_t i = first; i <= second; i++)
		vec_add(&arena, &plan->actions.at[i].hints,
			((struct exit_hint){ 24, "look at the secret" }));
	vec_add(&arena, &plan->actions.at[first].hints,
		((struct exit_hint){ 24, "look at the name" }));
	execute(&execution, plan);
	cr_expect(str_ends(reason_of("denied"), "; look at the secret; look at the name"));
	cr_expect_null(strstr(reason_of("broken"), "secret"));
}

static const char *comes_up(int code)
{
	return code == 32 ? "the daemon" : NULL;
}

static const struct action_type patient = {
	.name = "patient",
	.touches = TOUCHES_SESSIONS,
	.not_yet = comes_up,
};

Test(execute, what_did_nothing_yet_is_tried_again)
{
	size_t first = add(&patient, "late", "mkdir seen 2>/dev/null && exit 32; :");

	plan_after(plan, add(&on_records, "after", ":"), first);
	cr_expect_eq(execute(&execution, plan), 2);
	cr_expect_str_eq(log_text(), "+late +late -late +after -after");
	expect_end("late", "done");
	cr_expect_eq(history.attempts.count, 2, "it is one step");
}

Test(execute, only_what_did_nothing_is_tried_again)
{
	add(&patient, "broken", "exit 31");
	cr_expect_eq(execute(&execution, plan), 0);
	cr_expect_str_eq(log_text(), "+broken");
	expect_end("broken", "failed");
}

/* Not for ever, and not beyond the end of the run. */
Test(execute, what_never_does_anything_fails)
{
	add(&patient, "late", "exit 32");
	execution.deadline = clock_ms() + 1500;
	cr_expect_eq(execute(&execution, plan), 0);
	cr_expect(strlen(log_text()) > strlen("+late"), "%s", log_text());
	cr_expect(str_starts(ended("late"), "failed") || str_starts(ended("late"), "interrupted"),
		  "%s", ended("late"));
}

Test(execute, nothing)
{
	cr_expect_eq(execute(&execution, plan), 0);
	cr_expect_eq(history.attempts.count, 0);
	cr_expect_null(execution_stopped(&execution));
}

Test(execute, one_job_keeps_the_order_of_the_plan)
{
	size_t first = add(&on_records, "a", "sleep 0.05");

	add(&on_sessions, "b", ":");
	add(&on_volumes, "c", ":");
	plan_after(plan, add(&on_records, "d", ":"), first);
	add(&on_records, "e", ":");
	execution.jobs = 1;
	cr_expect_eq(execute(&execution, plan), 5);
	cr_expect_str_eq(log_text(), "+a -a +b -b +c -c +d -d +e -e");
}

Test(execute, independent_ones_run_side_by_side)
{
	/* Each waits for the other to have begun. */
	add(&on_records, "a", "until grep -q +b log; do sleep 0.01; done");
	add(&on_records, "b", "until grep -q +a log; do sleep 0.01; done");
	cr_expect_eq(execute(&execution, plan), 2);
}

Test(execute, no_more_than_jobs)
{
	const char *script = "running=$(grep -c + log); over=$(grep -c ^- log); "
			     "sleep 0.05; [ $((running - over)) -le 2 ]";

	for (int i = 0; i < 6; i++)
		add(&on_records, arena_printf(&arena, "%c", 'a' + i), script);
	execution.jobs = 2;
	cr_expect_eq(execute(&execution, plan), 6, "%s", log_text());
}

Test(execute, one_at_a_time_in_a_lane)
{
	for (int i = 0; i < 4; i++) {
		size_t at = add(&on_records, arena_printf(&arena, "%c", 'a' + i), "sleep 0.02");

		plan->actions.at[at].lane = "lane";
	}
	cr_expect_eq(execute(&execution, plan), 4);
	cr_expect_str_eq(log_text(), "+a -a +b -b +c -c +d -d");
}

Test(execute, dependencies_before_dependents)
{
	size_t a = add(&on_records, "a", "sleep 0.05"), b = add(&on_records, "b", ":"), c;

	c = add(&on_records, "c", ":");
	plan_after(plan, c, a);
	plan_after(plan, c, b);
	plan_after(plan, c, PLAN_NONE);
	cr_expect_eq(execute(&execution, plan), 3);
	cr_expect(strstr(log_text(), "-a +c") || strstr(log_text(), "-b +c"), "%s", log_text());
}

Test(execute, failure_skips_dependents_only)
{
	size_t a = add(&on_records, "a", "echo no such thing >&2; false"), b, c;

	b = add(&on_records, "b", ":");
	c = add(&on_records, "c", ":");
	add(&on_records, "d", ":");
	plan_after(plan, b, a);
	plan_after(plan, c, b);
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("a", "failed");
	expect_end("b", "skipped");
	expect_end("c", "skipped");
	expect_end("d", "done");
	cr_expect(strstr(reason_of("a"), "exited with 1"), "%s", reason_of("a"));
	cr_expect(strstr(reason_of("a"), "no such thing"), "%s", reason_of("a"));
	cr_expect_str_eq(reason_of("b"), "because this was not done: a");
	cr_expect_null(strstr(log_text(), "b"));
}

Test(execute, killed_and_not_startable_are_failures)
{
	add(&on_records, "a", "kill -9 $$");
	plan->actions.at[add(&on_records, "b", ":")].command.path = "/no/such/file";
	cr_expect_eq(execute(&execution, plan), 0);
	expect_end("a", "failed");
	expect_end("b", "failed");
	cr_expect(strstr(reason_of("a"), "signal 9"), "%s", reason_of("a"));
	cr_expect(strstr(reason_of("b"), "No such file"), "%s", reason_of("b"));
}

Test(execute, late_is_not_run_but_owed)
{
	size_t a = add(&on_records, "a", ":"), b = add(&on_records, "b", "false");
	size_t c = add(&on_records, "c", ":"), d = add(&on_records, "d", ":");

	plan->actions.at[c].late = plan->actions.at[d].late = "it is there by then";
	plan_after(plan, c, a);
	plan_after(plan, d, b);
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("c", "");
	expect_end("d", "");
	cr_expect(history_owes(&history, "c"));
	cr_expect_not(history_owes(&history, "d"), "what it waits for has failed");
	cr_expect_null(strstr(log_text(), "c"));
}

Test(execute, nothing_is_tried_twice)
{
	size_t a = add(&on_records, "a", "false"), b;

	execute(&execution, plan);
	b = add(&on_records, "b", ":");
	plan_after(plan, b, a);
	cr_expect_eq(execute(&execution, plan), 0);
	expect_end("a", "failed");
	expect_end("b", "skipped");
	cr_expect_str_eq(log_text(), "+a -a");
	cr_expect_eq(history.attempts.count, 2);
}

/* ---- guards ---- */

static enum guard_answer refuse(const struct action *action, const struct tools *t,
				struct arena *memory, const char **ret_reason)
{
	(void)t;
	*ret_reason = arena_printf(memory, "%s is in use", action->title);
	return GUARD_REFUSE;
}

/* Allowed once what stands before it has logged its end: guards are asked right before the act. */
static enum guard_answer after_a(const struct action *action, const struct tools *t,
				 struct arena *memory, const char **ret_reason)
{
	(void)action;
	(void)t;
	(void)memory;
	*ret_reason = "asked too early";
	return strstr(log_text(), "-a") ? GUARD_GO : GUARD_REFUSE;
}

Test(execute, guard_refusal)
{
	static const struct action_type guarded = { .name = "guarded", .guard = refuse };
	size_t a = add(&guarded, "a", ":");

	plan_after(plan, add(&on_records, "b", ":"), a);
	add(&on_records, "c", ":");
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("a", "refused");
	expect_end("b", "skipped");
	expect_end("c", "done");
	cr_expect_str_eq(reason_of("a"), "the look right before the act: a is in use");
}

Test(execute, exit_status_is_kept)
{
	static const struct action_type guarded = { .name = "guarded", .guard = refuse };

	add(&on_records, "a", "(exit 7)");
	add(&on_records, "b", ":");
	add(&on_records, "c", "kill -9 $$");
	add(&guarded, "d", ":");
	plan_after(plan, add(&on_records, "e", ":"), 0);
	execute(&execution, plan);
	cr_expect_str_eq(reason_of("a"), "sh exited with 7", "%s", reason_of("a"));
	cr_expect_eq(history_find(&history, "a")->code, 7);
	cr_expect_eq(history_find(&history, "b")->code, 0);
	cr_expect_eq(history_find(&history, "c")->code, -1);
	cr_expect_eq(history_find(&history, "d")->code, -1);
	cr_expect_eq(history_find(&history, "e")->code, -1);
}

Test(execute, guards_are_asked_right_before_the_act)
{
	static const struct action_type guarded = { .name = "guarded", .guard = after_a };
	size_t a = add(&on_records, "a", "sleep 0.05"), b = add(&guarded, "b", ":");

	plan_after(plan, b, a);
	plan->actions.at[add(&guarded, "c", ":")].lane = "lane";
	plan->actions.at[a].lane = "lane";
	cr_expect_eq(execute(&execution, plan), 3);
}

/* Not yet, until what stands before it has logged its end; "queue" is what udev would have. */
static enum guard_answer while_busy(const struct action *action, const struct tools *t,
				    struct arena *memory, const char **ret_reason)
{
	(void)action;
	(void)t;
	*ret_reason = arena_printf(memory, "udev looks at it");
	return access(arena_printf(memory, "%s/udev/queue", scratch), F_OK) ? GUARD_GO : GUARD_WAIT;
}

static const struct action_type not_yet = { .name = "not yet",
					    .touches = TOUCHES_SESSIONS,
					    .guard = while_busy };

static void make_busy(void)
{
	tree_file(&arena, scratch, "udev/queue", "");
}

/* What it waits for ends beside it; meanwhile its lane and what it touches are taken. */
Test(execute, guard_says_not_yet)
{
	size_t b;

	make_busy();
	add(&on_records, "a", "until grep -q +d log; do sleep 0.01; done; rm udev/queue");
	b = add(&not_yet, "b", ":");
	plan->actions.at[b].lane = "lane";
	plan->actions.at[add(&on_records, "c", ":")].lane = "lane";
	add(&on_volumes, "v", ":");
	add(&on_records, "d", ":");
	cr_expect_eq(execute(&execution, plan), 5);
	cr_expect_eq(history.attempts.count, 5);
	cr_expect(strstr(log_text(), "-a"), "%s", log_text());
	cr_expect_lt(strstr(log_text(), "+a"), strstr(log_text(), "+b"), "%s", log_text());
	cr_expect_lt(strstr(log_text(), "+d"), strstr(log_text(), "+b"), "%s", log_text());
	cr_expect_lt(strstr(log_text(), "+b"), strstr(log_text(), "+c"), "%s", log_text());
	cr_expect_lt(strstr(log_text(), "+b"), strstr(log_text(), "+v"), "%s", log_text());
}

/* The end of the run comes before the guard's patience does. */
Test(execute, guard_says_not_yet_until_the_time_is_up)
{
	size_t a;

	make_busy();
	a = add(&not_yet, "a", ":");
	plan_after(plan, add(&on_records, "b", ":"), a);
	execution.deadline = clock_ms() + 200;
	cr_expect_eq(execute(&execution, plan), 0);
	expect_end("a", "interrupted");
	expect_end("b", "skipped");
	cr_expect_str_eq(log_text(), "");
}

/* ---- sessions and volumes ---- */

Test(execute, sessions_and_volumes_are_kept_apart)
{
	bool runs[2] = { false, false };

	add(&on_sessions, "s", "sleep 0.05");
	add(&on_volumes, "v", "sleep 0.05");
	add(&on_sessions, "t", "sleep 0.05");
	add(&on_volumes, "w", "sleep 0.05");
	add(&on_records, "r", "until grep -q +s log; do sleep 0.01; done; sleep 0.1");
	cr_expect_eq(execute(&execution, plan), 5);
	/* Nowhere does one of s, t begin while one of v, w runs, or the other way round. */
	for (const char *at = log_text(); *at; at += strcspn(at, " ") + 1) {
		bool *mine = &runs[strchr("vw", at[1]) != NULL];

		if (at[1] != 'r') {
			*mine = at[0] == '+';
			cr_expect_not(runs[0] && runs[1], "%s", log_text());
		}
		if (!at[strcspn(at, " ")])
			break;
	}
}

/* ---- deadlines and signals ---- */

Test(execute, changing_command_is_left_at_its_deadline)
{
	size_t a = add(&on_records, "a", "sleep 1.5");

	plan->actions.at[a].command.seconds = 1;
	plan_after(plan, add(&on_records, "b", ":"), a);
	add(&on_records, "c", ":");
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("a", "timed out");
	expect_end("b", "skipped");
	expect_end("c", "done");
	cr_expect_eq(lock.left.count, 1);
	cr_expect_str_eq(lock.left.at[0].lane, "thing:a");
	cr_expect_eq(kill(lock.left.at[0].pid, 0), 0, "it was not killed");
	/* And it comes to its end. */
	wait_for_end("-a");
}

/* It is still at work on what its lane stands for. */
Test(execute, lane_of_what_was_left_stays_taken)
{
	size_t a = add(&on_volumes, "a", "sleep 0.6");
	size_t b = add(&on_volumes, "b", ":");

	plan->actions.at[a].lane = plan->actions.at[b].lane = "vg:x";
	plan->actions.at[a].command.seconds = 0;
	add(&on_volumes, "c", ":");
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("a", "timed out");
	expect_end("b", "");
	expect_end("c", "done");
	wait_for_end("-a");
	cr_expect_null(strstr(log_text(), "+b"), "%s", log_text());
}

Test(execute, time_of_the_run)
{
	size_t a = add(&on_sessions, "a", "sleep 0.6");

	plan_after(plan, add(&on_records, "b", ":"), a);
	execution.jobs = 1;
	add(&on_records, "c", ":");
	execution.deadline = clock_ms() + 300;
	execute(&execution, plan);
	expect_end("a", "timed out");
	expect_end("b", "skipped");
	expect_end("c", "interrupted");
	cr_expect(strstr(reason_of("c"), "not started: "), "%s", reason_of("c"));
	cr_expect_not_null(execution_stopped(&execution));
}

Test(execute, record_command_keeps_its_time)
{
	add(&on_records, "a", "sleep 0.6");
	execution.deadline = clock_ms() + 300;
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("a", "done");
}

Test(execute, signal_lets_what_runs_finish_and_starts_nothing)
{
	size_t a = add(&on_records, "a",
		       arena_printf(&arena, "kill -TERM %d; sleep 0.2", (int)getpid()));

	plan_after(plan, add(&on_records, "b", ":"), a);
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("a", "done");
	expect_end("b", "interrupted");
	cr_expect_eq(execution.signals, 1);
	cr_expect_not_null(execution_stopped(&execution));
	cr_expect_str_eq(log_text(), "+a -a");
}

Test(execute, second_signal_stops_waiting_but_kills_nothing)
{
	add(&on_records, "a",
	    arena_printf(&arena, "kill -TERM %d; sleep 0.1; kill -INT %d; sleep 0.5", (int)getpid(),
			 (int)getpid()));
	cr_expect_eq(execute(&execution, plan), 0);
	expect_end("a", "timed out");
	cr_expect_eq(execution.signals, 2);
	cr_expect_eq(lock.left.count, 1);
	wait_for_end("-a");
}

Test(execute, stopped_before_it_began)
{
	add(&on_records, "a", ":");
	execution.signals = 1;
	cr_expect_eq(execute(&execution, plan), 0);
	expect_end("a", "interrupted");
	cr_expect_str_eq(log_text(), "");
}

/* ---- waits ---- */

static bool file_is_there(const struct action *action, const struct tools *t, struct arena *memory,
			  const char **ret_awaited)
{
	(void)t;
	if (ret_awaited)
		*ret_awaited = arena_printf(memory, "the file of %s", action->title);
	return access(arena_printf(memory, "%s/there", scratch), F_OK) == 0;
}

static const struct action_type wait_type = { .name = "wait", .reached = file_is_there };

static size_t add_wait(const char *name, unsigned int seconds)
{
	size_t at = add(&wait_type, name, ":");

	plan->actions.at[at].command = (struct command){ .seconds = seconds };
	return at;
}

Test(execute, wait_that_is_reached)
{
	size_t a = add(&on_records, "a", "touch there"), b = add_wait("b", 60);

	plan_after(plan, b, a);
	plan_after(plan, add(&on_records, "c", ":"), b);
	cr_expect_eq(execute(&execution, plan), 3);
	cr_expect_null(history_find(&history, "b")->command);
}

Test(execute, wait_is_looked_at_again_at_an_event)
{
	cr_assert_eq(mkdir(arena_printf(&arena, "%s/udev", scratch), 0700), 0);
	plan_after(plan, add(&on_records, "b", ":"), add_wait("a", 60));
	add(&on_records, "c", "sleep 0.1; touch there udev/queue");
	cr_expect_eq(execute(&execution, plan), 3);
}

/* As when the descriptors have run out: the old limit. */
static struct rlimit allow_no_descriptors(void)
{
	struct rlimit old, none;
	int next = dup(0);

	close(next);
	cr_assert_eq(getrlimit(RLIMIT_NOFILE, &old), 0);
	none = (struct rlimit){ (rlim_t)next, old.rlim_max };
	cr_assert_eq(setrlimit(RLIMIT_NOFILE, &none), 0);
	return old;
}

Test(execute, wait_without_events_is_looked_at_all_the_same)
{
	const char *there = arena_printf(&arena, "%s/there", scratch);
	int64_t begun = clock_ms();
	struct rlimit old;
	pid_t pid = fork();

	if (pid == 0) {
		poll(NULL, 0, 200);
		_exit(mkdir(there, 0700));
	}
	add_wait("a", 40);
	old = allow_no_descriptors();
	cr_expect_eq(execute(&execution, plan), 1);
	cr_expect_eq(setrlimit(RLIMIT_NOFILE, &old), 0);
	cr_expect_lt(clock_ms() - begun, 20000);
	cr_expect_eq(waitpid(pid, NULL, 0), pid);
}

Test(execute, wait_in_vain)
{
	plan_after(plan, add(&on_records, "b", ":"), add_wait("a", 1));
	cr_expect_eq(execute(&execution, plan), 0);
	expect_end("a", "timed out");
	expect_end("b", "skipped");
	cr_expect(strstr(reason_of("a"), "still waiting for the file of a"), "%s", reason_of("a"));
}

Test(execute, one_job_also_waits_for_waits)
{
	add_wait("a", 1);
	add(&on_records, "b", "touch there");
	execution.jobs = 1;
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("a", "timed out");
	expect_end("b", "done");
}

Test(execute, wait_ends_with_a_signal)
{
	add_wait("a", 60);
	add(&on_records, "b", arena_printf(&arena, "kill -TERM %d", (int)getpid()));
	cr_expect_eq(execute(&execution, plan), 1);
	expect_end("a", "interrupted");
}

/* ---- the lock file ---- */

Test(execute, pid_stands_in_the_lock_file_while_it_runs)
{
	add(&on_records, "a", "grep -q \"^child $PPID \\|^child $$ \" lock");
	cr_expect_eq(execute(&execution, plan), 1, "%s", ended("a"));
	cr_expect_eq(lock.left.count, 0);
}

/* ---- observers ---- */

static void note_start(void *context, const struct action *action)
{
	struct strbuf *text = context;

	strbuf_printf(text, "+%s", action->key);
}

static void note_end(void *context, const struct action *action, const struct attempt *attempt)
{
	struct strbuf *text = context;

	strbuf_printf(text, "-%s:%s", action->key, attempt_words[attempt->end]);
}

Test(execute, observer_is_told_once_each)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct observer observer = { &text, note_start, NULL, note_end };
	size_t a = add(&on_records, "a", "false");

	plan_after(plan, add(&on_records, "b", ":"), a);
	execution.observer = &observer;
	execution.jobs = 1;
	add(&on_records, "c", ":");
	execute(&execution, plan);
	execute(&execution, plan);
	cr_expect_str_eq(strbuf_text(&text), "+a-a:failed-b:skipped+c-c:done");
}
