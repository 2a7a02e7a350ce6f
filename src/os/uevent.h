/*
 * Device events: a reason to look at sysfs again, never a fact in themselves.
 * Subscribe before the act.
 *
 * Two sources behind one descriptor: kernel and udev events (netlink,
 * NETLINK_KOBJECT_UEVENT groups 1 and 2; udev sends its own after a device's RUN programs), and
 * changes in udev's run directory, because the file `queue` there goes away after the last event.
 */
#ifndef OS_UEVENT_H
#define OS_UEVENT_H

struct uevents {
	int fd; /* readable when something happened; watch this one */
	int netlink, directory;
};

/* udev: its run directory ("/run/udev"); one that is not there is not watched. 0 or -errno. A lost
 * event (ENOBUFS) also makes the descriptor readable. */
int uevents_open(const char *udev, struct uevents *ret_events);
void uevents_close(struct uevents *events);
/* Reads everything that is there; the number of messages. */
int uevents_drain(const struct uevents *events);

#endif
