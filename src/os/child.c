#include "config.h"

#include "os/child.h"

#include "os/clock.h"
#include "os/file.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CAP ((size_t)64 * 1024)

enum { TERM_MS = 2000, KILL_MS = 1000 };

void child_done(struct child *child)
{
	strbuf_done(&child->out);
	strbuf_done(&child->err);
}

void child_close(struct child_io *io)
{
	close_fd(&io->stream[0]);
	close_fd(&io->stream[1]);
	close_fd(&io->status);
	close_fd(&io->pidfd);
}

/* Safe while it is not reaped: until then its pid, and so the group's name, is not given anew. */
static void signal_group(const struct child_io *io, int number)
{
	/* No group: it did not even come to setsid(). */
	if (kill(-io->pid, number) < 0 && errno == ESRCH)
		kill(io->pid, number);
}

static void stop(struct child_io *io)
{
	io->child->end = CHILD_TIMED_OUT;
	io->step = STEP_TERMINATED;
	io->next = clock_ms() + TERM_MS;
	signal_group(io, SIGTERM);
}

static void slay(struct child_io *io)
{
	io->step = STEP_KILLED;
	io->next = clock_ms() + KILL_MS;
	signal_group(io, SIGKILL);
}

size_t child_cap(const struct child *child)
{
	return child->cap ? child->cap : CAP;
}

static off_t written(const struct child_io *io, int which)
{
	struct stat st;

	return fstat(io->stream[which], &st) < 0 ? 0 : st.st_size;
}

/* What does not fit is the beginning: errors come at the end. */
static void recall(struct child_io *io, int which)
{
	struct strbuf *out = which == 0 ? &io->child->out : &io->child->err;
	size_t cap = child_cap(io->child);
	off_t end = written(io, which), at = (size_t)end > cap ? end - (off_t)cap : 0;
	ssize_t count = 1;

	/* Right to where it stays: what passes through anything else would have to be wiped. */
	strbuf_reserve(out, (size_t)(end - at));
	while (at < end && count > 0) {
		count = pread(io->stream[which], out->text + out->length, (size_t)(end - at), at);
		if (count > 0) {
			out->length += (size_t)count;
			at += count;
		}
	}
	out->text[out->length] = '\0';
}

static void collect(struct child_io *io)
{
	recall(io, 0);
	recall(io, 1);
}

static bool has_overflowed(const struct child_io *io)
{
	off_t cap = (off_t)child_cap(io->child);

	return !io->child->changing && (written(io, 0) > cap || written(io, 1) > cap);
}

static void conclude(struct child_io *io, bool left)
{
	io->child->left = left;
	io->child->ended = clock_ms();
	io->over = true;
	close_fd(&io->stream[0]);
	close_fd(&io->stream[1]);
	close_fd(&io->status);
	if (!left)
		close_fd(&io->pidfd);
}

static void leave(struct child_io *io)
{
	collect(io);
	conclude(io, true);
}

static void judge(struct child_io *io, const siginfo_t *info)
{
	struct child *child = io->child;
	struct child_failure failure;

	if (read(io->status, &failure, sizeof(failure)) == (ssize_t)sizeof(failure)) {
		child->end = CHILD_NOT_STARTED;
		child->code = failure.error;
		child->bare = failure.bare;
		return;
	}
	child->end = has_overflowed(io)		   ? CHILD_OVERFLOWED
		     : info->si_code == CLD_EXITED ? CHILD_EXITED
						   : CHILD_KILLED;
	child->code = info->si_status;
}

static int collect_end(const struct child_io *io, siginfo_t *ret_info)
{
	int rc;

	do
		rc = waitid(P_PIDFD, (id_t)io->pidfd, ret_info, WEXITED | WNOHANG);
	while (rc < 0 && errno == EINTR);
	return rc;
}

void child_reap(struct child_io *io)
{
	siginfo_t info = { 0 };

	collect(io);
	/* The one that we stopped may have died of SIGTERM and its own children not. */
	if (io->step != STEP_RUNNING)
		signal_group(io, SIGKILL);
	collect_end(io, &info);
	if (io->step == STEP_RUNNING)
		judge(io, &info);
	conclude(io, false);
}

bool child_forget(struct child_io *io)
{
	siginfo_t info = { 0 };

	if (collect_end(io, &info) == 0 && info.si_pid == 0)
		return false;
	close_fd(&io->pidfd);
	return true;
}

void child_tick(struct child_io *io, int64_t now)
{
	if (io->over || now < io->next)
		return;
	if (io->step == STEP_RUNNING && !io->child->changing) {
		stop(io);
	} else if (io->step == STEP_TERMINATED) {
		slay(io);
	} else {
		if (io->step == STEP_RUNNING)
			io->child->end = CHILD_TIMED_OUT;
		leave(io);
	}
}

static bool has_ended(const struct child_io *io)
{
	struct pollfd polled = { .fd = io->pidfd, .events = POLLIN };

	return poll(&polled, 1, 0) > 0;
}

void child_abandon(struct child_io *io)
{
	if (io->over)
		return;
	if (has_ended(io)) {
		child_reap(io);
		return;
	}
	if (io->step == STEP_RUNNING)
		io->child->end = CHILD_TIMED_OUT;
	if (io->child->changing)
		leave(io);
	else if (io->step != STEP_KILLED)
		slay(io);
}
