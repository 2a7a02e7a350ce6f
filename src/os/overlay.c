#include "config.h"

#include "os/child.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

/*
 * Where the file is made: covered in our own namespace only, and only until the file stands where
 * it belongs. A file system in memory that is never swapped out.
 */
#define ROOM "/run"
#define FILE_SYSTEM "ramfs"

static int write_text(int fd, const char *text, size_t size)
{
	while (size) {
		ssize_t count = write(fd, text, size);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -1;
		text += count;
		size -= (size_t)count;
	}
	return close(fd);
}

int overlay_make(const struct overlay *overlay)
{
	static const char file[] = ROOM "/overlay";
	int fd;

	/* Private before anything else: no mount of ours may reach the namespace we came from. */
	if (unshare(CLONE_NEWNS) < 0 || mount("none", "/", "none", MS_REC | MS_PRIVATE, NULL) < 0 ||
	    mount("converge", ROOM, FILE_SYSTEM, MS_NOSUID | MS_NODEV | MS_NOEXEC, "mode=0700") < 0)
		return -1;
	fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
	if (fd < 0 || write_text(fd, overlay->text, overlay->size) < 0)
		return -1;
	if (mount(file, overlay->path, "none", MS_BIND, NULL) < 0)
		return -1;
	return umount2(ROOM, MNT_DETACH);
}
