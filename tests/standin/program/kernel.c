#include "config.h"

#include "kernel.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define ISCSID_SOCKET "ISCSIADM_ABSTRACT_NAMESPACE"

/* iscsid's; -1 when another stand-in has it in this network namespace: it says the same. */
static int open_socket(void)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	socklen_t length = offsetof(struct sockaddr_un, sun_path) + sizeof(ISCSID_SOCKET);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	memcpy(address.sun_path + 1, ISCSID_SOCKET, sizeof(ISCSID_SOCKET) - 1);
	if (fd >= 0 && bind(fd, (struct sockaddr *)&address, length) == 0 && listen(fd, 16) == 0)
		return fd;
	if (errno != EADDRINUSE)
		host_fail("iscsid's socket: %s", strerror(errno));
	close(fd);
	return -1;
}

/* Told when another process has let go of the host. */
static int open_watch(const struct host *host)
{
	char *path = host_path(host, "host");
	int fd = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);

	if (fd < 0 || inotify_add_watch(fd, path, IN_CLOSE_WRITE | IN_ATTRIB) < 0)
		host_fail("%s cannot be watched: %s", path, strerror(errno));
	free(path);
	return fd;
}

/* It reads a request, finds the end of the stream instead, and hangs up. */
static void answer(int listening)
{
	int fd = accept4(listening, NULL, NULL, SOCK_CLOEXEC);
	char byte;

	if (fd < 0)
		return;
	while (read(fd, &byte, 1) > 0)
		;
	close(fd);
}

/* Milliseconds until something is due. */
static int next_due(const struct host *host)
{
	const struct model *model = &host->state->model;
	int64_t next = model_next(model);

	return next == INT64_MAX ? -1 : (int)((next - model->now) / HOST_SPEED) + 1;
}

static void go_on(struct host *host, int listening, int watch)
{
	while (host_is_there(host)) {
		struct pollfd fds[2] = { { .fd = watch, .events = POLLIN },
					 { .fd = listening, .events = POLLIN } };
		char notes[4096];

		host_enter(host);
		host_leave(host);
		poll(fds, 2, next_due(host));
		while (read(watch, notes, sizeof(notes)) > 0)
			;
		if (fds[1].revents)
			answer(listening);
	}
}

/* Nobody is to wait for the end of its output; what it has to say was not to be. */
static void leave_streams(const struct host *host)
{
	char *path = host_path(host, "broken");
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int broken = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	dup2(broken, STDERR_FILENO);
	free(path);
}

void kernel_start(struct host *host)
{
	int listening = open_socket(), watch = open_watch(host);
	pid_t pid = fork();

	if (pid < 0)
		host_fail("%s", strerror(errno));
	if (pid > 0)
		return;
	setsid();
	leave_streams(host);
	go_on(host, listening, watch);
	exit(0);
}
