/*
 * failread: a library that is loaded ahead of converge's others (LD_PRELOAD), and makes a read of a
 * file, link or directory fail. What the environment has in FAILREAD says which:
 *
 *	PATTERN ERROR AT	the AT-th call whose path matches the pattern fails (the first is 1)
 *	PATTERN ERROR AT+	that one and all later ones
 *	PATTERN ERROR 0		none: they are only counted
 *
 * PATTERN is a glob of an absolute path, as the kernel names it; its asterisks match slashes too.
 * ERROR is ENOMEM, EIO, EMFILE or EACCES. When the process ends, the file /run/failread gets one
 * line: how many calls matched, and what failed first ("CALL PATH", or "-"). Children are not
 * concerned: converge gives them an environment of its own.
 */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define RESULT "/run/failread"

static char pattern[PATH_MAX];
static char first[PATH_MAX + 16] = "-";
static long at;
static bool later;
static int error;
static long count;
static pid_t owner;

static int error_of(const char *name)
{
	static const struct {
		const char *name;
		int value;
	} known[] = {
		{ "ENOMEM", ENOMEM }, { "EIO", EIO }, { "EMFILE", EMFILE }, { "EACCES", EACCES }
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(*known); i++)
		if (!strcmp(known[i].name, name))
			return known[i].value;
	fprintf(stderr, "failread: no error %s\n", name);
	exit(127);
}

__attribute__((constructor)) static void start(void)
{
	const char *wanted = getenv("FAILREAD");
	char name[16];
	char plus = 0;

	if (!wanted)
		return;
	if (sscanf(wanted, "%4095s %15s %ld%c", pattern, name, &at, &plus) < 3) {
		fprintf(stderr, "failread: FAILREAD is not 'PATTERN ERROR AT': %s\n", wanted);
		exit(127);
	}
	later = plus == '+';
	error = error_of(name);
	owner = getpid();
}

__attribute__((destructor)) static void tell(void)
{
	FILE *out;

	if (!owner || owner != getpid() || !(out = fopen(RESULT, "w")))
		return;
	fprintf(out, "%ld %s\n", count, first);
	fclose(out);
}

/* Where a descriptor leads, by a call that nobody stands in for. */
static bool path_of_descriptor(int fd, char *to, size_t size)
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = syscall(SYS_readlinkat, AT_FDCWD, link, to, size - 1);
	to[length < 0 ? 0 : length] = '\0';
	return length > 0 && to[0] == '/';
}

static bool path_of(int fd, const char *path, char *to, size_t size)
{
	size_t used = 0;

	if (path && path[0] == '/') {
		snprintf(to, size, "%s", path);
		return true;
	}
	if (fd == AT_FDCWD || !path_of_descriptor(fd, to, size))
		return false;
	used = strlen(to);
	if (path && *path)
		snprintf(to + used, size - used, "/%s", path);
	return true;
}

/* Whether this call is to fail; errno then says how. */
static bool fails(const char *call, int fd, const char *path)
{
	char full[PATH_MAX];
	int kept = errno;
	bool matches;

	if (!owner || owner != getpid())
		return false;
	matches = path_of(fd, path, full, sizeof(full)) && !fnmatch(pattern, full, 0);
	errno = kept;
	if (!matches || ++count < at || !at || (count > at && !later))
		return false;
	if (!strcmp(first, "-"))
		snprintf(first, sizeof(first), "%s %s", call, full);
	errno = error;
	return true;
}

/* The function that this library hides. */
#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

static mode_t mode_of(int flags, va_list words)
{
	return flags & O_CREAT ? va_arg(words, mode_t) : 0;
}

int open(const char *path, int flags, ...)
{
	va_list words;
	mode_t mode;

	va_start(words, flags);
	mode = mode_of(flags, words);
	va_end(words);
	return fails("open", AT_FDCWD, path) ? -1 : REAL(open)(path, flags, mode);
}

int openat(int fd, const char *path, int flags, ...)
{
	va_list words;
	mode_t mode;

	va_start(words, flags);
	mode = mode_of(flags, words);
	va_end(words);
	return fails("openat", fd, path) ? -1 : REAL(openat)(fd, path, flags, mode);
}

ssize_t read(int fd, void *to, size_t size)
{
	return fails("read", fd, NULL) ? -1 : REAL(read)(fd, to, size);
}

ssize_t readlink(const char *path, char *to, size_t size)
{
	return fails("readlink", AT_FDCWD, path) ? -1 : REAL(readlink)(path, to, size);
}

ssize_t readlinkat(int fd, const char *path, char *to, size_t size)
{
	return fails("readlinkat", fd, path) ? -1 : REAL(readlinkat)(fd, path, to, size);
}

int access(const char *path, int mode)
{
	return fails("access", AT_FDCWD, path) ? -1 : REAL(access)(path, mode);
}

int faccessat(int fd, const char *path, int mode, int flags)
{
	return fails("faccessat", fd, path) ? -1 : REAL(faccessat)(fd, path, mode, flags);
}

int statx(int fd, const char *path, int flags, unsigned int mask, struct statx *to)
{
	return fails("statx", fd, path) ? -1 : REAL(statx)(fd, path, flags, mask, to);
}

struct dirent *readdir(DIR *dir)
{
	return fails("readdir", dirfd(dir), NULL) ? NULL : REAL(readdir)(dir);
}
