#include "engine/failure.h"

#include "base/strbuf.h"
#include "os/process.h"

#include <string.h>

#define TAIL_LINES 4
#define TAIL_BYTES 600

/* The last few lines of what it wrote, on one line, so that a report stays a report. */
static const char *tail_of(struct arena *arena, const struct strbuf *err)
{
	struct strbuf out CLEANUP(strbuf_done) = { 0 };
	const char *text = strbuf_text(err), *end = text + strlen(text), *from = end;
	unsigned int lines = 0;

	while (end > text && strchr(" \n", end[-1]))
		end--;
	for (from = end; from > text && lines < TAIL_LINES && end - from < TAIL_BYTES; from--)
		lines += from[-1] == '\n';
	if (lines == TAIL_LINES)
		from++;
	strbuf_add_line(&out, arena_strndup(arena, from, (size_t)(end - from)));
	return arena_strdup(arena, strbuf_text(&out));
}

static const char *exit_text(struct arena *arena, const struct action *action, int code)
{
	const char *meaning = action->type->exit_text ? action->type->exit_text(code) : NULL;

	return meaning ? arena_printf(arena, "exited with %d (%s)", code, meaning)
		       : arena_printf(arena, "exited with %d", code);
}

static const char *hint_text(struct arena *arena, const struct action *action, int code)
{
	const struct exit_hint *hint;
	const char *text = "";

	vec_each (hint, &action->hints)
		if (hint->code == code)
			text = arena_printf(arena, "%s; %s", text, hint->text);
	return text;
}

const char *bare_text(struct arena *arena, const char *name, const char *path, int error)
{
	return arena_printf(arena,
			    "%s was not started: it needs a mount namespace in which it alone sees "
			    "another %s, and that could not be made here (%s); run converge where "
			    "root may mount, as a command line would show the secret to everybody",
			    name, path, strerror(error));
}

static const char *start_text(struct arena *arena, const struct action *action,
			      const struct child *child, enum attempt_end *ret_end)
{
	if (!child->bare)
		return arena_printf(arena, "%s could not be started: %s", action->command.path,
				    strerror(child->code));
	*ret_end = ATTEMPT_REFUSED;
	return bare_text(arena, action->command.argv.at[0], action->command.overlay, child->code);
}

const char *failure_text(struct arena *arena, const struct action *action,
			 const struct child *child, enum attempt_end *ret_end)
{
	const char *name = action->command.argv.at[0];
	const char *tail;

	*ret_end = ATTEMPT_FAILED;
	switch (child->end) {
	case CHILD_EXITED:
		if (child->code == 0)
			return *ret_end = ATTEMPT_DONE, NULL;
		tail = tail_of(arena, &child->err);
		return arena_printf(arena, "%s %s%s%s%s", name,
				    exit_text(arena, action, child->code), *tail ? ": " : "", tail,
				    hint_text(arena, action, child->code));
	case CHILD_KILLED:
		return arena_printf(arena, "%s died of signal %d (%s)", name, child->code,
				    strsignal(child->code));
	case CHILD_TIMED_OUT:
		*ret_end = ATTEMPT_TIMED_OUT;
		return arena_printf(arena,
				    "%s had not ended after %lld s and is left to finish by itself "
				    "(%s); the next run waits for it",
				    name, (long long)(child->ended - child->started) / 1000,
				    whereabouts(arena, child->pid));
	case CHILD_OVERFLOWED:
		return arena_printf(arena, "%s printed too much", name);
	case CHILD_NOT_STARTED:
		return start_text(arena, action, child, ret_end);
	}
	return "it ended in an unknown way";
}

const char *whereabouts(struct arena *arena, pid_t pid)
{
	switch (process_state(pid)) {
	case '\0':
		return arena_printf(arena, "pid %d, which has just ended", (int)pid);
	case 'D':
		return arena_printf(arena, "pid %d, which waits for a device in state D", (int)pid);
	default:
		return arena_printf(arena, "pid %d", (int)pid);
	}
}

struct attempt attempt_of(struct arena *arena, const struct plan *plan, const struct action *action,
			  enum attempt_end end, const char *text, int code, int64_t ms)
{
	const struct item *item = &plan->items.at[action->item];
	struct strbuf command CLEANUP(strbuf_done) = { 0 };
	struct attempt attempt = {
		.key = action->key,
		.type = action->type->name,
		.kind = item->kind,
		.item = item->name,
		.title = action->title,
		.reason = action->reason,
		.resource = action->resource,
		.end = end,
		.text = text,
		.code = code,
		.ms = ms,
	};

	if (action->command.argv.count) {
		command_text(&action->command, &command);
		if (action->command.overlay)
			strbuf_printf(&command, " # with a %s of its own", action->command.overlay);
		attempt.command = arena_strdup(arena, strbuf_text(&command));
	}
	if (action->place.source)
		attempt.place = arena_printf(arena, "%s:%u", action->place.source->name,
					     action->place.line);
	return attempt;
}
