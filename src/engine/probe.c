#include "engine/probe.h"

#include "engine/answer.h"
#include "os/clock.h"
#include "os/process.h"
#include "tool/resolve.h"

#include <errno.h>
#include <string.h>

/* One look at the host. */
struct look {
	const struct tools *tools;
	const struct looking *looking;
	struct snapshot *snapshot;
	struct pool *pool;
	int64_t deadline;
	unsigned int *signals;
};

/* One source being asked. */
struct question {
	const struct probe_source *source;
	struct asking asking;
	struct child child;
};

static bool is_broken_off(const struct look *look)
{
	return look->looking->signals && *look->signals >= look->looking->signals;
}

static void ask_next(const struct look *look, struct question *question)
{
	struct command command = { 0 };

	if (is_broken_off(look) || !question->source->ask(&question->asking, &command))
		return;
	question->child = child_of(look->snapshot->arena, &command, look->deadline);
	question->child.owner = question;
	pool_start(look->pool, &question->child);
}

/* The next question whose command has ended. A signal may be what ends all of them. */
static struct question *await_end(const struct look *look)
{
	struct child *child;

	for (;;) {
		switch (pool_wait(look->pool, INT64_MAX, &child)) {
		case POOL_CHILD:
			return child->owner;
		case POOL_SIGNAL:
			++*look->signals;
			if (is_broken_off(look))
				pool_abandon(look->pool);
			break;
		case POOL_WATCH:
		case POOL_TIMEOUT:
			break;
		}
	}
}

static void take_answer(struct question *question)
{
	struct answer answer = answer_of(question->asking.snapshot->arena, &question->child);

	question->source->take(&question->asking, &answer);
}

/*
 * Takes the answers as they come. What is read beside them is read when the first one is there:
 * until then the commands have the processors to themselves, and the slowest of them is still at
 * work.
 */
static int take_answers(const struct look *look, const char **ret_reason)
{
	bool is_read = false;
	int rc = 0;

	while (pool_running(look->pool)) {
		struct question *question = await_end(look);

		if (!is_read && !is_broken_off(look)) {
			rc = source_read_beside(look->tools, look->snapshot, ret_reason);
			is_read = true;
		}
		take_answer(question);
		ask_next(look, question);
	}
	if (!is_read && !is_broken_off(look))
		rc = source_read_beside(look->tools, look->snapshot, ret_reason);
	return rc;
}

/* Each name by a child of its own, so that one that cannot be resolved holds up no other; but not
 * all at once, as a manifest may have thousands. */
#define NAMES_AT_ONCE 32

/* From next on, as many as there is room for; returns the one that is next then. */
static size_t ask_some(const struct look *look, struct question *question, size_t next)
{
	while (next < look->snapshot->host_names.count && pool_running(look->pool) < NAMES_AT_ONCE)
		ask_next(look, &question[next++]);
	return next;
}

static void ask_names(const struct look *look)
{
	struct snapshot *snapshot = look->snapshot;
	struct question *question;
	size_t next;

	resolve_list(snapshot, look->looking->names, look->looking->before);
	question =
		arena_alloc(snapshot->arena, (snapshot->host_names.count + 1) * sizeof(*question));
	for (size_t i = 0; i < snapshot->host_names.count; i++) {
		question[i].source = &name_source;
		question[i].asking =
			(struct asking){ .tools = look->tools, .snapshot = snapshot, .name = i };
	}
	next = ask_some(look, question, 0);
	while (pool_running(look->pool)) {
		take_answer(await_end(look));
		next = ask_some(look, question, next);
	}
}

static int ask_all(const struct look *look, const char **ret_reason)
{
	bool again = look->looking->how & PROBE_AGAIN;
	struct question question[4] = { 0 };

	for (size_t i = 0; probe_sources[i]; i++) {
		question[i].source = probe_sources[i];
		question[i].asking = (struct asking){ .tools = look->tools,
						      .snapshot = look->snapshot,
						      .again = again };
		ask_next(look, &question[i]);
	}
	if (take_answers(look, ret_reason) < 0)
		return -1;
	if (!is_broken_off(look))
		ask_names(look);
	if (is_broken_off(look)) {
		*ret_reason = "a signal ended the probe";
		return -1;
	}
	source_read_after(look->tools, look->snapshot);
	return 0;
}

static void note_left(const struct lock *left, struct snapshot *snapshot)
{
	const struct lock_child *child;

	if (!left)
		return;
	vec_each (child, &left->left)
		if (process_alive(child->pid, child->start))
			vec_add(snapshot->arena, &snapshot->stragglers,
				((struct straggler){ child->pid, child->lane, child->command }));
}

int probe(const struct tools *tools, const char *host, const struct looking *looking,
	  struct pool *pool, int64_t deadline, struct arena *arena,
	  const struct snapshot **ret_snapshot, unsigned int *ret_signals, const char **ret_reason)
{
	struct snapshot *snapshot = arena_alloc(arena, sizeof(*snapshot));
	const struct look look = { tools, looking, snapshot, pool, deadline, ret_signals };

	*snapshot = (struct snapshot){
		.arena = arena,
		.host = host,
		.taken = clock_now(),
		.processes_read = looking->how & PROBE_CLOSELY,
		.lvm_warnings = "",
	};
	if (source_read_first(tools, looking->secrets, snapshot, ret_reason) < 0)
		return -1;
	note_left(looking->left, snapshot);
	if (ask_all(&look, ret_reason) < 0)
		return -1;
	snapshot_index(snapshot);
	*ret_snapshot = snapshot;
	return 0;
}
