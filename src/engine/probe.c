#include "engine/probe.h"

#include "engine/failure.h"
#include "os/clock.h"
#include "os/process.h"
#include "tool/source.h"

#include <errno.h>
#include <string.h>

#define PROBE_CAP ((size_t)256 * 1024 * 1024) /* of one answer; far above any real host */

/* One source being asked. */
struct question {
	const struct probe_source *source;
	struct asking asking;
	struct child child;
};

static void ask_next(struct question *question, struct pool *pool, int64_t deadline)
{
	struct arena *arena = question->asking.snapshot->arena;
	struct command command = { 0 };
	int64_t own, least;

	if (!question->source->ask(&question->asking, &command))
		return;
	own = clock_ms() + (int64_t)command.seconds * 1000;
	least = clock_ms() + (int64_t)command.least * 1000;
	if (deadline < least)
		deadline = least;
	question->child = (struct child){
		.path = command.path,
		.argv = command_argv(arena, &command),
		.deadline = own < deadline ? own : deadline,
		.cap = PROBE_CAP,
		.owner = question,
	};
	pool_start(pool, &question->child);
}

static const char *trouble_of(struct arena *arena, const struct child *child)
{
	const char *name = child->argv[0];

	switch (child->end) {
	case CHILD_EXITED:
		return NULL;
	case CHILD_KILLED:
		return arena_printf(arena, "%s died of signal %d (%s)", name, child->code,
				    strsignal(child->code));
	case CHILD_TIMED_OUT:
		return arena_printf(arena, "%s did not answer in %lld s%s", name,
				    (long long)(child->ended - child->started) / 1000,
				    child->left ? arena_printf(arena,
							       "; it cannot be killed and was left "
							       "behind (%s)",
							       whereabouts(arena, child->pid))
						: "");
	case CHILD_OVERFLOWED:
		return arena_printf(arena, "%s printed more than %zu bytes", name, child->cap);
	case CHILD_NOT_STARTED:
		return arena_printf(arena, "%s could not be started: %s", child->path,
				    strerror(child->code));
	}
	return NULL;
}

/* What it wrote on stderr, on one line: it goes into sentences. */
static const char *one_line(struct arena *arena, const struct strbuf *buf)
{
	struct strbuf line CLEANUP(strbuf_done) = { 0 };

	strbuf_add_line(&line, strbuf_text(buf));
	return arena_strdup(arena, strbuf_text(&line));
}

static void take_answer(struct question *question)
{
	struct arena *arena = question->asking.snapshot->arena;
	struct child *child = &question->child;
	struct answer answer = {
		.trouble = trouble_of(arena, child),
		.code = child->code,
		.out = arena_strndup(arena, strbuf_text(&child->out), child->out.length),
		.out_size = child->out.length,
		.err = one_line(arena, &child->err),
	};

	child_done(child);
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
	source_read_after(tools, snapshot);
	return rc;
}

static int ask_all(const struct tools *tools, struct snapshot *snapshot, bool again,
		   struct pool *pool, int64_t deadline, unsigned int *signals,
		   const char **ret_reason)
{
	struct question question[4] = { 0 };

	for (size_t i = 0; probe_sources[i]; i++) {
		question[i].source = probe_sources[i];
		question[i].asking =
			(struct asking){ .tools = tools, .snapshot = snapshot, .again = again };
		ask_next(&question[i], pool, deadline);
	}
	return take_answers(tools, snapshot, pool, deadline, signals, ret_reason);
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

int probe(const struct tools *tools, const char *host, unsigned int how, const struct lock *left,
	  struct pool *pool, int64_t deadline, struct arena *arena,
	  const struct snapshot **ret_snapshot, unsigned int *ret_signals, const char **ret_reason)
{
	struct snapshot *snapshot = arena_alloc(arena, sizeof(*snapshot));

	*snapshot = (struct snapshot){
		.arena = arena,
		.host = host,
		.taken = clock_now(),
		.processes_read = how & PROBE_CLOSELY,
		.lvm_warnings = "",
	};
	if (source_read_first(tools, snapshot, ret_reason) < 0)
		return -1;
	note_left(left, snapshot);
	if (ask_all(tools, snapshot, how & PROBE_AGAIN, pool, deadline, ret_signals, ret_reason) <
	    0)
		return -1;
	snapshot_index(snapshot);
	*ret_snapshot = snapshot;
	return 0;
}
