#include "config.h"

#include "os/process.h"

#include "base/arena.h"
#include "base/str.h"
#include "os/clock.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { FIELD_STATE = 3, FIELD_START = 22 };

/* The fields of /proc/PID/stat from the state on. 0, or -errno: -ESRCH if there is no such process.
 */
static int read_fields(pid_t pid, struct arena *arena, char **ret_fields)
{
	const char *path = arena_printf(arena, "/proc/%d/stat", (int)pid), *text;
	int error = pid > 0 ? attr_read(AT_FDCWD, path, arena, &text) : -ESRCH;
	char *end;

	if (error < 0)
		return file_is_gone(error) ? -ESRCH : error;
	/* The second field is the name in parentheses, and a name may hold blanks and ')'. */
	end = strrchr(text, ')');
	if (!end || end[1] != ' ')
		return -EPROTO;
	*ret_fields = end + 2;
	return 0;
}

int process_start(pid_t pid, uint64_t *ret_start)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	char *rest, *field = NULL;
	int error = read_fields(pid, &arena, &rest);

	if (error < 0)
		return error;
	if (*rest == 'Z' || *rest == 'X')
		return -ESRCH;
	for (int i = FIELD_STATE; i <= FIELD_START; i++)
		field = strsep(&rest, " ");
	return str_number(field, UINT64_MAX, ret_start) ? 0 : -EPROTO;
}

char process_state(pid_t pid)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	char *fields;

	return read_fields(pid, &arena, &fields) == 0 ? *fields : '\0';
}

bool process_alive(pid_t pid, uint64_t start)
{
	uint64_t now;
	int error = process_start(pid, &now);

	return error ? error != -ESRCH : now == start;
}

/*
 * Readable while one of the signals that pool_new() blocks is pending; the
 * signal stays pending, for pool_wait() to return it.
 */
static int open_pending(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int wait_until(int pidfd, int pending, int64_t deadline)
{
	struct pollfd polled[] = { { .fd = pidfd, .events = POLLIN },
				   { .fd = pending, .events = POLLIN } };

	for (;;) {
		int64_t now = clock_ms(), rest = deadline > now ? deadline - now : 0;
		int count;

		count = poll(polled, 2, rest > INT_MAX ? INT_MAX : (int)rest);
		if (count < 0 && errno != EINTR)
			return -errno;
		if (count > 0)
			return polled[0].revents ? 0 : -EINTR;
		if (clock_ms() >= deadline)
			return -ETIMEDOUT;
	}
}

int process_wait(pid_t pid, uint64_t start, int64_t deadline)
{
	CLEANUP(close_fd) int pidfd = -1;
	CLEANUP(close_fd) int pending = -1;

	if (!process_alive(pid, start))
		return 0;
	pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	if (pidfd < 0)
		return errno == ESRCH ? 0 : -errno;
	/* Asked again: the descriptor may have caught another process with that pid. */
	if (!process_alive(pid, start))
		return 0;
	pending = open_pending();
	return wait_until(pidfd, pending, deadline);
}
