#include "config.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/pool.h"
#include "os/process.h"
#include "tree.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

/* Longer than anything here takes: a test that gets there has failed. */
enum { LONG_MS = 60000 };

static struct pool *pool;
static struct arena arena;
static const char *scratch;

static void setup(void)
{
	/* A background job of a shell, or nohup, has some ignored, and so would the pool. */
	signal(SIGINT, SIG_DFL);
	signal(SIGTERM, SIG_DFL);
	signal(SIGHUP, SIG_DFL);
	scratch = tree_make(&arena);
	cr_assert_eq(pool_new(&pool), 0);
}

static void teardown(void)
{
	pool_free(pool);
	tree_remove(scratch);
	arena_free(&arena);
}

static const char *in_scratch(const char *name)
{
	return arena_printf(&arena, "%s/%s", scratch, name);
}

static bool exists(const char *name)
{
	return access(in_scratch(name), F_OK) == 0;
}

static void touch(const char *name)
{
	cr_assert_eq(file_replace(in_scratch(name), "", 0, 0644), 0);
}

static void wait_for_file(const char *name)
{
	int64_t deadline = clock_ms() + LONG_MS;

	while (!exists(name) && clock_ms() < deadline)
		poll(NULL, 0, 10);
	cr_assert(exists(name), "%s never came", name);
}

/* A shell script as a child; $1 is the scratch directory. */
static struct child shell(const char *script)
{
	const char **argv = arena_alloc(&arena, 6 * sizeof(*argv));

	argv[0] = "/bin/sh";
	argv[1] = "-c";
	argv[2] = script;
	argv[3] = "sh";
	argv[4] = scratch;
	return (struct child){ .path = argv[0], .argv = argv, .deadline = clock_ms() + LONG_MS };
}

static void end(struct child *expected)
{
	struct child *child = NULL;

	cr_assert_eq(pool_wait(pool, clock_ms() + LONG_MS, &child), POOL_CHILD);
	cr_assert_eq(child, expected);
}

static void run(struct child *child)
{
	pool_start(pool, child);
	end(child);
	cr_assert_eq(pool_running(pool), 0);
}

static void expect_output(const char *script, const char *text)
{
	struct child child = shell(script);

	run(&child);
	cr_expect_str_eq(strbuf_text(&child.out), text, "%s: got \"%s\" and \"%s\"", script,
			 strbuf_text(&child.out), strbuf_text(&child.err));
	child_done(&child);
	child.changing = true;
	run(&child);
	cr_expect_str_eq(strbuf_text(&child.out), text, "changing: %s: got \"%s\"", script,
			 strbuf_text(&child.out));
	child_done(&child);
}

TestSuite(pool, .init = setup, .fini = teardown, .timeout = 120);

Test(pool, status_and_streams)
{
	struct child child = shell("echo hello; echo trouble >&2; exit 3");

	run(&child);
	cr_assert_eq(child.end, CHILD_EXITED);
	cr_assert_eq(child.code, 3);
	cr_assert_not(child.left);
	cr_assert_str_eq(strbuf_text(&child.out), "hello\n");
	cr_assert_str_eq(strbuf_text(&child.err), "trouble\n");
	cr_assert_geq(child.ended, child.started);
	child_done(&child);
}

Test(pool, killed_by_somebody)
{
	struct child child = shell("kill -SEGV $$");

	run(&child);
	cr_assert_eq(child.end, CHILD_KILLED);
	cr_assert_eq(child.code, SIGSEGV);
	child_done(&child);
}

Test(pool, many_at_once)
{
	enum { COUNT = 100 };
	struct child children[COUNT], *child;
	bool seen[COUNT] = { false };

	for (int i = 0; i < COUNT; i++) {
		children[i] = shell(arena_printf(&arena, "echo %d; exit %d", i, i));
		children[i].changing = i % 2;
		pool_start(pool, &children[i]);
	}
	for (size_t left = COUNT; left > 0; left--) {
		cr_assert_eq(pool_running(pool), left);
		cr_assert_eq(pool_wait(pool, clock_ms() + LONG_MS, &child), POOL_CHILD);
		cr_assert_not(seen[child - children]);
		seen[child - children] = true;
		cr_assert_eq(child->code, child - children);
		cr_assert_eq(atoll(strbuf_text(&child->out)), child - children);
		child_done(child);
	}
	cr_assert_eq(pool_running(pool), 0);
	cr_assert_eq(pool_wait(pool, 0, &child), POOL_TIMEOUT);
}

Test(pool, children_run_side_by_side)
{
	struct child first = shell("mkfifo $1/a && : >$1/ready && cat $1/a"), second, *child;

	pool_start(pool, &first);
	wait_for_file("ready");
	second = shell("echo met >$1/a");
	pool_start(pool, &second);
	for (int i = 0; i < 2; i++)
		cr_assert_eq(pool_wait(pool, clock_ms() + LONG_MS, &child), POOL_CHILD);
	cr_assert_str_eq(strbuf_text(&first.out), "met\n");
	child_done(&first);
	child_done(&second);
}

Test(pool, program_that_cannot_start)
{
	static const char *const argv[] = { "x", NULL };
	struct child child = { .path = "/does/not/exist", .argv = argv, .deadline = INT64_MAX };

	run(&child);
	cr_assert_eq(child.end, CHILD_NOT_STARTED);
	cr_assert_eq(child.code, ENOENT);
	child.path = "/etc/passwd";
	child.changing = true;
	run(&child);
	cr_assert_eq(child.end, CHILD_NOT_STARTED);
	cr_assert_eq(child.code, EACCES);
	child_done(&child);
}

/* Whether mounts are allowed here or not: without its file it does not run. */
Test(pool, nothing_runs_without_its_overlay)
{
	struct overlay overlay = { "/does/not/exist", "text\n", 5 };
	struct child child = shell(": >$1/ran");

	child.changing = true;
	child.overlay = &overlay;
	run(&child);
	cr_assert_eq(child.end, CHILD_NOT_STARTED);
	cr_assert(child.bare);
	cr_assert(child.code == ENOENT || child.code == EPERM, "%d", child.code);
	cr_assert_not(exists("ran"));
	child.overlay = NULL;
	run(&child);
	cr_assert_eq(child.end, CHILD_EXITED);
	cr_assert_not(child.bare);
	child_done(&child);
}

Test(pool, environment_is_ours)
{
	setenv("LANGUAGE", "de", 1);
	setenv("LVM_SYSTEM_DIR", "/nowhere", 1);
	/* The shell adds PWD and the like by itself, so it is left out. */
	for (int changing = 0; changing < 2; changing++) {
		static const char *const argv[] = { "env", NULL };
		struct child child = { .path = "/usr/bin/env",
				       .argv = argv,
				       .changing = changing,
				       .deadline = INT64_MAX };

		run(&child);
		cr_assert_str_eq(strbuf_text(&child.out),
				 "PATH=/usr/sbin:/usr/bin:/sbin:/bin\nLC_ALL=C\n"
				 "LVM_SUPPRESS_FD_WARNINGS=1\n");
		child_done(&child);
	}
}

Test(pool, no_descriptor_but_the_streams)
{
	struct child other = shell("sleep 60");

	cr_assert_geq(open("/dev/null", O_RDONLY), 0); /* not close-on-exec */
	cr_assert_eq(dup2(2, 250), 250);
	pool_start(pool, &other); /* its pipes are open here, too */
	for (int changing = 0; changing < 2; changing++) {
		/* 3 is the directory that ls itself reads. */
		struct child child = shell("exec ls /proc/self/fd");

		child.changing = changing;
		pool_start(pool, &child);
		end(&child);
		cr_assert_str_eq(strbuf_text(&child.out), "0\n1\n2\n3\n");
		child_done(&child);
	}
	pool_abandon(pool);
	end(&other);
	child_done(&other);
}

Test(pool, surroundings)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGUSR1);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGUSR2, SIG_IGN);
	expect_output("cat", "");
	expect_output("echo one; echo two >>/proc/self/fd/1; echo three", "one\ntwo\nthree\n");
	expect_output("readlink /proc/self/fd/0", "/dev/null\n");
	expect_output("pwd", "/\n");
	expect_output("read -r pid name state parent group session rest </proc/self/stat\n"
		      "test $pid = $group && test $pid = $session && echo own",
		      "own\n");
	/* Signals 1 to 31; the C library keeps 32 and 33 to itself and lets nobody set them. */
	expect_output("exec grep -c -E '^Sig(Blk|Ign):.*[08]0{7}$' /proc/self/status", "2\n");
}

/* What may be inherited from whoever started us. */
Test(pool, ignored_sigchld_loses_no_status)
{
	struct child child = shell("exit 5");

	pool_free(pool);
	signal(SIGCHLD, SIG_IGN);
	cr_assert_eq(pool_new(&pool), 0);
	run(&child);
	cr_assert_eq(child.end, CHILD_EXITED);
	cr_assert_eq(child.code, 5);
	child_done(&child);
}

Test(pool, output_up_to_the_cap)
{
	struct child child = shell("head -c 1000000 /dev/zero");

	child.cap = 1000000;
	run(&child);
	cr_assert_eq(child.end, CHILD_EXITED);
	cr_assert_eq(child.out.length, 1000000);
	child.cap = 999999;
	run(&child);
	cr_assert_eq(child.end, CHILD_OVERFLOWED);
	cr_assert_not(child.left);
	cr_assert_eq(child.out.length, 999999);
	child_done(&child);
}

Test(pool, endless_output_is_stopped)
{
	struct child child = shell("yes >&2");

	run(&child);
	cr_assert_eq(child.end, CHILD_OVERFLOWED);
	cr_assert_eq(child.err.length, 64 * 1024);
	cr_assert_eq(process_state(child.pid), '\0');
	child_done(&child);
}

Test(pool, changing_child_keeps_its_last_output)
{
	struct child child = shell("head -c 100000 /dev/zero; printf %s the-end");

	child.changing = true;
	child.cap = 7;
	run(&child);
	cr_assert_eq(child.end, CHILD_EXITED);
	cr_assert_str_eq(strbuf_text(&child.out), "the-end");
	child_done(&child);
}

Test(pool, hanging_probe_is_killed)
{
	struct child child = shell("trap '' TERM; echo here; while :; do sleep 1; done");

	child.deadline = clock_ms() + 500;
	run(&child);
	cr_assert_eq(child.end, CHILD_TIMED_OUT);
	cr_assert_not(child.left);
	cr_assert_str_eq(strbuf_text(&child.out), "here\n");
	cr_assert_eq(process_state(child.pid), '\0');
	child_done(&child);
}

Test(pool, hanging_probe_takes_its_children_along)
{
	struct child child = shell("(trap '' TERM; : >$1/deaf; exec sleep 60) & echo $!\n"
				   "exec sleep 60");
	uint64_t start;
	pid_t pid;

	child.deadline = clock_ms() + 1000;
	run(&child);
	cr_assert(exists("deaf"));
	cr_assert_eq(child.end, CHILD_TIMED_OUT);
	pid = (pid_t)atoll(strbuf_text(&child.out));
	if (process_start(pid, &start) == 0)
		cr_assert_eq(process_wait(pid, start, clock_ms() + 10000), 0);
	child_done(&child);
}

Test(pool, grandchild_holding_the_pipe_holds_nothing_up)
{
	struct child child = shell("sleep 300 & echo $!");

	run(&child);
	cr_assert_eq(child.end, CHILD_EXITED);
	cr_assert_eq(child.code, 0);
	kill((pid_t)atoll(strbuf_text(&child.out)), SIGKILL);
	child_done(&child);
}

static const char patient[] = "echo before; : >$1/begun; trap ': >$1/signalled' TERM INT HUP\n"
			      "while [ -d $1 ] && [ ! -e $1/go ]; do sleep 0.05; done\n"
			      "head -c 200000 /dev/zero; echo after && : >$1/finished";

Test(pool, changing_child_survives_its_deadline)
{
	struct child child = shell(patient), *other;
	int64_t deadline = clock_ms() + LONG_MS;

	child.changing = true;
	child.deadline = clock_ms() + 1000;
	run(&child);
	cr_assert_eq(child.end, CHILD_TIMED_OUT);
	cr_assert(child.left);
	cr_assert_str_eq(strbuf_text(&child.out), "before\n");
	cr_assert_neq(process_state(child.pid), '\0');
	touch("go");
	wait_for_file("finished");
	cr_assert_not(exists("signalled"));
	/* It leaves no zombie, and is not returned twice. */
	while (process_state(child.pid) != '\0' && clock_ms() < deadline)
		cr_assert_eq(pool_wait(pool, clock_ms() + 20, &other), POOL_TIMEOUT);
	cr_assert_eq(process_state(child.pid), '\0');
	child_done(&child);
}

/* A process that makes its own pool, starts the child, and is killed. */
static void start_and_die(struct child *child)
{
	pid_t pid = fork();

	if (pid == 0) {
		struct pool *own;

		prctl(PR_SET_PDEATHSIG, SIGKILL);
		if (pool_new(&own) == 0)
			pool_start(own, child);
		for (;;)
			pause();
	}
	if (!child->before) {
		wait_for_file("begun");
		kill(pid, SIGKILL);
	}
	cr_assert_eq(waitpid(pid, NULL, 0), pid);
}

Test(pool, changing_child_survives_our_death)
{
	struct child child = shell(patient);

	child.changing = true;
	start_and_die(&child);
	touch("go");
	/* Its output is more than a pipe holds, and has no reader. */
	wait_for_file("finished");
	cr_assert_not(exists("signalled"));
}

static int die(struct child *child, void *context)
{
	const char *path = context;
	const char *text = arena_printf(&arena, "%d", (int)child->pid);

	file_replace(path, text, strlen(text), 0644);
	kill(getpid(), SIGKILL);
	return 0;
}

Test(pool, nothing_runs_if_we_die_before_it_is_noted)
{
	struct child child = shell(": >$1/ran");
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	uint64_t start;
	pid_t pid;

	/* process_wait() needs a call that an old valgrind does not know; every kernel of ours
	 * does. */
	if (syscall(SYS_pidfd_open, getpid(), 0) < 0 && errno == ENOSYS)
		cr_skip_test("no pidfd_open()");
	child.changing = true;
	child.before = die;
	child.context = (void *)(uintptr_t)in_scratch("pid");
	start_and_die(&child);
	cr_assert_eq(file_read(in_scratch("pid"), 100, &text), 0);
	pid = (pid_t)atoll(text.text);
	if (process_start(pid, &start) == 0)
		cr_assert_eq(process_wait(pid, start, clock_ms() + LONG_MS), 0);
	cr_assert_not(exists("ran"));
}

static int refuse(struct child *child, void *context)
{
	*(pid_t *)context = child->pid;
	return -ENOSPC;
}

Test(pool, nothing_runs_if_noting_fails)
{
	struct child child = shell(": >$1/ran");
	pid_t pid = 0;

	child.changing = true;
	child.before = refuse;
	child.context = &pid;
	run(&child);
	cr_assert_eq(child.end, CHILD_NOT_STARTED);
	cr_assert_eq(child.code, ENOSPC);
	cr_assert_gt(pid, 0);
	cr_assert_eq(process_state(pid), '\0');
	cr_assert_not(exists("ran"));
}

static int look(struct child *child, void *context)
{
	uint64_t *start = context;

	poll(NULL, 0, 200); /* time to run, if it could */
	cr_assert_not(exists("ran"));
	return process_start(child->pid, start);
}

Test(pool, noted_start_time_stays_true)
{
	struct child child =
		shell(": >$1/ran; while [ -d $1 ] && [ ! -e $1/go ]; do sleep 0.05; done");
	uint64_t start;

	child.changing = true;
	child.before = look;
	child.context = &start;
	pool_start(pool, &child);
	wait_for_file("ran");
	cr_assert(process_alive(child.pid, start));
	touch("go");
	end(&child);
	cr_assert_not(process_alive(child.pid, start));
	child_done(&child);
}

Test(pool, signals_are_events)
{
	struct child child = shell("trap ': >$1/signalled' INT TERM HUP; : >$1/begun\n"
				   "while [ -d $1 ] && [ ! -e $1/go ]; do sleep 0.05; done");
	struct child *other;

	pool_start(pool, &child);
	wait_for_file("begun");
	kill(getpid(), SIGTERM);
	cr_assert_eq(pool_wait(pool, clock_ms() + LONG_MS, &other), POOL_SIGNAL);
	kill(getpid(), SIGINT);
	kill(getpid(), SIGHUP);
	cr_assert_eq(pool_wait(pool, clock_ms() + LONG_MS, &other), POOL_SIGNAL);
	cr_assert_eq(pool_wait(pool, clock_ms() + LONG_MS, &other), POOL_SIGNAL);
	cr_assert_eq(pool_wait(pool, clock_ms() + 50, &other), POOL_TIMEOUT);
	touch("go");
	end(&child);
	cr_assert_not(exists("signalled"));
	child_done(&child);
}

Test(pool, ignored_signal_stays_ignored)
{
	struct child *child;

	pool_free(pool);
	signal(SIGHUP, SIG_IGN);
	cr_assert_eq(pool_new(&pool), 0);
	raise(SIGHUP);
	cr_assert_eq(pool_wait(pool, clock_ms() + 100, &child), POOL_TIMEOUT);
}

Test(pool, mask_is_given_back)
{
	sigset_t set;

	sigprocmask(SIG_BLOCK, NULL, &set);
	cr_assert(sigismember(&set, SIGTERM));
	pool_free(pool);
	pool = NULL;
	sigprocmask(SIG_BLOCK, NULL, &set);
	cr_assert_not(sigismember(&set, SIGTERM));
	cr_assert_not(sigismember(&set, SIGINT));
}

Test(pool, watched_descriptor)
{
	struct child child = shell("sleep 60"), *other;
	int ends[2];

	cr_assert_eq(pipe(ends), 0);
	pool_watch(pool, ends[0]);
	pool_start(pool, &child);
	cr_assert_eq(pool_wait(pool, clock_ms() + 50, &other), POOL_TIMEOUT);
	cr_assert_eq(write(ends[1], "x", 1), 1);
	cr_assert_eq(pool_wait(pool, clock_ms() + LONG_MS, &other), POOL_WATCH);
	pool_watch(pool, -1);
	cr_assert_eq(pool_wait(pool, clock_ms() + 50, &other), POOL_TIMEOUT);
	pool_abandon(pool);
	end(&child);
	child_done(&child);
}

Test(pool, abandoned)
{
	struct child probe = shell("trap '' TERM; : >$1/deaf; while :; do sleep 1; done");
	struct child changing = shell(patient), *child;

	changing.changing = true;
	pool_start(pool, &probe);
	pool_start(pool, &changing);
	wait_for_file("deaf");
	wait_for_file("begun");
	pool_abandon(pool);
	for (int i = 0; i < 2; i++) {
		cr_assert_eq(pool_wait(pool, clock_ms() + LONG_MS, &child), POOL_CHILD);
		cr_assert_eq(child->end, CHILD_TIMED_OUT);
		cr_assert_eq(child->left, child == &changing);
	}
	cr_assert_eq(process_state(probe.pid), '\0');
	touch("go");
	wait_for_file("finished");
	cr_assert_not(exists("signalled"));
	child_done(&probe);
	child_done(&changing);
}

Test(pool, our_descriptors_do_not_pile_up)
{
	struct names before, after;

	cr_assert_eq(dir_list(AT_FDCWD, "/proc/self/fd", &arena, &before), 0);
	for (int i = 0; i < 40; i++) {
		struct child child = shell("exit 0");

		child.changing = i % 2;
		child.path = i % 5 ? child.path : "/does/not/exist";
		run(&child);
		child_done(&child);
	}
	cr_assert_eq(dir_list(AT_FDCWD, "/proc/self/fd", &arena, &after), 0);
	cr_assert_eq(before.list.count, after.list.count);
}
