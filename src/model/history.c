#include "model/history.h"

const char *const attempt_words[] = { "done",	 "failed",  "timed out",
				      "refused", "skipped", "interrupted" };

const struct attempt *history_find(const struct history *history, const char *key)
{
	size_t at = strmap_find(&history->index, key);

	return at == SIZE_MAX ? NULL : &history->attempts.at[at];
}

bool history_tried(const struct history *history, const char *kind, const char *item,
		   const char *type)
{
	const struct attempt *attempt;

	vec_each (attempt, &history->attempts)
		if (str_equal(attempt->kind, kind) && str_equal(attempt->item, item) &&
		    (!type || str_equal(attempt->type, type)))
			return true;
	return false;
}

bool history_owes(const struct history *history, const char *key)
{
	const char *const *owed;

	vec_each (owed, &history->owed)
		if (str_equal(*owed, key))
			return true;
	return false;
}

void history_add(struct history *history, const struct attempt *attempt)
{
	if (history_find(history, attempt->key))
		return;
	vec_add(history->arena, &history->attempts, *attempt);
	strmap_add(history->arena, &history->index, attempt->key, history->attempts.count - 1);
}
