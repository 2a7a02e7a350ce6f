#include "config.h"

#include "host.h"

#include "base/str.h"
#include "os/clock.h"
#include "standin/tree.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

void host_fail(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fputs("standin: ", stderr);
	vfprintf(stderr, format, args);
	fputs("\n", stderr);
	va_end(args);
	exit(125);
}

char *host_path(const struct host *host, const char *name)
{
	char *path;

	if (asprintf(&path, "%s/%s", host->root, name) < 0)
		host_fail("out of memory");
	return path;
}

void host_note(const struct host *host, const char *name, const char *line)
{
	char *path = host_path(host, name);
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	if (fd < 0 || dprintf(fd, "%s\n", line) < 0)
		host_fail("%s: %s", path, strerror(errno));
	close(fd);
	free(path);
}

void host_wait(int64_t ms)
{
	int64_t ns = ms * 1000000 / HOST_SPEED;
	struct timespec time = { .tv_sec = ns / 1000000000, .tv_nsec = ns % 1000000000 };

	nanosleep(&time, NULL);
}

static void map(struct host *host, int flags)
{
	char *path = host_path(host, "host");

	host->fd = open(path, O_RDWR | O_CLOEXEC | flags, 0600);
	if (host->fd < 0 || (flags && ftruncate(host->fd, sizeof(*host->state)) < 0))
		host_fail("%s: %s", path, strerror(errno));
	host->state =
		mmap(NULL, sizeof(*host->state), PROT_READ | PROT_WRITE, MAP_SHARED, host->fd, 0);
	if (host->state == MAP_FAILED)
		host_fail("%s: %s", path, strerror(errno));
	free(path);
}

void host_make(const char *root)
{
	struct host host = { .root = root };
	struct tree tree = { .root = root };

	map(&host, O_CREAT | O_EXCL);
	model_init(&host.state->model);
	host.state->model.autoactivation = AUTO_IN_RULE;
	host.state->model.background_ms = 500;
	host.state->clock = clock_ms();
	host.state->shown = host.state->model;
	tree_show(&tree, &host.state->model);
	tree_done(&tree);
	close(host.fd);
}

void host_open(struct host *host, const char *root)
{
	*host = (struct host){ .root = root };
	map(host, 0);
}

void host_enter(struct host *host)
{
	struct host_state *state = host->state;
	int64_t now;

	if (flock(host->fd, LOCK_EX) < 0)
		host_fail("the lock: %s", strerror(errno));
	now = clock_ms();
	model_advance(&state->model, state->model.now + (now - state->clock) * HOST_SPEED);
	state->clock = now;
}

/* As with every event of udev, its queue is there for a moment. */
static void raise_event(const struct host *host)
{
	char *queue = host_path(host, "run/udev/queue");
	int fd = open(queue, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0) {
		close(fd);
		unlink(queue);
	}
	free(queue);
}

void host_leave(struct host *host)
{
	struct host_state *state = host->state;
	struct tree tree = { .root = host->root };

	state->shown.now = state->model.now;
	if (memcmp(&state->shown, &state->model, sizeof(state->model)) != 0) {
		tree_assume(&tree, &state->shown);
		tree_show(&tree, &state->model);
		state->shown = state->model;
		tree_done(&tree);
		if (!model_udev_is_busy(&state->model))
			raise_event(host);
	}
	flock(host->fd, LOCK_UN);
}

bool host_is_there(const struct host *host)
{
	struct stat status;

	return fstat(host->fd, &status) == 0 && status.st_nlink > 0;
}
