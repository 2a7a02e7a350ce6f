#include "engine/answer.h"

#include "engine/failure.h"
#include "os/clock.h"

#include <string.h>

#define PROBE_CAP ((size_t)256 * 1024 * 1024) /* of one answer; far above any real host */

struct child child_of(struct arena *arena, const struct command *command, int64_t deadline)
{
	int64_t own = clock_ms() + (int64_t)command->seconds * 1000;
	int64_t least = clock_ms() + (int64_t)command->least * 1000;

	if (deadline < least)
		deadline = least;
	return (struct child){
		.path = command->path,
		.argv = command_argv(arena, command),
		.deadline = clock_earlier(own, deadline),
		.cap = PROBE_CAP,
		.secret = command->secret,
	};
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
		if (child->bare)
			return bare_text(arena, name, child->overlay->path, child->code);
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

struct answer answer_of(struct arena *arena, struct child *child)
{
	struct answer answer = {
		.trouble = trouble_of(arena, child),
		.code = child->code,
		.out = arena_strndup(arena, strbuf_text(&child->out), child->out.length),
		.out_size = child->out.length,
		.err = one_line(arena, &child->err),
	};

	child_done(child);
	return answer;
}
