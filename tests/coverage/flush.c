/*
 * Of a tree configured with --enable-coverage, where this is a part of the library: what a process
 * has reached is written down before it becomes another program, or ends without exit(3). Who may
 * not write it, as another user or where the directory is not, does not complain of that, as tests
 * look at what is said.
 */
#include "config.h"

#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>

void __gcov_dump(void);
void __real___gcov_exit(void);
void __wrap___gcov_exit(void);
void __gcov_reset(void);
int __real_execve(const char *path, char *const argv[], char *const environment[]);
int __wrap_execve(const char *path, char *const argv[], char *const environment[]);
_Noreturn void __real__exit(int status);
_Noreturn void __wrap__exit(int status);

static bool may_write(void)
{
	return access(COVERAGE_DIR, W_OK) == 0;
}

void __wrap___gcov_exit(void)
{
	if (may_write())
		__real___gcov_exit();
}

/* The limit of a probe's output is not meant for what is noted here. */
static void dump(void)
{
	struct rlimit limit, wide;

	if (!may_write() || getrlimit(RLIMIT_FSIZE, &limit) < 0)
		return;
	wide = limit;
	wide.rlim_cur = wide.rlim_max;
	setrlimit(RLIMIT_FSIZE, &wide);
	__gcov_dump();
	__gcov_reset();
	setrlimit(RLIMIT_FSIZE, &limit);
}

int __wrap_execve(const char *path, char *const argv[], char *const environment[])
{
	dump();
	return __real_execve(path, argv, environment);
}

void __wrap__exit(int status)
{
	dump();
	__real__exit(status);
}
