#include "config.h"

#include "os/lock.h"

#include "base/strbuf.h"
#include "os/clock.h"
#include "os/file.h"
#include "os/ledger.h"
#include "os/process.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <signal.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>

static void keep_living(const struct ledger *ledger, struct arena *arena, struct lock *lock)
{
	const struct lock_child *child;

	vec_each (child, &ledger->children)
		if (process_alive(child->pid, child->start))
			vec_add(arena, &lock->left, *child);
}

/* Waiting for it. */

static void interrupt(int number)
{
	(void)number; /* it is enough that flock(2) returns */
}

struct alarm {
	struct sigaction action;
	struct itimerval timer;
	sigset_t mask;
};

static void set_alarm(struct alarm *old, int64_t ms)
{
	const int64_t day = INT64_C(24) * 60 * 60 * 1000;
	struct sigaction action = { .sa_handler = interrupt }; /* no SA_RESTART */
	/* Again and again, in case it rings just before flock(2) begins to wait. */
	struct itimerval timer = { .it_interval.tv_usec = 50000 };
	sigset_t set;

	if (ms > day)
		ms = day;
	timer.it_value.tv_sec = (time_t)(ms / 1000);
	timer.it_value.tv_usec = (suseconds_t)(ms % 1000 * 1000);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigaction(SIGALRM, &action, &old->action);
	sigprocmask(SIG_UNBLOCK, &set, &old->mask);
	setitimer(ITIMER_REAL, &timer, &old->timer);
}

static void unset_alarm(const struct alarm *old)
{
	setitimer(ITIMER_REAL, &old->timer, NULL);
	sigprocmask(SIG_SETMASK, &old->mask, NULL);
	sigaction(SIGALRM, &old->action, NULL);
}

static int wait_for(int fd, int64_t deadline)
{
	int64_t now = clock_ms();
	struct alarm old;
	int rc;

	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	if (errno != EWOULDBLOCK || deadline <= now)
		return -errno;
	set_alarm(&old, deadline - now);
	do
		rc = flock(fd, LOCK_EX) < 0 ? -errno : 0;
	while (rc == -EINTR && clock_ms() < deadline);
	unset_alarm(&old);
	return rc == -EINTR ? -EWOULDBLOCK : rc;
}

/* Taking it. */

static int open_file(const char *path)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	const char *slash = strrchr(path, '/');
	int rc = 0;

	if (slash && slash != path)
		rc = dir_make(arena_strndup(&arena, path, (size_t)(slash - path)));
	if (rc < 0)
		return rc;
	/* For its owner only: whoever can open it can hold it. */
	return file_open(path, O_RDWR | O_CREAT);
}

/*
 * Somebody may have removed the file while we waited for it; then others would not see our lock. 1
 * if it is the file that we have locked, 0 if not, or -errno: what cannot be looked at may stay so.
 */
static int is_current(int fd, const char *path)
{
	struct stat ours, theirs;

	if (fstat(fd, &ours) < 0)
		return -errno;
	if (stat(path, &theirs) < 0)
		return errno == ENOENT ? 0 : -errno;
	return ours.st_dev == theirs.st_dev && ours.st_ino == theirs.st_ino;
}

static int write_text(int fd, const struct strbuf *text)
{
	ssize_t count = write(fd, text->text, text->length);

	if (count < 0)
		return -errno;
	if ((size_t)count != text->length)
		return -ENOSPC;
	return fdatasync(fd) < 0 ? -errno : 0;
}

/*
 * Over the old text, and only then is the rest of that cut off: killed in
 * between, we leave the lines of the living at least once.
 */
static int begin(const struct lock *lock)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const struct lock_child *child;
	uint64_t start;
	int rc = process_start(getpid(), &start);

	if (rc < 0)
		return rc;
	strbuf_printf(&text, "converge %d %" PRIu64 " %" PRId64 "\n", (int)getpid(), start,
		      clock_now());
	vec_each (child, &lock->left)
		ledger_add(&text, child);
	if (lseek(lock->fd, 0, SEEK_SET) < 0)
		return -errno;
	rc = write_text(lock->fd, &text);
	if (rc < 0)
		return rc;
	return ftruncate(lock->fd, (off_t)text.length) < 0 ? -errno : 0;
}

static int report_holder(int fd, struct arena *arena, struct lock_holder *ret_holder)
{
	struct ledger ledger = { 0 };

	/* Whoever it is, the answer is the same. */
	(void)ledger_read(fd, arena, &ledger);
	*ret_holder = ledger.holder;
	return -EWOULDBLOCK;
}

int lock_take(const char *path, int64_t deadline, struct arena *arena, struct lock *ret_lock,
	      struct lock_holder *ret_holder)
{
	CLEANUP(close_fd) int fd = -1;
	struct ledger ledger;
	struct lock lock = { .fd = -1 };
	int rc;

	do {
		close_fd(&fd);
		fd = open_file(path);
		if (fd < 0)
			return fd;
		rc = wait_for(fd, deadline);
		if (rc == -EWOULDBLOCK)
			return report_holder(fd, arena, ret_holder);
		if (rc < 0)
			return rc;
		rc = is_current(fd, path);
		if (rc < 0)
			return rc;
	} while (!rc);
	rc = ledger_read(fd, arena, &ledger);
	if (rc < 0)
		return rc;
	keep_living(&ledger, arena, &lock);
	lock.fd = fd;
	rc = begin(&lock);
	if (rc < 0)
		return rc;
	fd = -1; /* the lock's now */
	*ret_lock = lock;
	return 0;
}

void lock_release(struct lock *lock)
{
	/* Said explicitly: a child that stands before its exec has a copy of the descriptor. */
	if (lock->fd >= 0)
		flock(lock->fd, LOCK_UN);
	close_fd(&lock->fd);
}

int lock_peek(const char *path, struct arena *arena, struct lock *ret_lock)
{
	CLEANUP(close_fd) int fd = file_open(path, O_RDONLY);
	struct lock lock = { .fd = -1 };
	struct ledger ledger;
	int rc;

	if (fd < 0 && fd != -ENOENT)
		return fd;
	if (fd >= 0) {
		rc = ledger_read(fd, arena, &ledger);
		if (rc < 0)
			return rc;
		keep_living(&ledger, arena, &lock);
	}
	*ret_lock = lock;
	return 0;
}

/* While it is held. */

/* Half a line would swallow the next one, so a line that does not fit is taken back. */
static int append(const struct lock *lock, const struct strbuf *text)
{
	off_t length = lseek(lock->fd, 0, SEEK_END);
	int rc;

	if (length < 0)
		return -errno;
	rc = write_text(lock->fd, text);
	if (rc < 0 && ftruncate(lock->fd, length) < 0)
		return -errno;
	return rc;
}

int lock_note_child(struct lock *lock, pid_t pid, const char *lane, const char *command,
		    uint64_t *ret_start)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct lock_child child = { .pid = pid, .lane = lane, .command = command };
	int rc = process_start(pid, &child.start);

	if (rc < 0)
		return rc;
	ledger_add(&text, &child);
	rc = append(lock, &text);
	if (rc < 0)
		return rc;
	*ret_start = child.start;
	return 0;
}

void lock_note_done(struct lock *lock, pid_t pid, uint64_t start)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	strbuf_printf(&text, "done %d %" PRIu64 "\n", (int)pid, start);
	(void)append(lock, &text);
}
