#include "config.h"

#include "os/clock.h"
#include "os/process.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONG_MS = 60000 };

static pid_t start_process(int live_ms)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		poll(NULL, 0, live_ms);
		kill(getpid(), SIGKILL);
	}
	cr_assert_gt(pid, 0);
	return pid;
}

static void setup(void)
{
	/* An old valgrind does not know the call; every kernel of ours does. */
	if (syscall(SYS_pidfd_open, getpid(), 0) < 0 && errno == ENOSYS)
		cr_skip_test("no pidfd_open()");
}

TestSuite(process, .init = setup, .timeout = 120);

Test(process, ourselves)
{
	uint64_t start = 0, again;

	cr_assert_eq(process_start(getpid(), &start), 0);
	cr_assert_gt(start, 0);
	cr_assert_eq(process_start(getpid(), &again), 0);
	cr_assert_eq(again, start);
	cr_assert_eq(process_state(getpid()), 'R');
	cr_assert(process_alive(getpid(), start));
	cr_assert_not(process_alive(getpid(), start + 1));
}

Test(process, name_that_looks_like_fields)
{
	uint64_t start, again;

	cr_assert_eq(process_start(getpid(), &start), 0);
	prctl(PR_SET_NAME, ") Z 1 2 (x");
	cr_assert_eq(process_start(getpid(), &again), 0);
	cr_assert_eq(again, start);
	cr_assert_eq(process_state(getpid()), 'R');
}

Test(process, none)
{
	uint64_t start = 77;

	cr_assert_eq(process_start(-1, &start), -ESRCH);
	cr_assert_eq(process_start(0, &start), -ESRCH);
	cr_assert_eq(process_start(INT32_MAX, &start), -ESRCH);
	cr_assert_eq(start, 77);
	cr_assert_eq(process_state(INT32_MAX), '\0');
	cr_assert_eq(process_wait(INT32_MAX, 1, INT64_MAX), 0);
}

Test(process, zombie_is_gone)
{
	pid_t pid = start_process(200);
	uint64_t start;

	cr_assert_eq(process_start(pid, &start), 0);
	cr_assert_eq(process_wait(pid, start, clock_ms() + LONG_MS), 0);
	cr_assert_eq(process_state(pid), 'Z');
	cr_assert_not(process_alive(pid, start));
	cr_assert_eq(process_start(pid, &start), -ESRCH);
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
	cr_assert_eq(process_state(pid), '\0');
}

Test(process, wait_ends_at_the_deadline)
{
	pid_t pid = start_process(LONG_MS);
	uint64_t start;

	cr_assert_eq(process_start(pid, &start), 0);
	cr_assert_eq(process_wait(pid, start, clock_ms() + 100), -ETIMEDOUT);
	cr_assert_eq(process_wait(pid, start, 0), -ETIMEDOUT);
	/* Another one with that pid is not waited for. */
	cr_assert_eq(process_wait(pid, start + 1, INT64_MAX), 0);
	kill(pid, SIGKILL);
	cr_assert_eq(process_wait(pid, start, INT64_MAX), 0);
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
}

Test(process, wait_ends_at_a_signal_and_leaves_it)
{
	pid_t pid = start_process(LONG_MS);
	uint64_t start;
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	cr_assert_eq(process_start(pid, &start), 0);
	kill(getpid(), SIGTERM);
	cr_assert_eq(process_wait(pid, start, clock_ms() + LONG_MS), -EINTR);
	sigpending(&set);
	cr_assert(sigismember(&set, SIGTERM));
	kill(pid, SIGKILL);
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
}
