#include "engine/round.h"

#include "engine/failure.h"

/* The number of an action's lane; a free action has one of its own. */
static size_t lane_of(struct round *round, const struct action *action, size_t index)
{
	size_t lane = action->lane ? strmap_find(&round->lanes, action->lane) : index;

	if (lane != SIZE_MAX)
		return lane;
	strmap_add(round->execution->arena, &round->lanes, action->lane, index);
	return index;
}

void round_build(struct round *round)
{
	struct arena *arena = round->execution->arena;
	size_t count = round->plan->actions.count;

	round->steps = arena_alloc(arena, (count + 1) * sizeof(*round->steps));
	round->busy = arena_alloc(arena, count + 1);
	for (size_t i = 0; i < count; i++) {
		const struct action *action = &round->plan->actions.at[i];
		const size_t *after;

		round->steps[i].action = action;
		round->steps[i].round = round;
		round->steps[i].code = -1;
		round->steps[i].unmet = action->after.count;
		vec_each (after, &action->after)
			vec_add(arena, &round->steps[*after].dependents, i);
		round->steps[i].lane = &round->busy[lane_of(round, action, i)];
	}
}

static void skip_dependents(struct step *step)
{
	struct round *round = step->round;
	const size_t *dependent;

	vec_each (dependent, &step->dependents) {
		struct step *other = &round->steps[*dependent];

		if (other->state == STEP_PENDING)
			step_settle(other, ATTEMPT_SKIPPED,
				    arena_printf(round->execution->arena,
						 "because this was not done: %s",
						 step->action->title),
				    0);
	}
}

void step_settle(struct step *step, enum attempt_end end, const char *text, int64_t ms)
{
	struct round *round = step->round;
	struct execution *execution = round->execution;
	const struct observer *observer = execution->observer;
	const size_t *dependent;
	struct attempt attempt =
		attempt_of(execution->arena, round->plan, step->action, end, text, step->code, ms);

	if (step->action->late && end == ATTEMPT_SKIPPED) {
		step->state = STEP_NOT_DONE; /* it may still get its turn in a later round */
		skip_dependents(step);
		return;
	}
	if (!history_find(execution->history, attempt.key)) {
		history_add(execution->history, &attempt);
		if (observer->ended)
			observer->ended(observer->context, step->action, &attempt);
	}
	step->state = end == ATTEMPT_DONE ? STEP_DONE : STEP_NOT_DONE;
	if (end != ATTEMPT_DONE) {
		skip_dependents(step);
		return;
	}
	round->done++;
	vec_each (dependent, &step->dependents)
		round->steps[*dependent].unmet--;
}

/* Steps on sessions and steps on volumes keep out of each other's way. */
static bool is_kept_apart(const struct step *step)
{
	const size_t *under_way = step->round->under_way;

	switch (step->action->type->touches) {
	case TOUCHES_SESSIONS:
		return under_way[TOUCHES_VOLUMES];
	case TOUCHES_VOLUMES:
		return under_way[TOUCHES_SESSIONS];
	case TOUCHES_RECORDS:
		return false;
	}
	return false;
}

bool step_is_ready(const struct step *step)
{
	struct round *round = step->round;

	if (step->state != STEP_PENDING || step->unmet)
		return false;
	if (step->action->late)
		return true;
	if (is_kept_apart(step) || *step->lane)
		return false;
	/* A wait needs no place of its own, but with one job the printed order is kept. */
	if (round->execution->jobs == 1)
		return !round->running && !round->waiting;
	return !step->action->command.argv.count || round->running < round->execution->jobs;
}

bool step_is_over(struct step *step)
{
	struct execution *execution = step->round->execution;
	const struct attempt *tried = history_find(execution->history, step->action->key);

	if (step->action->late) {
		step->state = STEP_LATER;
		vec_add(execution->arena, &execution->history->owed, step->action->key);
		return true;
	}
	if (tried)
		step_settle(step, tried->end == ATTEMPT_DONE ? ATTEMPT_FAILED : tried->end,
			    tried->text, 0);
	return tried;
}
