#include "config.h"

#include "report/progress.h"

#include "base/strbuf.h"
#include "base/text.h"
#include "os/clock.h"

#include <poll.h>
#include <sys/ioctl.h>

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

/* A terminal that was stopped (Ctrl-S) must not stop the run, which holds the lock. */
static bool would_block(const struct progress *progress)
{
	struct pollfd polled = { .fd = fileno(progress->stream), .events = POLLOUT };

	return polled.fd >= 0 && poll(&polled, 1, 0) == 0;
}

static void clear_line(struct progress *progress)
{
	if (!progress->has_line || would_block(progress))
		return;
	fputs("\r\033[K", progress->stream);
	progress->has_line = false;
}

static size_t width_of(FILE *stream)
{
	struct winsize size;

	return ioctl(fileno(stream), TIOCGWINSZ, &size) == 0 && size.ws_col ? size.ws_col : 80;
}

/* The step that has been under way longest; how many there are. */
static const struct live *oldest_of(const struct progress *progress, size_t *ret_count)
{
	const struct live *live, *oldest = NULL;

	*ret_count = 0;
	vec_each (live, &progress->live) {
		if (!live->action)
			continue;
		++*ret_count;
		if (!oldest || live->started < oldest->started)
			oldest = live;
	}
	return oldest;
}

/* It must stay on one line of the terminal, or it could not be taken back. */
static void draw_line(struct progress *progress)
{
	struct strbuf line CLEANUP(strbuf_done) = { 0 };
	size_t count;
	const struct live *oldest = oldest_of(progress, &count);

	if (would_block(progress))
		return;
	if (oldest) {
		if (count > 1)
			strbuf_printf(&line, "(%zu under way) ", count);
		strbuf_add(&line, oldest->action->title);
		if (oldest->awaited)
			strbuf_printf(&line, ": %s", oldest->awaited);
		text_clean(&line, 0, "");
		fprintf(progress->stream, "%.*s", (int)width_of(progress->stream) - 1,
			strbuf_text(&line));
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
	struct strbuf line CLEANUP(strbuf_done) = { 0 };
	struct progress *progress = context;
	struct live *live = slot_of(progress, action);

	if (live)
		live->action = NULL;
	clear_line(progress);
	if (would_block(progress))
		return;
	strbuf_printf_line(&line, "%-11s %5.1f s  %s%s%s\n", attempt_words[attempt->end],
			   (double)attempt->ms / 1000, attempt->title, attempt->text ? ": " : "",
			   attempt->text ? attempt->text : "");
	fputs(strbuf_text(&line), progress->stream);
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
