#include "os/interrupt.h"

#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <unistd.h>

static const char *volatile last_line = "";
static volatile sig_atomic_t last_status;

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };

enum { NUMBERS = sizeof(numbers) / sizeof(*numbers) };

static void end(int number)
{
	(void)number;
	/* Where it cannot be written, the status still tells. */
	if (write(STDERR_FILENO, last_line, strlen(last_line)) < 0)
		_exit(last_status);
	_exit(last_status);
}

void interrupt_ends(const char *line, int status)
{
	const struct sigaction ending = { .sa_handler = end };
	struct sigaction action;

	last_line = line;
	last_status = status;
	for (size_t i = 0; i < NUMBERS; i++)
		if (sigaction(numbers[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
			sigaction(numbers[i], &ending, NULL);
}

bool interrupt_waits(void)
{
	sigset_t pending;

	if (sigpending(&pending) < 0)
		return false;
	for (size_t i = 0; i < NUMBERS; i++)
		if (sigismember(&pending, numbers[i]))
			return true;
	return false;
}
