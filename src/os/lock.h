/*
 * The lock: one run per host (law 15), and the list of changing commands that
 * are still going (law 13).
 *
 * flock(2) on a file that is never removed; the kernel lets go when we die, and
 * children do not inherit it. Its text says who holds it, and is append-only while held:
 *
 *	converge PID STARTTIME SINCE
 *	child PID STARTTIME LANE COMMAND…
 *	done PID STARTTIME
 *
 * Words are one line, whatever is in them (\xNN for blanks in a lane, control characters and
 * the backslash). A run that takes the lock keeps the lines of children that are still alive.
 */
#ifndef OS_LOCK_H
#define OS_LOCK_H

#include "base/vec.h"

#include <stdint.h>
#include <sys/types.h>

struct lock_holder {
	pid_t pid;     /* 0 if the file does not name one that is alive */
	int64_t since; /* seconds since the epoch; 0 if the file does not say */
};

struct lock_child {
	pid_t pid;
	uint64_t start;
	const char *lane, *command;
};

struct lock {
	int fd; /* -1: not held */
	VEC(struct lock_child)
	left; /* children of earlier runs that were alive when it was taken */
};

/*
 * Takes the lock, waiting for it until the deadline (clock_ms(); one in the past: do not wait).
 * Makes the directory if needed. 0; -EWOULDBLOCK with ret_holder filled; or another -errno.
 * To be called before pool_new(), which blocks the signals that could end the wait.
 */
int lock_take(const char *path, int64_t deadline, struct arena *arena, struct lock *ret_lock,
	      struct lock_holder *ret_holder);
void lock_release(struct lock *lock);
/* Before a changing child may go on: its line is in the file (synced) when this returns 0. Its
 * start time is for lock_note_done(). */
int lock_note_child(struct lock *lock, pid_t pid, const char *lane, const char *command,
		    uint64_t *ret_start);
/* For people: that a child has ended shows from its pid and start time. */
void lock_note_done(struct lock *lock, pid_t pid, uint64_t start);
/* Without taking it: the children that are alive now, for dry runs. */
int lock_peek(const char *path, struct arena *arena, struct lock *ret_lock);

#endif
