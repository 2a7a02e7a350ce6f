#include "config.h"

#include "os/file.h"

#include "base/str.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CHUNK ((size_t)16 * 1024)
#define ATTR_MAX ((size_t)4096)

void close_fd(int *fd)
{
	int saved = errno;

	if (*fd >= 0)
		close(*fd);
	*fd = -1;
	errno = saved;
}

static ssize_t read_again(int fd, char *to, size_t size)
{
	ssize_t count;

	do
		count = read(fd, to, size);
	while (count < 0 && errno == EINTR);
	return count;
}

static int read_up_to(int fd, size_t cap, struct strbuf *out)
{
	for (;;) {
		ssize_t count;

		/* Right to where it stays: it may be secret, and nothing else would be wiped. */
		strbuf_reserve(out, CHUNK);
		count = read_again(fd, out->text + out->length, CHUNK);
		if (count < 0)
			return -errno;
		if (count == 0)
			return 0;
		if ((size_t)count > cap)
			return -EFBIG;
		cap -= (size_t)count;
		out->length += (size_t)count;
	}
}

/* What is read of one that is too large, or breaks off, is not added. */
static int read_all(int fd, size_t cap, struct strbuf *out)
{
	size_t length = out->length;
	int rc = read_up_to(fd, cap, out);

	if (rc < 0)
		out->length = length;
	out->text[out->length] = '\0';
	return rc;
}

int file_open(const char *path, int flags)
{
	/* Opening a pipe that nobody writes to would wait for a writer. */
	CLEANUP(close_fd) int fd = open(path, flags | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0600);
	struct stat st;
	int opened = fd;

	if (fd < 0 || fstat(fd, &st) < 0)
		return -errno;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -EMEDIUMTYPE;
	fd = -1; /* the caller's now */
	return opened;
}

int file_read(const char *path, size_t cap, struct strbuf *out)
{
	CLEANUP(close_fd) int fd = file_open(path, O_RDONLY);

	return fd < 0 ? fd : read_all(fd, cap, out);
}

int file_read_named(const char *path, size_t cap, struct strbuf *out)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_NOCTTY | O_CLOEXEC);

	return fd < 0 ? -errno : read_all(fd, cap, out);
}

const char *file_error(int error)
{
	return error == -EMEDIUMTYPE ? "it is no regular file" : strerror(-error);
}

/*
 * ENODEV and ENXIO are what the kernel answers for a device that is being removed, ESRCH for a
 * process that has ended.
 */
bool file_is_gone(int error)
{
	return error == -ENOENT || error == -ENODEV || error == -ENXIO || error == -ESRCH;
}

int file_read_stdin(size_t cap, struct strbuf *out)
{
	return read_all(STDIN_FILENO, cap, out);
}

int attr_read(int dirfd, const char *path, struct arena *arena, const char **ret_text)
{
	CLEANUP(close_fd) int fd = openat(dirfd, path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	char value[ATTR_MAX + 1];
	ssize_t count;
	size_t length;

	if (fd < 0)
		return -errno;
	/* The kernel gives an attribute whole, in one piece. */
	count = read_again(fd, value, sizeof(value));
	if (count < 0)
		return -errno;
	length = (size_t)count;
	if (length > ATTR_MAX)
		return -EFBIG;
	if (length && value[length - 1] == '\n')
		length--;
	*ret_text = arena_strndup(arena, value, length);
	return 0;
}

/*
 * What the functions behind an attribute answer when there is no value: EINVAL that the object is
 * being removed, or has none (a disk without a WWID), ENOTCONN that a connection has no peer,
 * ENOSYS and EOPNOTSUPP that the driver knows no such thing. Below what is no directory (ENOTDIR)
 * there is none. Memory, descriptors, rights and I/O do not fail with these.
 */
bool attr_is_absent(int error)
{
	return file_is_gone(error) || error == -EINVAL || error == -ENOTCONN || error == -ENOSYS ||
	       error == -EOPNOTSUPP || error == -ENOTDIR;
}

static void close_directory(DIR **dir)
{
	if (*dir)
		closedir(*dir);
}

static int by_version(const void *a, const void *b)
{
	return strverscmp(*(const char *const *)a, *(const char *const *)b);
}

static int open_directory(int dirfd, const char *path, DIR **ret_dir)
{
	CLEANUP(close_fd) int fd = openat(dirfd, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *dir;

	if (fd < 0)
		return -errno;
	dir = fdopendir(fd);
	if (!dir)
		return -errno;
	fd = -1; /* the stream's now */
	*ret_dir = dir;
	return 0;
}

int dir_list(int dirfd, const char *path, struct arena *arena, struct names *ret_names)
{
	CLEANUP(close_directory) DIR *dir = NULL;
	struct names names = { 0 };
	const struct dirent *entry;
	int rc = open_directory(dirfd, path, &dir);

	if (rc < 0)
		return rc;
	while ((errno = 0, entry = readdir(dir)))
		if (entry->d_name[0] != '.')
			vec_add(arena, &names.list, arena_strdup(arena, entry->d_name));
	if (errno)
		return -errno;
	if (names.list.count)
		qsort(names.list.at, names.list.count, sizeof(*names.list.at), by_version);
	*ret_names = names;
	return 0;
}

static int write_all(int fd, const char *data, size_t size)
{
	while (size) {
		ssize_t count = write(fd, data, size);

		if (count < 0 && errno == EINTR)
			continue;
		if (count < 0)
			return -errno;
		data += count;
		size -= (size_t)count;
	}
	return 0;
}

static const char *directory_of(struct arena *arena, const char *path)
{
	const char *slash = strrchr(path, '/');

	if (!slash)
		return ".";
	return slash == path ? "/" : arena_strndup(arena, path, (size_t)(slash - path));
}

static int sync_directory(const char *path)
{
	CLEANUP(close_fd) int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	return fsync(fd) < 0 ? -errno : 0;
}

/* Everything up to the rename: what goes wrong here leaves path as it was. */
static int fill(int fd, const void *data, size_t size, mode_t mode)
{
	int rc = write_all(fd, data, size);

	if (rc < 0)
		return rc;
	if (fchmod(fd, mode) < 0 || fsync(fd) < 0)
		return -errno;
	return 0;
}

static int replace(const char *path, const void *data, size_t size, mode_t mode)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	CLEANUP(close_fd) int fd = -1;
	const char *directory = directory_of(&arena, path), *slash = strrchr(path, '/');
	/* Hidden, so that no reader of the directory takes a half-written file for one. */
	char *temporary =
		arena_printf(&arena, "%s/.%s.XXXXXX", directory, slash ? slash + 1 : path);
	int rc;

	fd = mkostemp(temporary, O_CLOEXEC);
	if (fd < 0)
		return -errno;
	rc = fill(fd, data, size, mode);
	if (rc == 0 && rename(temporary, path) < 0)
		rc = -errno;
	if (rc < 0) {
		unlink(temporary);
		return rc;
	}
	return sync_directory(directory);
}

/* The descriptor we were started with that path is a name of; or -1. */
static int own_descriptor(const char *path)
{
	static const char *const names[] = { "/proc/self/fd/", "/dev/fd/" };
	char link[32] = "";
	uint64_t fd;

	if (readlink(path, link, sizeof(link) - 1) > 0 && str_starts(link, names[0]))
		path = link;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		if (str_starts(path, names[i]) &&
		    str_number(path + strlen(names[i]), INT_MAX, &fd) &&
		    fcntl((int)fd, F_GETFD) == 0)
			return (int)fd;
	return -1;
}

bool file_is_own(const char *path)
{
	return own_descriptor(path) >= 0;
}

/* A pipe or a device: not replaced, as its name is not ours to take. */
static int write_into(const char *path, const void *data, size_t size)
{
	/* Not blocking, as a pipe that nobody reads would have us wait for ever. */
	CLEANUP(close_fd) int fd = open(path, O_WRONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);

	if (fd < 0 || fcntl(fd, F_SETFL, 0) < 0)
		return -errno;
	return write_all(fd, data, size);
}

int file_replace(const char *path, const void *data, size_t size, mode_t mode)
{
	int own = own_descriptor(path);
	struct stat st;

	if (own >= 0)
		return write_all(own, data, size);
	/* Other links are replaced: who may make one must not choose what is overwritten. */
	if (lstat(path, &st) < 0 || S_ISREG(st.st_mode) || S_ISLNK(st.st_mode))
		return replace(path, data, size, mode);
	if (S_ISFIFO(st.st_mode) || S_ISCHR(st.st_mode))
		return write_into(path, data, size);
	return S_ISDIR(st.st_mode) ? -EISDIR : -ENOTSUP;
}

bool file_may_wait(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode) && !S_ISDIR(st.st_mode);
}

int dir_make(const char *path)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	char *part = arena_strdup(&arena, path);
	struct stat st;

	for (char *at = part; *at; at++) {
		if (*at != '/' || at == part)
			continue;
		*at = '\0';
		if (mkdir(part, 0755) < 0 && errno != EEXIST)
			return -errno;
		*at = '/';
	}
	if (mkdir(part, 0755) < 0 && errno != EEXIST)
		return -errno;
	if (stat(part, &st) < 0)
		return -errno;
	return S_ISDIR(st.st_mode) ? 0 : -ENOTDIR;
}
