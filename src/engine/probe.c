#include "engine/probe.h"

#include "engine/answer.h"
#include "os/clock.h"
#include "os/process.h"
#include "tool/resolve.h"

#include <errno.h>
#include <string.h>

/* One source being asked. */
struct question {
	const struct probe_source *source;
	struct asking asking;
	struct child child;
};

static void ask_next(struct question *question, struct pool *pool, int64_t deadline)
{
	struct command command = { 0 };

	if (!question->source->ask(&question->asking, &command))
		return;
	question->child = child_of(question->asking.snapshot->arena, &command, deadline);
	question->child.owner = question;
	pool_start(pool, &question->child);
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
static int take_answers(const struct tools *tools, struct snapshot *snapshot, struct pool *pool,
			int64_t deadline, unsigned int *signals, const char **ret_reason)
{
	bool is_read = false;
	struct child *child;
	int rc = 0;

	while (pool_running(pool)) {
		enum pool_event event = pool_wait(pool, INT64_MAX, &child);

		*signals += event == POOL_SIGNAL;
		if (event != POOL_CHILD)
			continue;
		if (!is_read)
			rc = source_read_beside(tools, snapshot, ret_reason);
		is_read = true;
		take_answer(child->owner);
		ask_next(child->owner, pool, deadline);
	}
	if (!is_read)
		rc = source_read_beside(tools, snapshot, ret_reason);
	return rc;
}

/* Each name by a child of its own, so that one that cannot be resolved holds up no other. */
static void ask_names(const struct tools *tools, struct snapshot *snapshot,
		      const struct looking *looking, struct pool *pool, int64_t deadline,
		      unsigned int *signals)
{
	struct question *question;
	struct child *child;

	resolve_list(snapshot, looking->names, looking->before);
	question =
		arena_alloc(snapshot->arena, (snapshot->host_names.count + 1) * sizeof(*question));
	for (size_t i = 0; i < snapshot->host_names.count; i++) {
		question[i].source = &name_source;
		question[i].asking =
			(struct asking){ .tools = tools, .snapshot = snapshot, .name = i };
		ask_next(&question[i], pool, deadline);
	}
	while (pool_running(pool)) {
		enum pool_event event = pool_wait(pool, INT64_MAX, &child);

		*signals += event == POOL_SIGNAL;
		if (event == POOL_CHILD)
			take_answer(child->owner);
	}
}

static int ask_all(const struct tools *tools, struct snapshot *snapshot,
		   const struct looking *looking, struct pool *pool, int64_t deadline,
		   unsigned int *signals, const char **ret_reason)
{
	bool again = looking->how & PROBE_AGAIN;
	struct question question[4] = { 0 };

	for (size_t i = 0; probe_sources[i]; i++) {
		question[i].source = probe_sources[i];
		question[i].asking =
			(struct asking){ .tools = tools, .snapshot = snapshot, .again = again };
		ask_next(&question[i], pool, deadline);
	}
	if (take_answers(tools, snapshot, pool, deadline, signals, ret_reason) < 0)
		return -1;
	ask_names(tools, snapshot, looking, pool, deadline, signals);
	source_read_after(tools, snapshot);
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
	if (ask_all(tools, snapshot, looking, pool, deadline, ret_signals, ret_reason) < 0)
		return -1;
	snapshot_index(snapshot);
	*ret_snapshot = snapshot;
	return 0;
}
