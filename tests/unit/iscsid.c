#include "config.h"

#include "os/clock.h"
#include "tool/iscsiadm.h"
#include "tool/iscsid.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

/* An iscsid that accepts and never answers, in a network of its own; returns its socket. */
static int be_deaf(void)
{
	static const char name[] = "ISCSIADM_ABSTRACT_NAMESPACE";
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd;

	if (unshare(CLONE_NEWNET) < 0 && unshare(CLONE_NEWUSER | CLONE_NEWNET) < 0)
		cr_skip_test("no network namespace");
	fd = socket(AF_UNIX, SOCK_STREAM, 0);
	memcpy(address.sun_path + 1, name, sizeof(name) - 1);
	cr_assert_eq(bind(fd, (const struct sockaddr *)&address,
			  (socklen_t)(offsetof(struct sockaddr_un, sun_path) + sizeof(name))),
		     0);
	cr_assert_eq(listen(fd, 1), 0);
	return fd;
}

TestSuite(iscsid, .timeout = 30);

Test(iscsid, is_not_waited_for_longer)
{
	be_deaf();
	cr_expect_eq(iscsid_ping(clock_ms() + 300), -ETIMEDOUT);
}

/* A run whose time is over does not blame it. */
Test(iscsid, has_time_to_answer)
{
	int fd = be_deaf();
	pid_t answering = fork();

	if (answering == 0) {
		int taken = accept(fd, NULL, NULL);
		char none;

		while (read(taken, &none, 1) > 0)
			;
		poll(NULL, 0, 100);
		_exit(0);
	}
	cr_expect_eq(iscsid_ping(clock_ms()), 0);
	waitpid(answering, NULL, 0);
}

/* A pool has it blocked. */
Test(iscsid, a_signal_ends_the_wait)
{
	sigset_t set;

	be_deaf();
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	cr_assert_eq(sigprocmask(SIG_BLOCK, &set, NULL), 0);
	cr_assert_eq(kill(getpid(), SIGTERM), 0);
	cr_expect_eq(iscsid_ping(clock_ms() + 600000), -EINTR);
	signal(SIGTERM, SIG_IGN);
}
