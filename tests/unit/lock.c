#include "config.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/lock.h"
#include "os/process.h"
#include "tree.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { LONG_MS = 60000 };

static struct arena arena;
static const char *scratch, *path;
static struct lock lock;
static struct lock_holder holder;
static uint64_t noted;

static void setup(void)
{
	scratch = tree_make(&arena);
	path = arena_printf(&arena, "%s/run/converge/lock", scratch);
}

static void teardown(void)
{
	tree_remove(scratch);
	arena_free(&arena);
}

static int take(int64_t wait_ms)
{
	return lock_take(path, clock_ms() + wait_ms, &arena, &lock, &holder);
}

static const char *text_of_file(void)
{
	struct strbuf text = { 0 };
	const char *copy;

	cr_assert_eq(file_read(path, 100000, &text), 0);
	copy = arena_strdup(&arena, strbuf_text(&text));
	strbuf_done(&text);
	return copy;
}

static void write_file(const char *text)
{
	cr_assert_eq(take(0), 0); /* makes the directory */
	lock_release(&lock);
	cr_assert_eq(file_replace(path, text, strlen(text), 0600), 0);
}

/* A process that only is there. */
static pid_t sleeper(void)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;;)
			pause();
	}
	cr_assert_gt(pid, 0);
	return pid;
}

static void put_down(pid_t pid)
{
	kill(pid, SIGKILL);
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
}

/* Another run: writes a byte when it has the lock, and dies with it after so long. */
static pid_t other_run(int hold_ms, int told)
{
	pid_t pid = fork();

	if (pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (take(LONG_MS) == 0 && write(told, "x", 1) == 1)
			poll(NULL, 0, hold_ms);
		kill(getpid(), SIGKILL);
	}
	cr_assert_gt(pid, 0);
	return pid;
}

static pid_t holding_run(int hold_ms)
{
	int ends[2];
	pid_t pid;
	char byte;

	cr_assert_eq(pipe(ends), 0);
	pid = other_run(hold_ms, ends[1]);
	cr_assert_eq(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	close(ends[1]);
	return pid;
}

TestSuite(lock, .init = setup, .fini = teardown, .timeout = 120);

Test(lock, taken_and_released)
{
	struct stat st;

	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock.left.count, 0);
	cr_assert_eq(stat(path, &st), 0);
	cr_assert_eq(st.st_mode & 077, 0);
	lock_release(&lock);
	cr_assert_eq(lock.fd, -1);
	cr_assert_eq(access(path, F_OK), 0);
	cr_assert_eq(take(0), 0);
	lock_release(&lock);
}

Test(lock, only_one_and_it_is_named)
{
	int64_t begun = clock_now();
	pid_t pid = holding_run(LONG_MS);

	cr_assert_eq(take(0), -EWOULDBLOCK);
	cr_assert_eq(holder.pid, pid);
	cr_assert_geq(holder.since, begun);
	cr_assert_leq(holder.since, clock_now());
	put_down(pid);
	cr_assert_eq(take(0), 0);
	lock_release(&lock);
}

Test(lock, holder_that_the_file_does_not_name)
{
	static const char *const texts[] = { "", "converge", "converge 1 2 3\n" };
	pid_t pid = holding_run(LONG_MS);

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		int fd = open(path, O_WRONLY | O_TRUNC | O_CLOEXEC);

		cr_assert_eq(write(fd, texts[i], strlen(texts[i])), (ssize_t)strlen(texts[i]));
		close(fd);
		cr_assert_eq(take(0), -EWOULDBLOCK);
		cr_assert_eq(holder.pid, 0);
		cr_assert_eq(holder.since, 0);
	}
	put_down(pid);
}

Test(lock, waits_until_it_is_free)
{
	pid_t pid = holding_run(300);

	cr_assert_eq(take(LONG_MS), 0);
	lock_release(&lock);
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
}

static void ring(int number)
{
	(void)number;
}

Test(lock, waits_no_longer_than_the_deadline)
{
	pid_t pid = holding_run(LONG_MS);
	struct sigaction action;
	struct itimerval timer;
	int64_t begun = clock_ms();
	sigset_t set;

	signal(SIGALRM, ring);
	sigemptyset(&set);
	sigaddset(&set, SIGALRM);
	sigprocmask(SIG_BLOCK, &set, NULL);
	cr_assert_eq(take(300), -EWOULDBLOCK);
	cr_assert_eq(holder.pid, pid);
	cr_assert_geq(clock_ms() - begun, 300);
	cr_assert_lt(clock_ms() - begun, LONG_MS / 2);
	/* Nothing of the waiting stays. */
	sigaction(SIGALRM, NULL, &action);
	cr_assert_eq(action.sa_handler, ring);
	getitimer(ITIMER_REAL, &timer);
	cr_assert_eq(timer.it_value.tv_sec + timer.it_value.tv_usec, 0);
	cr_assert_eq(timer.it_interval.tv_usec, 0);
	sigprocmask(SIG_BLOCK, NULL, &set);
	cr_assert(sigismember(&set, SIGALRM));
	put_down(pid);
}

/* One that waits for a file that is removed meanwhile must not run beside the new file's holder. */
Test(lock, removed_file_is_not_a_second_lock)
{
	pid_t pid = holding_run(LONG_MS), waiting;
	struct pollfd told = { .events = POLLIN };
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	told.fd = ends[0];
	waiting = other_run(0, ends[1]);
	cr_assert_eq(poll(&told, 1, 300), 0);
	cr_assert_eq(unlink(path), 0);
	cr_assert_eq(take(0), 0);
	put_down(pid);
	cr_assert_eq(poll(&told, 1, 300), 0);
	lock_release(&lock);
	cr_assert_eq(poll(&told, 1, LONG_MS), 1);
	cr_assert_eq(waitpid(waiting, NULL, 0), waiting);
}

Test(lock, place_that_cannot_be)
{
	path = "/proc/nowhere/lock";
	cr_assert_eq(take(0), -ENOENT);
}

Test(lock, survivors_are_kept_and_the_dead_dropped)
{
	pid_t living = sleeper(), dying = sleeper(), zombie = sleeper();
	uint64_t start;

	cr_assert_eq(process_start(living, &start), 0);
	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock_note_child(&lock, dying, "vg:dead", "vgchange -an dead", &noted), 0);
	cr_assert_eq(lock_note_child(&lock, living, "vg:xen", "vgchange -ay xen", &noted), 0);
	cr_assert_eq(lock_note_child(&lock, zombie, "", "iscsiadm", &noted), 0);
	put_down(dying);
	lock_release(&lock);
	kill(zombie, SIGKILL);
	cr_assert_eq(waitid(P_PID, (id_t)zombie, &(siginfo_t){ 0 }, WEXITED | WNOWAIT), 0);

	/* Twice: what one run keeps, the next one finds. */
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(take(0), 0);
		cr_assert_eq(lock.left.count, 1);
		cr_assert_eq(lock.left.at[0].pid, living);
		cr_assert_eq(lock.left.at[0].start, start);
		cr_assert_str_eq(lock.left.at[0].lane, "vg:xen");
		cr_assert_str_eq(lock.left.at[0].command, "vgchange -ay xen");
		cr_assert_not(strstr(text_of_file(), "dead"));
		lock_release(&lock);
	}
	put_down(living);
	put_down(zombie);
	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock.left.count, 0);
	cr_assert_not(strstr(text_of_file(), "child"));
	lock_release(&lock);
}

Test(lock, reused_pid_is_another_process)
{
	uint64_t start;

	cr_assert_eq(process_start(getpid(), &start), 0);
	write_file(arena_printf(&arena,
				"converge 1 2 3\nchild %d %" PRIu64 " lane:a old command\n"
				"child %d %" PRIu64 " lane:b this command\n",
				(int)getpid(), start - 1, (int)getpid(), start));
	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock.left.count, 1);
	cr_assert_str_eq(lock.left.at[0].lane, "lane:b");
	lock_release(&lock);
}

Test(lock, file_that_says_nonsense)
{
	static const char *const begins[] = { "child",	 "child ",   "child x",	   "child -1 5 a b",
					      "child 1", "converge", "converge 9", "\n\n" };
	uint64_t start;

	cr_assert_eq(process_start(getpid(), &start), 0);
	for (size_t i = 0; i < sizeof(begins) / sizeof(*begins); i++) {
		/* The last line was cut off. */
		write_file(arena_printf(&arena, "%s\nchild %d %" PRIu64 " lane comm", begins[i],
					(int)getpid(), start));
		cr_assert_eq(take(0), 0);
		cr_assert_eq(lock.left.count, 0);
		lock_release(&lock);
	}
}

Test(lock, text_stays_on_its_line)
{
	static const char *const lane = "vg:two words\\x20\n", *const command =
								       "a\nchild 1 2 b \\ ü";
	pid_t pid = sleeper();
	const char *text;

	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock_note_child(&lock, pid, lane, command, &noted), 0);
	text = text_of_file();
	cr_assert_eq(strchr(strchr(text, '\n') + 1, '\n')[1], '\0', "%s", text);
	lock_release(&lock);
	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock.left.count, 1);
	cr_assert_str_eq(lock.left.at[0].lane, lane);
	cr_assert_str_eq(lock.left.at[0].command, command);
	lock_release(&lock);
	put_down(pid);
}

Test(lock, gone_process_cannot_be_noted)
{
	pid_t pid = sleeper();

	put_down(pid);
	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock_note_child(&lock, pid, "lane", "command", &noted), -ESRCH);
	lock_release(&lock);
}

Test(lock, done_is_written)
{
	pid_t pid = sleeper();
	uint64_t start;

	cr_assert_eq(process_start(pid, &start), 0);
	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock_note_child(&lock, pid, "lane", "command", &noted), 0);
	put_down(pid);
	cr_assert_eq(noted, start);
	lock_note_done(&lock, pid, noted);
	cr_assert(strstr(text_of_file(),
			 arena_printf(&arena, "\ndone %d %" PRIu64 "\n", (int)pid, start)));
	lock_release(&lock);
}

/* Cut off, it would make one with the next line. */
Test(lock, line_that_does_not_fit_is_taken_back)
{
	pid_t pid = sleeper();
	struct rlimit old, tight;
	const char *before;

	cr_assert_eq(take(0), 0);
	before = text_of_file();
	cr_assert_eq(getrlimit(RLIMIT_FSIZE, &old), 0);
	tight = (struct rlimit){ strlen(before) + 9, old.rlim_max };
	signal(SIGXFSZ, SIG_IGN);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &tight), 0);
	cr_assert_lt(lock_note_child(&lock, pid, "lane", "command", &noted), 0);
	lock_note_done(&lock, pid, 12345);
	cr_assert_str_eq(text_of_file(), before);
	cr_assert_eq(setrlimit(RLIMIT_FSIZE, &old), 0);
	cr_assert_eq(lock_note_child(&lock, pid, "lane", "command", &noted), 0);
	cr_assert_str_eq(text_of_file(),
			 arena_printf(&arena, "%schild %d %" PRIu64 " lane command\n", before,
				      (int)pid, noted));
	lock_release(&lock);
	put_down(pid);
}

Test(lock, peek)
{
	struct lock seen;
	pid_t pid = sleeper();

	cr_assert_eq(lock_peek(path, &arena, &seen), 0);
	cr_assert_eq(seen.fd, -1);
	cr_assert_eq(seen.left.count, 0);
	cr_assert_neq(access(path, F_OK), 0);
	cr_assert_eq(take(0), 0);
	cr_assert_eq(lock_note_child(&lock, pid, "lane", "command", &noted), 0);
	cr_assert_eq(lock_peek(path, &arena, &seen), 0);
	cr_assert_eq(seen.left.count, 1);
	cr_assert_eq(seen.left.at[0].pid, pid);
	cr_assert_eq(take(0), -EWOULDBLOCK);
	put_down(pid);
	cr_assert_eq(lock_peek(path, &arena, &seen), 0);
	cr_assert_eq(seen.left.count, 0);
	lock_release(&lock);
}
