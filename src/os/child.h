/* One child of a pool, as the pool sees it. For pool.c, child.c, spawn.c and claim.c only. */
#ifndef OS_CHILD_H
#define OS_CHILD_H

#include "os/pool.h"

enum child_step {
	STEP_RUNNING,
	STEP_TERMINATED, /* SIGTERM was sent */
	STEP_KILLED,	 /* SIGKILL was sent */
};

struct child_failure {
	int error;
	bool bare; /* see struct child */
};

struct child_io {
	struct child *child; /* NULL: left behind, there is only its end to collect */
	pid_t pid;
	int pidfd;
	int stream[2]; /* output and errors: memory files */
	int status;    /* where a child that could not exec says why: struct child_failure */
	enum child_step step;
	int64_t next; /* clock_ms() at which the next step is due */
	bool over;    /* waits to be returned by pool_wait() */
};

/*
 * A fork that gives the pidfd along with the child, by the plain system call: libc's fork() also
 * mends locks and thread ids, which the few lines up to an exec or _exit() have no use for. The
 * child may make system calls only. All signals are blocked in it, so that no handler of ours runs
 * there. Its pid, 0 in the child, or -errno.
 */
pid_t child_fork(int *ret_pidfd);
size_t child_cap(const struct child *child);
/* Forks, lets before() see the pid, and only then lets it exec; 0, or -errno with no child. */
int child_spawn(struct child *child, struct child_io *io);
/* In the child, before its exec: gives it its overlay. 0 or -1 with errno; only system calls. */
int overlay_make(const struct overlay *overlay);

/* Its process has ended: collects output and status. */
void child_reap(struct child_io *io);
/* Takes the next step if it is due. */
void child_tick(struct child_io *io, int64_t now);
/* See pool_abandon(). */
void child_abandon(struct child_io *io);
/* Collects the end of one that was left behind, if it has ended; whether it has. */
bool child_forget(struct child_io *io);
void child_close(struct child_io *io);

#endif
