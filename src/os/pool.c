#include "config.h"

#include "os/pool.h"

#include "base/arena.h"
#include "os/child.h"
#include "os/clock.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

/* What poll(2) looks at: the signals, the watched one, then the children. */
enum { AT_SIGNALS, AT_WATCH, AT_CHILDREN };

struct pool {
	int signals, watch;
	sigset_t old_mask;
	struct sigaction old_sigchld;
	struct child_io **at; /* in the order of their start */
	size_t count, room;
	struct pollfd *polled;
};

/* A pipe of ours that became 0, 1 or 2 would be in the way of a child's streams. */
static int occupy_standard(void)
{
	int fd;

	do {
		fd = open("/dev/null", O_RDWR);
		if (fd < 0)
			return -errno;
	} while (fd <= 2);
	close(fd);
	return 0;
}

/* nohup(1), or the shell of a background job, may want one of them ignored. */
static void add_unless_ignored(sigset_t *set, int number)
{
	struct sigaction action;

	if (sigaction(number, NULL, &action) == 0 && action.sa_handler != SIG_IGN)
		sigaddset(set, number);
}

static int open_signals(struct pool *pool)
{
	struct sigaction action = { .sa_handler = SIG_DFL };
	sigset_t set;

	sigemptyset(&set);
	add_unless_ignored(&set, SIGINT);
	add_unless_ignored(&set, SIGTERM);
	add_unless_ignored(&set, SIGHUP);
	pool->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	if (pool->signals < 0)
		return -errno;
	sigprocmask(SIG_BLOCK, &set, &pool->old_mask);
	/* Were it ignored (inherited, too), the kernel would not keep our children's ends. */
	sigaction(SIGCHLD, &action, &pool->old_sigchld);
	return 0;
}

static void grow(struct pool *pool)
{
	pool->room = pool->room ? pool->room * 2 : 16;
	pool->at = heap_resize(pool->at, pool->room * sizeof(*pool->at));
	pool->polled =
		heap_resize(pool->polled, (AT_CHILDREN + pool->room) * sizeof(*pool->polled));
}

int pool_new(struct pool **ret_pool)
{
	struct pool *pool;
	int rc = occupy_standard();

	if (rc < 0)
		return rc;
	pool = heap_resize(NULL, sizeof(*pool));
	*pool = (struct pool){ .signals = -1, .watch = -1 };
	rc = open_signals(pool);
	if (rc < 0) {
		free(pool);
		return rc;
	}
	grow(pool);
	*ret_pool = pool;
	return 0;
}

static void drop(struct pool *pool, size_t index)
{
	child_close(pool->at[index]);
	free(pool->at[index]);
	pool->count--;
	memmove(pool->at + index, pool->at + index + 1, (pool->count - index) * sizeof(*pool->at));
}

void pool_free(struct pool *pool)
{
	if (!pool)
		return;
	pool_abandon(pool);
	while (pool->count) {
		struct child_io *io = pool->at[pool->count - 1];

		if (io->child)
			io->child->io = NULL;
		if (io->pidfd >= 0)
			child_forget(io);
		drop(pool, pool->count - 1);
	}
	close_fd(&pool->signals);
	sigaction(SIGCHLD, &pool->old_sigchld, NULL);
	sigprocmask(SIG_SETMASK, &pool->old_mask, NULL);
	free(pool->at);
	free(pool->polled);
	free(pool);
}

static struct child_io *add(struct pool *pool, struct child *child)
{
	struct child_io *io = heap_resize(NULL, sizeof(*io));

	if (pool->count == pool->room)
		grow(pool);
	*io = (struct child_io){ .child = child,
				 .pidfd = -1,
				 .stream = { -1, -1 },
				 .status = -1,
				 .next = child->deadline };
	pool->at[pool->count++] = io;
	return io;
}

void pool_start(struct pool *pool, struct child *child)
{
	struct child_io *io = add(pool, child);
	int rc;

	strbuf_clear(&child->out);
	strbuf_clear(&child->err);
	child->out.secret = child->err.secret = child->secret;
	child->io = io;
	child->pid = 0;
	child->code = 0;
	child->left = child->bare = false;
	child->started = clock_ms();
	rc = child_spawn(child, io);
	if (rc == 0)
		return;
	child->end = CHILD_NOT_STARTED;
	child->code = -rc;
	child->ended = clock_ms();
	child_close(io);
	io->over = true;
}

size_t pool_running(const struct pool *pool)
{
	size_t count = 0;

	for (size_t i = 0; i < pool->count; i++)
		count += pool->at[i]->child != NULL;
	return count;
}

void pool_watch(struct pool *pool, int fd)
{
	pool->watch = fd;
}

void pool_abandon(struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++)
		if (pool->at[i]->child)
			child_abandon(pool->at[i]);
}

static struct pollfd interest(int fd)
{
	return (struct pollfd){ .fd = fd, .events = POLLIN };
}

static void prepare(struct pool *pool)
{
	struct pollfd *polled = pool->polled;

	polled[AT_SIGNALS] = interest(pool->signals);
	polled[AT_WATCH] = interest(pool->watch);
	for (size_t i = 0; i < pool->count; i++) {
		const struct child_io *io = pool->at[i];

		polled[AT_CHILDREN + i] = interest(io->over ? -1 : io->pidfd);
	}
}

/* Milliseconds until something is due, as poll(2) wants them. */
static int patience(const struct pool *pool, int64_t deadline)
{
	int64_t now = clock_ms();

	for (size_t i = 0; i < pool->count; i++) {
		const struct child_io *io = pool->at[i];

		if (io->over)
			return 0;
		if (io->child && io->next < deadline)
			deadline = io->next;
	}
	if (deadline <= now)
		return 0;
	if (deadline == INT64_MAX)
		return -1;
	return deadline - now > INT_MAX ? INT_MAX : (int)(deadline - now);
}

static void attend(struct pool *pool, size_t index, bool has_ended)
{
	struct child_io *io = pool->at[index];

	if (!io->child) {
		if (has_ended && child_forget(io))
			drop(pool, index);
	} else if (has_ended) {
		child_reap(io);
	} else {
		child_tick(io, clock_ms());
	}
}

/* One look at everything, waiting at most until the deadline. */
static void look(struct pool *pool, int64_t deadline)
{
	prepare(pool);
	/* When it fails (EINTR), revents are still the zeros of prepare(). */
	poll(pool->polled, AT_CHILDREN + pool->count, patience(pool, deadline));
	/* Backwards: dropping one moves only those that were attended to. */
	for (size_t i = pool->count; i-- > 0;)
		attend(pool, i, pool->polled[AT_CHILDREN + i].revents != 0);
}

static bool take_signal(struct pool *pool)
{
	struct signalfd_siginfo info;

	return pool->polled[AT_SIGNALS].revents &&
	       read(pool->signals, &info, sizeof(info)) == (ssize_t)sizeof(info);
}

static struct child *take_child(struct pool *pool)
{
	for (size_t i = 0; i < pool->count; i++) {
		struct child_io *io = pool->at[i];
		struct child *child = io->child;

		if (!io->over)
			continue;
		child->io = NULL;
		io->child = NULL;
		io->over = false;
		if (!child->left)
			drop(pool, i);
		return child;
	}
	return NULL;
}

enum pool_event pool_wait(struct pool *pool, int64_t deadline, struct child **ret_child)
{
	for (;;) {
		struct child *child;

		look(pool, deadline);
		if (take_signal(pool))
			return POOL_SIGNAL;
		child = take_child(pool);
		if (child) {
			*ret_child = child;
			return POOL_CHILD;
		}
		if (pool->polled[AT_WATCH].revents)
			return POOL_WATCH;
		if (clock_ms() >= deadline)
			return POOL_TIMEOUT;
	}
}
