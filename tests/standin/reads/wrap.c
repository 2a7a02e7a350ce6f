/* The calls that read, each of which may fail; see reads.h. */
#include "config.h"

#include "standin/reads/reads.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <sys/stat.h>
#include <unistd.h>

static bool fails(const char *call, int fd, const char *path)
{
	int error = read_meets(call, fd, path);

	if (error)
		errno = error;
	return error != 0;
}

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __real_openat(int fd, const char *path, int flags, ...);
int __wrap_openat(int fd, const char *path, int flags, ...);
ssize_t __real_read(int fd, void *to, size_t size);
ssize_t __wrap_read(int fd, void *to, size_t size);
/* What read() is where the size of the buffer is known, and _FORTIFY_SOURCE has it checked. */
ssize_t __real___read_chk(int fd, void *to, size_t size, size_t room);
ssize_t __wrap___read_chk(int fd, void *to, size_t size, size_t room);
ssize_t __real_readlink(const char *path, char *to, size_t size);
ssize_t __wrap_readlink(const char *path, char *to, size_t size);
ssize_t __real_readlinkat(int fd, const char *path, char *to, size_t size);
ssize_t __wrap_readlinkat(int fd, const char *path, char *to, size_t size);
int __real_stat(const char *path, struct stat *to);
int __wrap_stat(const char *path, struct stat *to);
int __real_fstat(int fd, struct stat *to);
int __wrap_fstat(int fd, struct stat *to);
int __real_fstatat(int fd, const char *path, struct stat *to, int flags);
int __wrap_fstatat(int fd, const char *path, struct stat *to, int flags);
int __real_statx(int fd, const char *path, int flags, unsigned int mask, struct statx *to);
int __wrap_statx(int fd, const char *path, int flags, unsigned int mask, struct statx *to);
int __real_access(const char *path, int mode);
int __wrap_access(const char *path, int mode);
int __real_faccessat(int fd, const char *path, int mode, int flags);
int __wrap_faccessat(int fd, const char *path, int mode, int flags);
struct dirent *__real_readdir(DIR *dir);
struct dirent *__wrap_readdir(DIR *dir);

static mode_t mode_of(int flags, va_list args)
{
	return flags & O_CREAT ? va_arg(args, mode_t) : 0;
}

int __wrap_open(const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return fails("open", AT_FDCWD, path) ? -1 : __real_open(path, flags, mode);
}

int __wrap_openat(int fd, const char *path, int flags, ...)
{
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = mode_of(flags, args);
	va_end(args);
	return fails("openat", fd, path) ? -1 : __real_openat(fd, path, flags, mode);
}

ssize_t __wrap_read(int fd, void *to, size_t size)
{
	return fails("read", fd, NULL) ? -1 : __real_read(fd, to, size);
}

ssize_t __wrap___read_chk(int fd, void *to, size_t size, size_t room)
{
	return fails("read", fd, NULL) ? -1 : __real___read_chk(fd, to, size, room);
}

ssize_t __wrap_readlink(const char *path, char *to, size_t size)
{
	return fails("readlink", AT_FDCWD, path) ? -1 : __real_readlink(path, to, size);
}

ssize_t __wrap_readlinkat(int fd, const char *path, char *to, size_t size)
{
	return fails("readlinkat", fd, path) ? -1 : __real_readlinkat(fd, path, to, size);
}

int __wrap_stat(const char *path, struct stat *to)
{
	return fails("stat", AT_FDCWD, path) ? -1 : __real_stat(path, to);
}

int __wrap_fstat(int fd, struct stat *to)
{
	return fails("fstat", fd, NULL) ? -1 : __real_fstat(fd, to);
}

int __wrap_fstatat(int fd, const char *path, struct stat *to, int flags)
{
	return fails("fstatat", fd, path) ? -1 : __real_fstatat(fd, path, to, flags);
}

int __wrap_statx(int fd, const char *path, int flags, unsigned int mask, struct statx *to)
{
	return fails("statx", fd, path) ? -1 : __real_statx(fd, path, flags, mask, to);
}

int __wrap_access(const char *path, int mode)
{
	return fails("access", AT_FDCWD, path) ? -1 : __real_access(path, mode);
}

int __wrap_faccessat(int fd, const char *path, int mode, int flags)
{
	return fails("faccessat", fd, path) ? -1 : __real_faccessat(fd, path, mode, flags);
}

struct dirent *__wrap_readdir(DIR *dir)
{
	return fails("readdir", dirfd(dir), NULL) ? NULL : __real_readdir(dir);
}
