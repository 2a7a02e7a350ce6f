#include "engine/discover.h"

#include "engine/answer.h"
#include "tool/iscsid_conf.h"

/* overlay: what it is to see in place of a file; NULL: none. */
static void ask(const struct tools *tools, struct pool *pool, int64_t deadline,
		const struct overlay *overlay, struct discovery *discovery, size_t at,
		struct child *child)
{
	struct command command =
		discovery_command(discovery->arena, tools, &discovery->asked.at[at].portal);

	*child = child_of(discovery->arena, &command, deadline);
	child->overlay = overlay;
	child->owner = &discovery->asked.at[at];
	pool_start(pool, child);
}

/* The text lives as short as can be: each child has its own copy of it when it was forked. */
static int ask_all(const struct tools *tools, struct pool *pool, int64_t deadline,
		   struct discovery *discovery, struct child *children, const char **ret_reason)
{
	struct strbuf text CLEANUP(strbuf_done) = { .secret = true };
	struct overlay *overlay = NULL;

	if (discovery->own.user) {
		if (discovery_config(discovery, tools, &text, ret_reason) < 0)
			return -1;
		overlay = arena_alloc(discovery->arena, sizeof(*overlay));
		*overlay = (struct overlay){ iscsid_conf_path(discovery->arena, tools),
					     strbuf_text(&text), text.length };
	}
	for (size_t i = 0; i < discovery->asked.count; i++)
		ask(tools, pool, deadline, overlay, discovery, i, &children[i]);
	if (overlay) /* its path is still needed, should a child not have been started */
		*overlay = (struct overlay){ overlay->path, "", 0 };
	return 0;
}

static void take_all(struct pool *pool, struct discovery *discovery)
{
	bool interrupted = false;
	struct child *child;

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
}

int discover(const struct tools *tools, struct pool *pool, int64_t deadline,
	     struct discovery *discovery, const char **ret_reason)
{
	struct child *children =
		arena_alloc(discovery->arena, discovery->asked.count * sizeof(*children));

	if (ask_all(tools, pool, deadline, discovery, children, ret_reason) < 0)
		return -1;
	take_all(pool, discovery);
	discovery_finish(discovery);
	return 0;
}
