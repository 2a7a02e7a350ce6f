#include "config.h"

#include "os/claim.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONG_MS = 60000, SHORT_MS = 50 };

/* What is at a device's path but is not that device is not opened: a FIFO would hang. */
Test(claim, only_the_device_itself)
{
	char directory[] = "/tmp/claim-XXXXXX", path[64];
	struct claim_question questions[3] = {
		{ .path = path, .major = 8 },
		{ .path = "/dev/null", .major = 1, .minor = 3 },
		{ .path = "/nonexistent/sda", .major = 8 },
	};

	cr_assert(mkdtemp(directory));
	snprintf(path, sizeof(path), "%s/sda", directory);
	cr_assert_eq(mkfifo(path, 0600), 0);
	claims_ask(questions, 3, LONG_MS);
	cr_expect_eq(questions[0].answer, -ENOTBLK);
	cr_expect_eq(questions[1].answer, -ENOTBLK);
	cr_expect_eq(questions[2].answer, -ENOENT);
	unlink(path);
	rmdir(directory);
}

static int by_number(const struct claim_question *question)
{
	if (question->minor == 2)
		pause();
	return question->minor == 1 ? -EBUSY : 0;
}

Test(claim, answers_in_order)
{
	struct claim_question questions[3] = { { .minor = 0 }, { .minor = 1 }, { .minor = 3 } };

	claims_ask_by(by_number, questions, 3, LONG_MS);
	cr_expect_eq(questions[0].answer, 0);
	cr_expect_eq(questions[1].answer, -EBUSY);
	cr_expect_eq(questions[2].answer, 0);
}

/* One that hangs makes itself and what comes after it unknown; no child is left. */
Test(claim, one_that_hangs)
{
	struct claim_question questions[3] = { { .minor = 0 }, { .minor = 2 }, { .minor = 0 } };

	claims_ask_by(by_number, questions, 1, LONG_MS);
	cr_expect_eq(questions[0].answer, 0);
	claims_ask_by(by_number, questions + 1, 2, SHORT_MS);
	cr_expect_eq(questions[1].answer, -ETIMEDOUT);
	cr_expect_eq(questions[2].answer, -ETIMEDOUT);
	cr_expect_eq(waitpid(-1, NULL, WNOHANG), -1);
	cr_expect_eq(errno, ECHILD);
}

/* It has none of our descriptors: one that is left behind must not hold the lock or a pipe. */
static int counts_descriptors(const struct claim_question *question)
{
	int open = 0;

	for (int fd = 0; fd < 64; fd++)
		open += fcntl(fd, F_GETFD) >= 0;
	return (int)question->minor + open;
}

Test(claim, has_no_descriptors)
{
	struct claim_question question = { .minor = 7 };

	claims_ask_by(counts_descriptors, &question, 1, LONG_MS);
	cr_expect_eq(question.answer, 7);
}
