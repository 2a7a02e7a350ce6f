#include "os/core.h"

#include <sys/prctl.h>
#include <sys/resource.h>

static struct rlimit inherited;
static bool forbidden;

void core_forbid(void)
{
	struct rlimit limit;

	/* Also keeps what a program in core_pattern is given, for which the limit does not count.
	 */
	prctl(PR_SET_DUMPABLE, 0);
	if (getrlimit(RLIMIT_CORE, &limit) < 0)
		return;
	inherited = limit;
	forbidden = true;
	limit.rlim_cur = 0;
	setrlimit(RLIMIT_CORE, &limit);
}

/*
 * For a secret one a single byte, which no core file fits in: it is also the one value at which the
 * kernel does not start the program of a core_pattern that begins with '|' (fs/coredump.c), where 0
 * is left to that program.
 */
void core_limit_child(bool secret)
{
	static const struct rlimit byte = { 1, 1 }, none = { 0, 0 };

	if (secret && setrlimit(RLIMIT_CORE, &byte) < 0)
		setrlimit(RLIMIT_CORE, &none);
	else if (!secret && forbidden)
		setrlimit(RLIMIT_CORE, &inherited);
}
