#include "config.h"

#include "os/uevent.h"

#include "os/file.h"

#include <errno.h>
#include <linux/netlink.h>
#include <sys/epoll.h>
#include <sys/inotify.h>
#include <sys/socket.h>
#include <unistd.h>

#define GROUP_KERNEL 1u
#define GROUP_UDEV 2u

/* One login can bring hundreds of devices at once. */
static const int receive_buffer = 8 * 1024 * 1024;

static int open_netlink(void)
{
	const int type = SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK;
	int fd = socket(AF_NETLINK, type, NETLINK_KOBJECT_UEVENT);
	struct sockaddr_nl address = { .nl_family = AF_NETLINK,
				       .nl_groups = GROUP_KERNEL | GROUP_UDEV };
	int error;

	if (fd < 0)
		return -errno;
	/* Without the privilege to pass the limit, as much as is allowed. */
	if (setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &receive_buffer, sizeof(receive_buffer)) < 0)
		setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof(receive_buffer));
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	error = -errno;
	close_fd(&fd);
	return error;
}

static int open_directory(const char *path)
{
	int fd = inotify_init1(IN_NONBLOCK | IN_CLOEXEC);

	if (fd >= 0)
		inotify_add_watch(fd, path, IN_CREATE | IN_DELETE);
	return fd < 0 ? -errno : fd;
}

static int add(int epoll, int fd)
{
	struct epoll_event event = { .events = EPOLLIN, .data.fd = fd };

	return epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event) < 0 ? -errno : 0;
}

int uevents_open(const char *udev, struct uevents *ret_events)
{
	struct uevents events = { .netlink = open_netlink(), .directory = open_directory(udev) };
	int error = 0;

	events.fd = epoll_create1(EPOLL_CLOEXEC);
	if (events.fd < 0)
		error = -errno;
	if (!error)
		error = events.netlink < 0 ? events.netlink : add(events.fd, events.netlink);
	if (!error)
		error = events.directory < 0 ? events.directory : add(events.fd, events.directory);
	if (error)
		uevents_close(&events);
	else
		*ret_events = events;
	return error;
}

void uevents_close(struct uevents *events)
{
	close_fd(&events->fd);
	close_fd(&events->netlink);
	close_fd(&events->directory);
}

int uevents_drain(const struct uevents *events)
{
	char notes[4096];
	int count = 0;

	for (;;) {
		char first;

		/* Nobody reads what it says: a datagram is gone with its first byte. */
		if (recv(events->netlink, &first, sizeof(first), MSG_DONTWAIT) >= 0 ||
		    errno == ENOBUFS)
			count++;
		else if (errno != EINTR)
			break;
	}
	while (read(events->directory, notes, sizeof(notes)) > 0)
		count++;
	return count;
}
