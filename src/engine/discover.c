#include "engine/discover.h"

#include "engine/answer.h"

static void ask(const struct tools *tools, struct pool *pool, int64_t deadline,
		struct discovery *discovery, size_t at, struct child *child)
{
	struct command command =
		discovery_command(discovery->arena, tools, &discovery->asked.at[at].portal);

	*child = child_of(discovery->arena, &command, deadline);
	child->owner = &discovery->asked.at[at];
	pool_start(pool, child);
}

void discover(const struct tools *tools, struct pool *pool, int64_t deadline,
	      struct discovery *discovery)
{
	struct child *children =
		arena_alloc(discovery->arena, discovery->asked.count * sizeof(*children));
	bool interrupted = false;
	struct child *child;

	for (size_t i = 0; i < discovery->asked.count; i++)
		ask(tools, pool, deadline, discovery, i, &children[i]);
	while (pool_running(pool)) {
		enum pool_event event = pool_wait(pool, INT64_MAX, &child);
		struct answer answer;

		if (event == POOL_SIGNAL) {
			interrupted = true;
			pool_abandon(pool);
		}
		if (event != POOL_CHILD)
			continue;
		answer = answer_of(discovery->arena, child);
		if (interrupted && answer.trouble)
			answer.trouble = "it was interrupted";
		discovery_take(discovery, child->owner, &answer);
	}
	discovery_finish(discovery);
}
