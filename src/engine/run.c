#include "engine/run.h"

#include "act/ready.h"
#include "engine/planner.h"
#include "engine/probe.h"
#include "engine/verify.h"
#include "kind/kind.h"
#include "os/clock.h"
#include "os/process.h"

#include <string.h>

#define MAX_ROUNDS 8 /* login, activate, and a margin */
#define ISCSID_MS 10000
#define VERIFY_GRACE_MS 4000 /* the last look may take this much beyond the deadline */

static struct outcome *outcome_new(struct run *run, bool dry_run)
{
	struct outcome *outcome = arena_alloc(run->arena, sizeof(*outcome));
	struct history *history = arena_alloc(run->arena, sizeof(*history));

	history->arena = run->arena;
	*outcome = (struct outcome){
		.host = run->wishes->host,
		.started = clock_now(),
		.dry_run = dry_run,
		.history = history,
	};
	return outcome;
}

static void outcome_finish(struct run *run, const struct plan *last, struct outcome *outcome)
{
	const char *const *note;

	verify(outcome->plan, last, run->arena, outcome);
	vec_each (note, &last->notes)
		vec_add(run->arena, &outcome->notes, *note);
	memcpy(outcome->phase_ms, run->phase_ms, sizeof(outcome->phase_ms));
	outcome->ended = clock_now();
}

/*
 * Before anything was done the first signal ends a look. Later it is to tell what came of what was
 * done, so it takes one more than was needed to stop that.
 */
static unsigned int signals_to_end(const struct run *run)
{
	if (!run->first)
		return 1;
	return run->signals > 1 ? run->signals + 1 : 2;
}

/* Since *since, which is now after that. */
static void count_time(struct run *run, enum phase phase, int64_t *since)
{
	int64_t now = clock_ms();

	run->phase_ms[phase] += now - *since;
	*since = now;
}

static const struct plan *plan_from(struct run *run, const struct snapshot *snapshot,
				    const struct history *history)
{
	int64_t since = clock_ms();
	const struct plan *plan =
		plan_make(run->wishes, snapshot, history, run->only, run->tools, run->arena);

	count_time(run, PHASE_PLAN, &since);
	return plan;
}

/* Only what a plan would log out is asked whether the kernel has claimed its disks. */
static const struct plan *plan_of(struct run *run, const struct snapshot **snapshot,
				  const struct history *history)
{
	const struct plan *plan = plan_from(run, *snapshot, history);
	const struct snapshot *more = claims_of_plan(run->tools, plan, *snapshot, run->arena);

	if (!more)
		return plan;
	*snapshot = more;
	return plan_from(run, more, history);
}

static int look(struct run *run, const struct lock *left, const struct history *history,
		const struct plan **ret_plan, const char **ret_reason)
{
	const struct snapshot *snapshot;
	const struct names secrets = kinds_secrets(run->wishes, run->tools, run->arena);
	int64_t since = clock_ms(), least = since + VERIFY_GRACE_MS;
	struct names names = { 0 };
	struct looking looking = {
		.how = kinds_take_down(run->wishes) ? PROBE_CLOSELY : 0,
		.left = left,
		.secrets = &secrets,
		.names = &names,
		.before = run->first,
		.signals = signals_to_end(run),
	};

	if (history && history->attempts.count)
		looking.how |= PROBE_AGAIN;
	kinds_host_names(run->wishes, run->arena, &names);
	if (probe(run->tools, run->wishes->host, &looking, run->pool,
		  run->deadline > least ? run->deadline : least, run->arena, &snapshot,
		  &run->signals, ret_reason) < 0)
		return -1;
	/* Who only looks has looked: from here on a signal may end it. */
	if (!history) {
		pool_free(run->pool);
		run->pool = NULL;
	}
	if (ready_for_wishes(run->wishes, snapshot, run->tools, ret_reason) < 0)
		return -1;
	count_time(run, run->first ? PHASE_VERIFY : PHASE_LOOK, &since);
	run->settled = *run->tools;
	if (snapshot->database)
		run->settled.database = snapshot->database;
	*ret_plan = plan_of(run, &snapshot, history);
	run->first = run->first ? run->first : snapshot;
	return 0;
}

struct outcome *run_plan_offline(struct run *run, const struct snapshot *snapshot)
{
	struct outcome *outcome = outcome_new(run, true);

	run->first = snapshot;
	outcome->plan = plan_from(run, snapshot, NULL);
	outcome_finish(run, outcome->plan, outcome);
	return outcome;
}

struct outcome *run_nothing(struct run *run, bool dry_run, const char *note)
{
	struct outcome *outcome = outcome_new(run, dry_run);
	struct plan *plan = arena_alloc(run->arena, sizeof(*plan));

	plan->arena = run->arena;
	outcome->plan = plan;
	vec_add(run->arena, &plan->notes, note);
	outcome_finish(run, plan, outcome);
	return outcome;
}

static int ask_review(struct run *run, const struct plan *plan, const char **ret_reason)
{
	return run->review ? run->review->ask(run->review->context, plan, run->first, ret_reason)
			   : 0;
}

static void tell_beginning(const struct run *run)
{
	if (run->beginning)
		run->beginning->tell(run->beginning->context);
}

int run_plan(struct run *run, const struct lock *left, struct outcome **ret_outcome,
	     const char **ret_reason)
{
	struct outcome *outcome = outcome_new(run, true);

	if (look(run, left, NULL, &outcome->plan, ret_reason) < 0 ||
	    ask_review(run, outcome->plan, ret_reason) < 0)
		return -1;
	outcome_finish(run, outcome->plan, outcome);
	*ret_outcome = outcome;
	return 0;
}

/* Commands of a killed run go on by themselves; half of our time may go into waiting for them. */
static void await_stragglers(struct run *run, const struct lock *lock)
{
	int64_t since = clock_ms(), until = since + (run->deadline - since) / 2;
	const struct lock_child *child;

	vec_each (child, &lock->left)
		process_wait(child->pid, child->start, until);
	count_time(run, PHASE_WAIT, &since);
}

/* One plan's worth of acting; how many steps got done. */
static size_t act(struct run *run, struct lock *lock, const struct plan *plan,
		  struct history *history, const char **ret_stopped)
{
	struct execution execution = {
		.tools = &run->settled,
		.pool = run->pool,
		.lock = lock,
		.history = history,
		.observer = run->observer,
		.arena = run->arena,
		.jobs = run->jobs,
		.deadline = run->deadline,
		.signals = run->signals,
	};
	int64_t since = clock_ms();
	size_t done = execute(&execution, plan);

	count_time(run, PHASE_ACT, &since);
	run->signals = execution.signals;
	*ret_stopped = execution_stopped(&execution);
	return done;
}

static bool has_new_action(const struct plan *plan, const struct history *history)
{
	const struct action *action;

	vec_each (action, &plan->actions)
		if (!action->late && !history_find(history, action->key))
			return true;
	return false;
}

int run_apply(struct run *run, struct lock *lock, struct outcome **ret_outcome,
	      const char **ret_reason)
{
	struct outcome *outcome = outcome_new(run, false);
	struct history *history = arena_alloc(run->arena, sizeof(*history));
	const struct plan *plan;
	const char *stopped = NULL;

	history->arena = run->arena;
	outcome->history = history;
	await_stragglers(run, lock);
	if (look(run, lock, history, &plan, ret_reason) < 0 ||
	    ready_for_plan(plan, clock_earlier(clock_ms() + ISCSID_MS, run->deadline), run->arena,
			   ret_reason) < 0 ||
	    ask_review(run, plan, ret_reason) < 0)
		return -1;
	outcome->plan = history->first = plan;
	history->bound = run->review;
	if (has_new_action(plan, history))
		tell_beginning(run);
	for (int round = 0; round < MAX_ROUNDS && !stopped && has_new_action(plan, history);
	     round++) {
		act(run, lock, plan, history, &stopped);
		/* Things were done, so this is no "nothing was done": what they led to is unknown.
		 */
		if (look(run, lock, history, &plan, ret_reason) < 0) {
			outcome->unverified = stopped = *ret_reason;
			break;
		}
	}
	if (stopped && plan_count(plan, false) + plan_count(plan, true))
		outcome->interrupted = stopped;
	outcome_finish(run, plan, outcome);
	*ret_outcome = outcome;
	return 0;
}
