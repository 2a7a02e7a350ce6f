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
#define CHUNK ((size_t)16 * 1024)

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

static void stop(struct child_io *io, enum child_end end)
{
	if (io->step != STEP_RUNNING)
		return;
	io->child->end = end;
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

static struct strbuf *buffer_of(const struct child_io *io, int which)
{
	return which == 0 ? &io->child->out : &io->child->err;
}

static size_t cap_of(const struct child_io *io)
{
	return io->child->cap ? io->child->cap : CAP;
}

/* One read; whether another may find more. */
static bool read_some(struct child_io *io, int which)
{
	struct strbuf *buf = buffer_of(io, which);
	size_t room = cap_of(io) - buf->length;
	char chunk[CHUNK];
	ssize_t count = read(io->stream[which], chunk, sizeof(chunk));

	if (count < 0)
		return errno == EINTR;
	strbuf_add_bytes(buf, chunk, (size_t)count < room ? (size_t)count : room);
	if (count > 0 && (size_t)count <= room)
		return true;
	close_fd(&io->stream[which]);
	if (count > 0)
		stop(io, CHILD_OVERFLOWED);
	return false;
}

void child_read(struct child_io *io, int which)
{
	read_some(io, which);
}

/* Not until the end of file: a grandchild may hold the other end for as long as it likes. */
static void drain(struct child_io *io, int which)
{
	while (io->stream[which] >= 0 && read_some(io, which))
		continue;
}

/* Of a memory file the last bytes are kept: errors come at the end. */
static void recall(struct child_io *io, int which)
{
	size_t cap = cap_of(io);
	char chunk[CHUNK];
	struct stat st;
	off_t at;

	if (fstat(io->stream[which], &st) < 0)
		return;
	at = (size_t)st.st_size > cap ? st.st_size - (off_t)cap : 0;
	while (at < st.st_size) {
		off_t rest = st.st_size - at;
		size_t want = rest < (off_t)sizeof(chunk) ? (size_t)rest : sizeof(chunk);
		ssize_t count = pread(io->stream[which], chunk, want, at);

		if (count <= 0)
			return;
		strbuf_add_bytes(buffer_of(io, which), chunk, (size_t)count);
		at += count;
	}
}

static void collect(struct child_io *io)
{
	for (int which = 0; which < 2; which++)
		if (io->child->changing)
			recall(io, which);
		else
			drain(io, which);
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
	int error;

	if (read(io->status, &error, sizeof(error)) == (ssize_t)sizeof(error)) {
		child->end = CHILD_NOT_STARTED;
		child->code = error;
		return;
	}
	child->end = info->si_code == CLD_EXITED ? CHILD_EXITED : CHILD_KILLED;
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
		stop(io, CHILD_TIMED_OUT);
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
