#include "config.h"

#include "os/child.h"
#include "os/clock.h"
#include "os/core.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Linux 6.3; a host may insist on it (sysctl vm.memfd_noexec=2). */
#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 8u
#endif

static const char *const environment[] = {
	"PATH=/usr/sbin:/usr/bin:/sbin:/bin",
	"LC_ALL=C",
	"LVM_SUPPRESS_FD_WARNINGS=1",
	NULL,
};

/* The child's ends, and the gate: it execs when a byte came through, and exits when none can. */
struct wires {
	int stream[2], status, gate[2];
};

static void close_wires(struct wires *wires)
{
	close_fd(&wires->stream[0]);
	close_fd(&wires->stream[1]);
	close_fd(&wires->status);
	close_fd(&wires->gate[0]);
	close_fd(&wires->gate[1]);
}

static int make_pipe(int *ret_ours, int *ret_theirs)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return -errno;
	*ret_ours = ends[0];
	*ret_theirs = ends[1];
	return fcntl(ends[0], F_SETFL, O_NONBLOCK) < 0 ? -errno : 0;
}

/* A file that needs no reader: who writes to it neither blocks nor dies when we are gone. */
static int make_memory(int *ret_ours, int *ret_theirs)
{
	int fd = memfd_create("output", MFD_CLOEXEC | MFD_NOEXEC_SEAL);

	if (fd < 0 && errno == EINVAL)
		fd = memfd_create("output", MFD_CLOEXEC);
	if (fd < 0)
		return -errno;
	*ret_ours = fd;
	if (fcntl(fd, F_SETFL, O_APPEND) < 0)
		return -errno;
	*ret_theirs = fcntl(fd, F_DUPFD_CLOEXEC, 0);
	return *ret_theirs < 0 ? -errno : 0;
}

static int lay_wires(struct child_io *io, struct wires *wires)
{
	for (int i = 0; i < 2; i++) {
		int rc = make_memory(&io->stream[i], &wires->stream[i]);

		if (rc < 0)
			return rc;
	}
	if (pipe2(wires->gate, O_CLOEXEC) < 0)
		return -errno;
	return make_pipe(&io->status, &wires->status);
}

/* Below: in the child. */

static _Noreturn void fail(int status, bool bare)
{
	struct child_failure failure;

	/* It is written as it lies in memory, with what is between its members. */
	memset(&failure, 0, sizeof(failure));
	failure.error = errno;
	failure.bare = bare;
	if (write(status, &failure, sizeof(failure)) < 0)
		_exit(126); /* nobody to tell */
	_exit(127);
}

static int set_streams(const struct wires *wires)
{
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	if (null < 0 || dup2(null, 0) < 0)
		return -1;
	return dup2(wires->stream[0], 1) < 0 || dup2(wires->stream[1], 2) < 0 ? -1 : 0;
}

/* One byte more than fits, which is how an overflow shows. A file that a probe keeps for itself is
 * far smaller. */
static int limit_output(const struct child *child)
{
	static const struct rlimit none = { RLIM_INFINITY, RLIM_INFINITY };
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) < 0)
		return -1;
	/* A limit that was set for us must not end it half way (law 13); only root may raise both.
	 */
	if (child->changing && setrlimit(RLIMIT_FSIZE, &none) == 0)
		return 0;
	if (child->changing)
		limit.rlim_cur = limit.rlim_max;
	else if (limit.rlim_cur > child_cap(child) + 1)
		limit.rlim_cur = child_cap(child) + 1;
	return setrlimit(RLIMIT_FSIZE, &limit);
}

/* Also what we inherited ourselves, and nothing sooner than at the exec. */
static void close_others(void)
{
	const int guess = 4096;

	if (close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) == 0)
		return;
	/* Linux before 5.11. Our own are all close-on-exec; inherited ones have low numbers. */
	for (int fd = 3; fd < guess; fd++)
		fcntl(fd, F_SETFD, FD_CLOEXEC);
}

static bool pass_gate(int gate)
{
	ssize_t count;
	char byte;

	do
		count = read(gate, &byte, 1);
	while (count < 0 && errno == EINTR);
	return count == 1;
}

static _Noreturn void become(const struct child *child, struct wires *wires)
{
	sigset_t none;

	/* While we hold the far end ourselves, the parent's death would not show. */
	close_fd(&wires->gate[1]);
	setsid();
	for (int number = 1; number < NSIG; number++)
		signal(number, SIG_DFL);
	if (set_streams(wires) < 0 || limit_output(child) < 0 || chdir("/") < 0)
		fail(wires->status, false);
	core_limit_child(child->secret);
	if (child->overlay && overlay_make(child->overlay) < 0)
		fail(wires->status, true);
	close_others();
	if (!pass_gate(wires->gate[0]))
		_exit(127);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	execve(child->path, (char *const *)child->argv, (char *const *)environment);
	fail(wires->status, false);
}

/* Below: in the parent. */

/* The flags come first on all but s390. */
static pid_t clone_plainly(int *ret_pidfd)
{
	return (pid_t)syscall(SYS_clone, (unsigned long)CLONE_PIDFD | SIGCHLD, NULL, ret_pidfd,
			      NULL, NULL);
}

pid_t child_fork(int *ret_pidfd)
{
	sigset_t all, old;
	pid_t pid;
	int error;

	sigfillset(&all);
	sigprocmask(SIG_SETMASK, &all, &old);
	pid = clone_plainly(ret_pidfd);
	if (pid == 0)
		return 0;
	error = errno;
	sigprocmask(SIG_SETMASK, &old, NULL);
	return pid < 0 ? -error : pid;
}

/* We hold the near end as well, so this cannot raise SIGPIPE. */
static int open_gate(int gate)
{
	ssize_t count;

	do
		count = write(gate, "", 1);
	while (count < 0 && errno == EINTR);
	return count == 1 ? 0 : -errno;
}

static int let_go(struct child *child, int gate)
{
	int rc = child->before ? child->before(child, child->context) : 0;

	if (rc != 0)
		return rc < 0 ? rc : -ECANCELED;
	return open_gate(gate);
}

int child_spawn(struct child *child, struct child_io *io)
{
	CLEANUP(close_wires) struct wires wires = { { -1, -1 }, -1, { -1, -1 } };
	int rc = lay_wires(io, &wires);

	if (rc < 0)
		return rc;
	io->pid = child_fork(&io->pidfd);
	if (io->pid == 0)
		become(child, &wires);
	if (io->pid < 0)
		return io->pid;
	child->pid = io->pid;
	rc = let_go(child, wires.gate[1]);
	if (rc == 0)
		return 0;
	/* It stands before the gate and runs nothing but our own few lines: it ends at once. */
	close_fd(&wires.gate[1]);
	while (waitpid(io->pid, NULL, 0) < 0 && errno == EINTR)
		continue;
	return rc;
}
