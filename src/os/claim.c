#include "config.h"

#include "os/claim.h"

#include "os/child.h"
#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define AGAIN_NS 20000000 /* between two times that something busy is asked */
#define AGAIN_MAX 10	  /* of all questions together */
#define KILLED_MS 1000	  /* what a killed child gets to end */

/* Below: in the child; only system calls. */

static int open_once(const struct claim_question *question)
{
	struct stat status;
	int fd;

	/* What else may be there could hang, or do something, when it is opened. */
	if (stat(question->path, &status) < 0)
		return -errno;
	if (!S_ISBLK(status.st_mode) || status.st_rdev != makedev(question->major, question->minor))
		return -ENOTBLK;
	/* Without waiting for a medium. */
	fd = open(question->path, O_RDONLY | O_EXCL | O_NONBLOCK | O_CLOEXEC);
	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

static void let_go_of_all(void)
{
	const int guess = 4096;

	if (close_range(0, ~0u, 0) < 0) /* Linux before 5.9 */
		for (int fd = 0; fd < guess; fd++)
			close(fd);
	setsid();
	prctl(PR_SET_NAME, "converge-claims");
	if (chdir("/") < 0)
		_exit(1);
}

static _Noreturn void answer_all(int (*answer)(const struct claim_question *question),
				 const struct claim_question *questions, size_t count, int *answers)
{
	const struct timespec pause = { .tv_nsec = AGAIN_NS };
	int again = AGAIN_MAX;

	let_go_of_all();
	for (size_t i = 0; i < count; i++) {
		int result = answer(&questions[i]);

		while (result == -EBUSY && again-- > 0) {
			nanosleep(&pause, NULL);
			result = answer(&questions[i]);
		}
		answers[i] = result;
	}
	_exit(0);
}

/* Below: in the parent. */

static bool has_ended(int pidfd, int ms)
{
	struct pollfd wait = { .fd = pidfd, .events = POLLIN };
	int rc;

	do
		rc = poll(&wait, 1, ms);
	while (rc < 0 && errno == EINTR);
	return rc > 0;
}

/* It only reads, so it may be killed at any point. */
static void collect(pid_t pid, int pidfd, int ms)
{
	if (!has_ended(pidfd, ms)) {
		kill(pid, SIGKILL);
		if (!has_ended(pidfd, KILLED_MS))
			return;
	}
	while (waitpid(pid, NULL, 0) < 0 && errno == EINTR)
		continue;
}

static void take(struct claim_question *questions, size_t count, const int *answers, int otherwise)
{
	for (size_t i = 0; i < count; i++)
		questions[i].answer = answers ? answers[i] : otherwise;
}

void claims_ask_by(int (*answer)(const struct claim_question *question),
		   struct claim_question *questions, size_t count, int ms)
{
	size_t size = (count + 1) * sizeof(int);
	int *answers = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CLEANUP(close_fd) int pidfd = -1;
	pid_t pid;

	if (answers == MAP_FAILED) {
		take(questions, count, NULL, -errno);
		return;
	}
	for (size_t i = 0; i < count; i++)
		answers[i] = -ETIMEDOUT;
	pid = child_fork(&pidfd);
	if (pid == 0)
		answer_all(answer, questions, count, answers);
	if (pid > 0)
		collect(pid, pidfd, ms);
	take(questions, count, pid > 0 ? answers : NULL, (int)pid);
	/* One that is left behind has the pages for itself. */
	munmap(answers, size);
}

void claims_ask(struct claim_question *questions, size_t count, int ms)
{
	if (count)
		claims_ask_by(open_once, questions, count, ms);
}
