#include "config.h"

#include "cli/look.h"

#include "base/str.h"
#include "engine/probe.h"
#include "os/clock.h"
#include "tool/state.h"

#include <string.h>
#include <unistd.h>

#define LOOK_SECONDS 120
#define STATE_CAP ((size_t)512 * 1024 * 1024)

int peek_lock(const struct tools *tools, struct arena *arena, struct lock *ret_left)
{
	int error = lock_peek(tools->lock, arena, ret_left);

	return error ? complain(
			       "cannot read the lock %s, so commands of an earlier run may still be "
			       "at work: %s",
			       tools->lock, file_error(error))
		     : 0;
}

int take_snapshot(struct arena *arena, const struct options *options, const struct tools *tools,
		  const struct snapshot **ret_snapshot)
{
	struct lock left = { .fd = -1 };
	struct looking looking = { .how = PROBE_CLOSELY, .left = &left, .signals = 1 };
	struct pool *pool;
	const char *reason;
	unsigned int signals = 0;
	int status;

	if (geteuid() != 0)
		return complain(
			"only root can see node records and logical volumes; run it as root");
	if (peek_lock(tools, arena, &left))
		return EXIT_NOTHING_DONE;
	end_at_signals();
	if (pool_new(&pool) < 0)
		return complain("signals cannot be received in this process");
	status = probe(tools, host_name(arena, options), &looking, pool,
		       clock_ms() + LOOK_SECONDS * 1000, arena, ret_snapshot, &signals, &reason);
	pool_free(pool);
	return status < 0 ? complain_look(signals, reason) : 0;
}

static bool is_stdin(const char *file)
{
	return str_equal(file, "-");
}

static const char *name_of(const char *file)
{
	return is_stdin(file) ? "/dev/stdin" : file;
}

const char *load_state(const char *file, struct snapshot *snapshot)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const char *reason;
	int error = is_stdin(file) ? file_read_stdin(STATE_CAP, &text)
				   : file_read_named(file, STATE_CAP, &text);

	if (error)
		return arena_printf(snapshot->arena, "%s cannot be read: %s", name_of(file),
				    strerror(-error));
	if (state_read(strbuf_text(&text), text.length, snapshot, &reason) < 0)
		return arena_printf(snapshot->arena, "%s: %s", name_of(file), reason);
	return NULL;
}

int read_state(const struct options *options, struct snapshot *snapshot)
{
	const char *fault = load_state(options->state, snapshot);
	const char *host = host_name(snapshot->arena, options);

	if (fault)
		return complain("%s", fault);
	if (options->host && !str_equal(host, snapshot->host))
		complain("warning: %s is a snapshot of host %s, not of %s", name_of(options->state),
			 snapshot->host, host);
	return 0;
}

int get_snapshot(struct arena *arena, const struct options *options, const struct tools *tools,
		 const struct snapshot **ret_snapshot)
{
	struct snapshot *state;
	int status;

	if (!options->state)
		return take_snapshot(arena, options, tools, ret_snapshot);
	state = arena_alloc(arena, sizeof(*state));
	state->arena = arena;
	status = read_state(options, state);
	*ret_snapshot = state;
	return status;
}
