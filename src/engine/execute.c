#include "engine/execute.h"

#include "engine/failure.h"
#include "engine/round.h"
#include "os/clock.h"
#include "os/uevent.h"

/* How often waits are looked at without an event: not all that they wait for raises one. */
#define BLIND_MS 1000
/* How long a guard may say "not yet" before that means "no". */
#define NOT_YET_MS 10000

const char *execution_stopped(const struct execution *execution)
{
	if (execution->signals)
		return "a signal came in";
	if (clock_ms() >= execution->deadline)
		return "the run's time (--timeout) is up";
	return NULL;
}

/* ---- starting ---- */

/* The pid of a changing command is on disk before the command starts (law 13). */
static int note_child(struct child *child, void *context)
{
	struct step *step = context;
	const struct action *action = step->action;
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	command_text(&action->command, &text);
	return lock_note_child(step->round->execution->lock, child->pid, action->resource,
			       strbuf_text(&text), &step->noted);
}

/*
 * Commands on records keep the time they need beyond the end of the run: a shorter one would give
 * up on a database lock that iscsiadm still gets (law 13). Not starting them that late would mean
 * that with a short --timeout they never start, and normally they take a tenth of a second.
 */
static int64_t command_deadline(const struct step *step)
{
	int64_t own = clock_ms() + (int64_t)step->action->command.seconds * 1000;

	if (step->action->type->touches == TOUCHES_RECORDS)
		return own;
	return clock_earlier(own, step->round->execution->deadline);
}

static void start_command(struct step *step, const struct overlay *overlay)
{
	struct execution *execution = step->round->execution;
	const struct command *command = &step->action->command;

	step->child = (struct child){
		.path = command->path,
		.argv = command_argv(execution->arena, command),
		.changing = true,
		.deadline = command_deadline(step),
		.overlay = overlay,
		.secret = command->secret,
		.before = note_child,
		.context = step,
		.owner = step,
	};
	*step->lane = true;
	step->round->running++;
	step->round->under_way[step->action->type->touches]++;
	step->state = STEP_RUNNING;
	pool_start(execution->pool, &step->child);
	step->child.overlay = NULL;
}

static void leave_wait(struct step *step)
{
	step->round->waiting--;
	step->round->under_way[step->action->type->touches]--;
}

/* Whether this look at it is the last one. */
static bool wait_ends(const struct step *step, int64_t now)
{
	return step->round->execution->signals || now >= step->deadline;
}

static void check_wait(struct step *step, int64_t now)
{
	struct round *round = step->round;
	const struct observer *observer = round->execution->observer;
	struct arena scratch = { 0 };
	const char *awaited = NULL;
	bool told = observer->awaits || wait_ends(step, now);

	if (step->action->type->reached(step->action, round->execution->tools, &scratch,
					told ? &awaited : NULL)) {
		leave_wait(step);
		step_settle(step, ATTEMPT_DONE, NULL, clock_ms() - step->started);
	} else if (told && !str_equal(awaited, step->awaited)) {
		step->awaited = arena_strdup(round->execution->arena, awaited);
		if (observer->awaits)
			observer->awaits(observer->context, step->action, step->awaited);
	}
	arena_free(&scratch);
}

static void start_wait(struct step *step)
{
	struct round *round = step->round;

	step->state = STEP_WAITING;
	step->started = clock_ms();
	step->deadline =
		clock_earlier(step->started + (int64_t)step->action->command.seconds * 1000,
			      round->execution->deadline);
	round->waiting++;
	round->under_way[step->action->type->touches]++;
	check_wait(step, step->started);
}

/* What it touches and its lane are taken as if it ran; each event makes it pending again. */
static void hold_off(struct step *step, const char *reason)
{
	struct round *round = step->round;
	const struct observer *observer = round->execution->observer;

	step->state = STEP_GUARDED;
	*step->lane = true;
	round->waiting++;
	round->under_way[step->action->type->touches]++;
	if (!step->deadline)
		step->deadline = clock_earlier(clock_ms() + NOT_YET_MS, round->execution->deadline);
	if (observer->awaits && !str_equal(reason, step->awaited))
		observer->awaits(observer->context, step->action, reason);
	step->awaited = reason;
}

static void refuse(struct step *step, const char *reason)
{
	step_settle(step, ATTEMPT_REFUSED,
		    arena_printf(step->round->execution->arena, "the look right before the act: %s",
				 reason),
		    0);
}

static bool is_allowed(struct step *step)
{
	struct execution *execution = step->round->execution;
	const struct action_type *type = step->action->type;
	/* A guard reads half the host; only its answer is kept. */
	struct arena scratch CLEANUP(arena_free) = { 0 };
	enum guard_answer answer = GUARD_GO;
	const char *reason = NULL;

	if (type->guard)
		answer = type->guard(step->action, execution->tools, &scratch, &reason);
	if (answer == GUARD_GO)
		return true;
	if (answer == GUARD_WAIT && (!step->deadline || clock_ms() < step->deadline))
		hold_off(step, arena_strdup(execution->arena, reason));
	else
		refuse(step, reason);
	return false;
}

static void announce(const struct step *step)
{
	const struct observer *observer = step->round->execution->observer;

	if (observer->started)
		observer->started(observer->context, step->action);
}

/* The text lives as short as can be: the child has its own copy of it when it was forked. */
static void start_overlaid(struct step *step)
{
	const struct action *action = step->action;
	struct arena scratch CLEANUP(arena_free) = { 0 };
	struct strbuf text CLEANUP(strbuf_done) = { .secret = true };
	const char *reason;

	if (action->type->overlay(action, step->round->execution->tools, &scratch, &text, &reason) <
	    0) {
		refuse(step, reason);
		return;
	}
	announce(step);
	start_command(step, &(struct overlay){ action->command.overlay, strbuf_text(&text),
					       text.length });
}

static void start(struct step *step)
{
	if (!is_allowed(step))
		return;
	if (step->action->command.overlay) {
		start_overlaid(step);
		return;
	}
	announce(step);
	if (step->action->type->reached)
		start_wait(step);
	else
		start_command(step, NULL);
}

/* In plan order, so that --jobs 1 runs exactly the printed runbook. */
static void start_ready(struct round *round)
{
	const char *stopped = execution_stopped(round->execution);

	for (size_t i = 0; i < round->plan->actions.count; i++) {
		struct step *step = &round->steps[i];

		if (!step_is_ready(step) || step_is_over(step))
			continue;
		if (stopped)
			step_settle(
				step, ATTEMPT_INTERRUPTED,
				arena_printf(round->execution->arena, "not started: %s", stopped),
				0);
		else
			start(step);
	}
}

/* ---- ending ---- */

/* A command that is no longer waited for: the next look finds it among those still going, so that
 * what it may be changing is unknown (law 13). */
static void leave_behind(struct step *step)
{
	struct execution *execution = step->round->execution;
	struct lock_child left = {
		.pid = step->child.pid,
		.start = step->noted,
		.lane = step->action->resource,
	};
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	command_text(&step->action->command, &text);
	left.command = arena_strdup(execution->arena, strbuf_text(&text));
	vec_add(execution->arena, &execution->lock->left, left);
}

/*
 * What a command that did nothing waits for, to be tried once more; NULL: it is not. Guards have no
 * more patience than this.
 */
static const char *comes_later(const struct step *step, const struct child *child)
{
	const struct action_type *type = step->action->type;

	if (child->end != CHILD_EXITED || !type->not_yet ||
	    execution_stopped(step->round->execution) ||
	    (step->deadline && clock_ms() >= step->deadline))
		return NULL;
	return type->not_yet(child->code);
}

static void end_command(struct step *step)
{
	struct round *round = step->round;
	struct execution *execution = round->execution;
	struct child *child = &step->child;
	enum attempt_end end;
	const char *text = failure_text(execution->arena, step->action, child, &end), *awaited;

	/* What is left behind is still at work: the next plan says what has to keep off. */
	*step->lane = child->left;
	round->running--;
	round->under_way[step->action->type->touches]--;
	if (child->left)
		leave_behind(step);
	else if (step->noted)
		lock_note_done(execution->lock, child->pid, step->noted);
	if (child->end == CHILD_EXITED)
		step->code = child->code;
	awaited = comes_later(step, child);
	if (awaited)
		hold_off(step, awaited);
	else
		step_settle(step, end, text, child->ended - child->started);
	child_done(child);
}

static void end_wait(struct step *step, enum attempt_end end, const char *why)
{
	leave_wait(step);
	step_settle(step, end,
		    arena_printf(step->round->execution->arena, "%s, still waiting for %s", why,
				 step->awaited ? step->awaited : "it"),
		    clock_ms() - step->started);
}

/* Its guard is asked again, as right before the act as the first time. */
static void try_again(struct step *step)
{
	leave_wait(step);
	*step->lane = false;
	step->state = STEP_PENDING;
}

/* Looks again at every wait; those past their deadline, or all when stopped, end. */
static void check_waits(struct round *round)
{
	const struct execution *execution = round->execution;
	int64_t now = clock_ms();

	round->looked = now;
	for (size_t i = 0; i < round->plan->actions.count; i++) {
		struct step *step = &round->steps[i];

		if (step->state == STEP_GUARDED)
			try_again(step);
		if (step->state == STEP_WAITING)
			check_wait(step, now);
		if (step->state != STEP_WAITING)
			continue;
		if (execution->signals)
			end_wait(step, ATTEMPT_INTERRUPTED, "a signal came in");
		else if (now >= step->deadline)
			end_wait(step, ATTEMPT_TIMED_OUT, "time is up");
	}
}

static int64_t next_look(const struct round *round)
{
	int64_t next = round->waiting ? round->looked + BLIND_MS : INT64_MAX;

	for (size_t i = 0; i < round->plan->actions.count; i++)
		if (round->steps[i].state == STEP_WAITING || round->steps[i].state == STEP_GUARDED)
			next = clock_earlier(next, round->steps[i].deadline);
	return next;
}

static void handle_event(struct round *round)
{
	struct execution *execution = round->execution;
	struct child *child = NULL;
	int64_t next = next_look(round);
	enum pool_event event = pool_wait(execution->pool, next, &child);

	switch (event) {
	case POOL_CHILD:
		end_command(child->owner);
		break;
	case POOL_WATCH:
		uevents_drain(&round->events);
		break;
	case POOL_SIGNAL:
		if (++execution->signals > 1)
			pool_abandon(execution->pool);
		break;
	case POOL_TIMEOUT:
		break;
	}
	/* Each look reads every session. What the end of a command changes there shows as events,
	 * all of which were drained above, so that one look answers all of them. */
	if (round->waiting && (event != POOL_CHILD || clock_ms() >= next))
		check_waits(round);
}

/* Whether a step of it waits, or may have to. */
static bool has_waits(const struct plan *plan)
{
	const struct action *action;

	vec_each (action, &plan->actions)
		if (action->type->reached || action->type->guard)
			return true;
	return false;
}

size_t execute(struct execution *execution, const struct plan *plan)
{
	struct round round = { .execution = execution, .plan = plan, .events = { -1, -1, -1 } };

	round_build(&round);
	/* Subscribed before the first act, so that no event of it is missed. */
	if (has_waits(plan))
		uevents_open(arena_printf(execution->arena, "%s/udev", execution->tools->run),
			     &round.events);
	pool_watch(execution->pool, round.events.fd);
	start_ready(&round);
	while (round.running || round.waiting) {
		handle_event(&round);
		start_ready(&round);
	}
	pool_watch(execution->pool, -1);
	uevents_close(&round.events);
	return round.done;
}
