#include "tool/iscsid.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/interrupt.h"

#include <errno.h>
#include <poll.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

/* usr/mgmt_ipc.h: a name in the abstract namespace, so of the network namespace we are in. */
#define ISCSID_SOCKET "ISCSIADM_ABSTRACT_NAMESPACE"

/* How long no signal is looked for, which a pool has blocked. */
#define DEAF_MS 200

/*
 * What it gets at least. A run whose time is over has nothing more to begin and says so; that
 * iscsid does not answer would be false.
 */
#define LEAST_MS 1000

/* Milliseconds until the next look at the time and at signals, as poll(2) wants them. */
static int left(int64_t deadline)
{
	int64_t now = clock_ms();

	if (deadline <= now)
		return 0;
	return deadline - now > DEAF_MS ? DEAF_MS : (int)(deadline - now);
}

/* Why to wait no longer, as -errno; 0 while there is time. */
static int given_up(int64_t deadline)
{
	if (interrupt_waits())
		return -EINTR;
	return left(deadline) ? 0 : -ETIMEDOUT;
}

/* A full backlog is EAGAIN for a unix socket, and no event tells when there is room again. */
static int connect_to(int fd, int64_t deadline)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = offsetof(struct sockaddr_un, sun_path) + sizeof(ISCSID_SOCKET);
	int error;

	memcpy(address.sun_path + 1, ISCSID_SOCKET, sizeof(ISCSID_SOCKET) - 1);
	while (connect(fd, (const struct sockaddr *)&address, length) < 0) {
		if (errno != EAGAIN && errno != EINTR)
			return -errno;
		error = given_up(deadline);
		if (error)
			return error;
		poll(NULL, 0, left(deadline) < 50 ? left(deadline) : 50);
	}
	return 0;
}

/* iscsid reads a request, finds the end of the stream instead, and closes. */
static int await_close(int fd, int64_t deadline)
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };
	int error;

	if (shutdown(fd, SHUT_WR) < 0)
		return -errno;
	for (;;) {
		int count = poll(&waiting, 1, left(deadline));

		if (count > 0)
			return 0;
		if (count < 0 && errno != EINTR)
			return -errno;
		error = given_up(deadline);
		if (error)
			return error;
	}
}

int iscsid_ping(int64_t deadline)
{
	CLEANUP(close_fd) int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int64_t least = clock_ms() + LEAST_MS;
	int error;

	if (fd < 0)
		return -errno;
	if (deadline < least)
		deadline = least;
	error = connect_to(fd, deadline);
	if (!error)
		error = await_close(fd, deadline);
	return error;
}

const char *iscsid_trouble(struct arena *arena, int error, const char *need)
{
	if (error == -EINTR)
		return arena_printf(arena,
				    "a signal came in before iscsid answered; nothing was done, "
				    "though %s",
				    need);
	if (error == -ETIMEDOUT)
		return arena_printf(arena,
				    "iscsid does not answer, but %s; look at it with: systemctl "
				    "status iscsid",
				    need);
	return arena_printf(arena,
			    "iscsid cannot be reached (%s), but %s; start it with: systemctl start "
			    "iscsid",
			    strerror(-error), need);
}
