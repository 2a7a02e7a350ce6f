#include "model/outcome.h"

const char *const result_words[] = { "kept",	"changed",    "would change", "refused",
				     "failed",	"timed out",  "skipped",      "degraded",
				     "unknown", "interrupted" };

const char *const cause_words[] = { "none", "unknown", "drift", "intent" };

const char *const phase_words[] = { "wait", "look", "plan", "act", "verify" };

bool outcome_changed(const struct outcome *outcome)
{
	const struct attempt *attempt;

	if (outcome_count(outcome, RESULT_CHANGED) || outcome_count(outcome, RESULT_WOULD_CHANGE))
		return true;
	/* One item may stand for several things, some of which stay. */
	if (outcome->dry_run && plan_count(outcome->plan, false))
		return true;
	vec_each (attempt, &outcome->history->attempts)
		if (attempt->command && attempt->end == ATTEMPT_DONE)
			return true;
	return false;
}

bool outcome_troubled(const struct outcome *outcome)
{
	const struct item_result *item;

	vec_each (item, &outcome->items)
		if (item->counts && item->result > RESULT_WOULD_CHANGE &&
		    item->result != RESULT_DEGRADED)
			return true;
	return outcome->interrupted;
}

size_t outcome_count(const struct outcome *outcome, enum result result)
{
	const struct item_result *item;
	size_t count = 0;

	vec_each (item, &outcome->items)
		count += item->counts && item->result == result;
	return count;
}

int outcome_exit(const struct outcome *outcome, bool detailed)
{
	int status = outcome_troubled(outcome) ? 4 : 0;

	return detailed && outcome_changed(outcome) ? status | 2 : status;
}
