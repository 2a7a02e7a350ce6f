/*
 * Child processes, many at a time, and one place to wait for anything.
 *
 * Each child gets its own session (so a terminal's Ctrl-C does not reach it),
 * stdin from /dev/null, no other descriptors, default signals, and just
 * PATH, LC_ALL=C and LVM_SUPPRESS_FD_WARNINGS=1 as environment.
 *
 * All write to memory files: our death cannot break a pipe of theirs, and nobody is woken by an
 * answer that comes in small pieces. A probe that writes more than its cap gets SIGXFSZ; at its
 * deadline its group gets SIGTERM, 2 s later SIGKILL, 1 s later it is abandoned (state D cannot be
 * killed: FACTS, lvm on a FAILED session). A changing child is never sent a signal: at its
 * deadline it is only no longer waited for.
 *
 * A child may be given an overlay: in a mount namespace of its own, one file has another text. That
 * text is in memory only, belongs to root alone, is seen by nobody else, and goes with the child.
 */
#ifndef OS_POOL_H
#define OS_POOL_H

#include "base/strbuf.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum child_end {
	CHILD_EXITED,	   /* code: exit status */
	CHILD_KILLED,	   /* code: signal, not from us */
	CHILD_TIMED_OUT,   /* reached its deadline; left: it still runs */
	CHILD_OVERFLOWED,  /* a probe that printed more than its cap */
	CHILD_NOT_STARTED, /* code: errno */
};

struct overlay {
	const char *path; /* of a file that is there */
	const char *text;
	size_t size;
};

struct child {
	/* Filled by the caller before pool_start(). */
	const char *path;
	const char *const *argv;
	bool changing;
	int64_t deadline;	       /* clock_ms() */
	size_t cap;		       /* bytes kept of each stream, the last ones; 0: 64 KiB */
	const struct overlay *overlay; /* NULL: none; needed until pool_start() has returned */
	/* It has secrets in its memory, and may print them: its answer is wiped by child_done(),
	 * and it leaves no core file. */
	bool secret;
	/* Called between fork and exec with its pid; non-zero (-errno) keeps it from the exec, and
	 * so does our death until it has returned. NULL: nothing to note. */
	int (*before)(struct child *child, void *context);
	void *context;
	void *owner; /* the caller's own */

	/* Filled by the pool. */
	pid_t pid;
	int64_t started, ended; /* clock_ms() */
	enum child_end end;
	int code;
	bool bare; /* CHILD_NOT_STARTED: because its overlay could not be made */
	bool left; /* still running when we stopped waiting */
	struct strbuf out, err;

	struct child_io *io; /* the pool's */
};

void child_done(struct child *child); /* frees out and err */

struct pool;

/*
 * Blocks SIGINT, SIGTERM and SIGHUP for the process and receives them through a signalfd, until
 * pool_free(); one that is ignored (nohup, a script's background job) stays so. 0 or -errno.
 */
int pool_new(struct pool **ret_pool);
void pool_free(struct pool *pool);

/* Starts it; the child must stay where it is until it was returned by pool_wait(). A start that
 * fails is reported there as well (CHILD_NOT_STARTED). */
void pool_start(struct pool *pool, struct child *child);
size_t pool_running(const struct pool *pool);
/* Also wake up when fd is readable (-1: none); the caller drains it. */
void pool_watch(struct pool *pool, int fd);

enum pool_event {
	POOL_CHILD,   /* ret_child has ended, or is no longer waited for */
	POOL_WATCH,   /* the watched descriptor is readable */
	POOL_SIGNAL,  /* SIGINT, SIGTERM or SIGHUP came in */
	POOL_TIMEOUT, /* the deadline given to pool_wait() has passed */
};
/* Waits for the next event; deadline in clock_ms(), INT64_MAX for none. */
enum pool_event pool_wait(struct pool *pool, int64_t deadline, struct child **ret_child);

/* Stop waiting for every changing child and kill every probe; they are returned by pool_wait(). */
void pool_abandon(struct pool *pool);

#endif
