/*
 * converge as it is, but that one read of it fails, or each of one file, as its environment says:
 *
 *	READS_ROOT    reads below this directory count; their paths are cut to what follows it;
 *	              without it, all of absolute paths count
 *	READS_LOG     a file that gets a line for each: "CALL PATH"
 *	READS_FAULT   ERRNO N PATTERN: that error (ENOMEM) strikes at the Nth whose line matches
 *	              (fnmatch(3)); N+: at that one and all later ones; 0: at each
 *	READS_STRUCK  a file that gets the lines at which it has struck
 */
#include "config.h"

#include "base/str.h"
#include "standin/reads/reads.h"

#include <errno.h>
#include <fcntl.h>
#include <fnmatch.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2 * PATH_MAX };

/* Where the descriptor leads, past our own wrappers. */
static bool path_of(int fd, char path[PATH_MAX])
{
	char link[32];
	ssize_t length;

	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	length = syscall(SYS_readlinkat, AT_FDCWD, link, path, PATH_MAX - 1);
	path[length < 0 ? 0 : length] = '\0';
	return length >= 0;
}

/* Whether it is below the root; ret_line: "CALL PATH". */
static bool line_of(const char *call, int fd, const char *path, char line[LINE_MAX_BYTES])
{
	const char *root = getenv("READS_ROOT");
	size_t length = root ? strlen(root) : 0;
	char whole[LINE_MAX_BYTES - 16], directory[PATH_MAX];
	const char *shown;

	if (path && (*path == '/' || fd == AT_FDCWD))
		snprintf(whole, sizeof(whole), "%s", path);
	else if (path_of(fd, directory))
		snprintf(whole, sizeof(whole), "%s%s%s", directory, path ? "/" : "",
			 path ? path : "");
	else
		return false;
	if ((length && strncmp(whole, root, length) != 0) || whole[length] != '/')
		return false;
	shown = length ? whole + length + 1 : whole;
	snprintf(line, LINE_MAX_BYTES, "%s %s", call, shown);
	return true;
}

/* Past our own wrappers, too: glibc calls itself. */
static void append(const char *variable, const char *line)
{
	const char *path = getenv(variable);
	FILE *file = path ? fopen(path, "ae") : NULL;

	if (!file)
		return;
	fprintf(file, "%s\n", line);
	fclose(file);
}

static int error_of(const char *word)
{
	for (int error = 1; error < 200; error++)
		if (str_equal(strerrorname_np(error), word))
			return error;
	abort();
}

static int strike(const char *line)
{
	static int met;
	const char *fault = getenv("READS_FAULT");
	char word[16], later[2] = "";
	int at, end;

	if (!fault || sscanf(fault, "%15s %d%n%1[+]%n", word, &at, &end, later, &end) < 2)
		return 0;
	end += (int)strspn(fault + end, " ");
	if (fnmatch(fault + end, line, 0) != 0)
		return 0;
	met++;
	if (at && met != at && !(*later && met > at))
		return 0;
	append("READS_STRUCK", line);
	return error_of(word);
}

int read_meets(const char *call, int fd, const char *path)
{
	int saved = errno, error = 0;
	char line[LINE_MAX_BYTES];

	if (line_of(call, fd, path, line)) {
		append("READS_LOG", line);
		error = strike(line);
	}
	errno = saved;
	return error;
}
