#include "report/progress.h"

#include "os/clock.h"

struct live {
	const struct action *action; /* NULL: the slot is free */
	const char *awaited;
	int64_t started;
};

struct progress {
	struct observer observer;
	struct arena *arena;
	FILE *stream;
	bool has_line;
	VEC(struct live) live;
};

static void clear_line(struct progress *progress)
{
	if (progress->has_line)
		fputs("\r\033[K", progress->stream);
	progress->has_line = false;
}

/* The oldest step under way, what it waits for, and how many others there are. */
static void draw_line(struct progress *progress)
{
	const struct live *live, *oldest = NULL;
	size_t count = 0;

	vec_each (live, &progress->live) {
		if (!live->action)
			continue;
		count++;
		if (!oldest || live->started < oldest->started)
			oldest = live;
	}
	if (oldest) {
		fprintf(progress->stream, "... %.60s", oldest->action->title);
		if (oldest->awaited)
			fprintf(progress->stream, ": %.50s", oldest->awaited);
		if (count > 1)
			fprintf(progress->stream, " (and %zu more)", count - 1);
		progress->has_line = true;
	}
	fflush(progress->stream);
}

static struct live *slot_of(struct progress *progress, const struct action *action)
{
	struct live *live;

	vec_each (live, &progress->live)
		if (live->action == action)
			return live;
	return action ? NULL : vec_push(progress->arena, &progress->live);
}

static void on_start(void *context, const struct action *action)
{
	struct progress *progress = context;

	*slot_of(progress, NULL) = (struct live){ action, NULL, clock_ms() };
	clear_line(progress);
	draw_line(progress);
}

static void on_await(void *context, const struct action *action, const char *what)
{
	struct progress *progress = context;
	struct live *live = slot_of(progress, action);

	if (live)
		live->awaited = what;
	clear_line(progress);
	draw_line(progress);
}

static void on_end(void *context, const struct action *action, const struct attempt *attempt)
{
	struct progress *progress = context;
	struct live *live = slot_of(progress, action);

	if (live)
		live->action = NULL;
	clear_line(progress);
	fprintf(progress->stream, "%-11s %5.1f s  %s%s%s\n", attempt_words[attempt->end],
		(double)attempt->ms / 1000, attempt->title, attempt->text ? ": " : "",
		attempt->text ? attempt->text : "");
	draw_line(progress);
}

struct progress *progress_new(FILE *stream, struct arena *arena)
{
	struct progress *progress = arena_alloc(arena, sizeof(*progress));

	progress->arena = arena;
	progress->stream = stream;
	progress->observer = (struct observer){ progress, on_start, on_await, on_end };
	return progress;
}

const struct observer *progress_observer(const struct progress *progress)
{
	return &progress->observer;
}

void progress_free(struct progress *progress)
{
	clear_line(progress);
	fflush(progress->stream);
}
