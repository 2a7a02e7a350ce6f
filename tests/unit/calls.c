#include "config.h"

#include "os/clock.h"
#include "os/file.h"
#include "os/lock.h"
#include "os/pool.h"
#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sched.h>
#include <stdarg.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>

/*
 * Each call to the system that files, the lock and a start of a child make fails once. Then the
 * error comes back as it was, or what was asked for is done all the same; no descriptor and no
 * process is left over, and no half of a file. The calls are replaced when this is linked
 * (Makefile.am).
 */

/* ---- the calls ---- */

enum side { OURS, THE_CHILDS, SIDES };

/* Shared with a child, which makes some of them. */
static struct {
	bool on, mounts; /* mounts: they are only played */
	pid_t own;
	enum side side;
	int count[SIDES], failing; /* the failing-th fails; 0: none does */
	char hit[24];		   /* the name of the one that has */
} * calls;

static const char *scratch;

static bool fails(const char *name)
{
	enum side side;

	if (!calls || !calls->on)
		return false;
	side = getpid() == calls->own ? OURS : THE_CHILDS;
	if (++calls->count[side] != calls->failing || side != calls->side)
		return false;
	snprintf(calls->hit, sizeof(calls->hit), "%s", name);
	errno = EIO;
	return true;
}

#define CALL(type, name, parameters, arguments)                           \
	type __real_##name parameters;                                    \
	type __wrap_##name parameters;                                    \
	type __wrap_##name parameters                                     \
	{                                                                 \
		return fails(#name) ? (type)-1 : __real_##name arguments; \
	}

CALL(ssize_t, read, (int fd, void *to, size_t size), (fd, to, size))
/* What read() is where the size of the buffer is known, and _FORTIFY_SOURCE has it checked. */
ssize_t __real___read_chk(int fd, void *to, size_t size, size_t room);
ssize_t __wrap___read_chk(int fd, void *to, size_t size, size_t room);
ssize_t __wrap___read_chk(int fd, void *to, size_t size, size_t room)
{
	return fails("read") ? -1 : __real___read_chk(fd, to, size, room);
}

CALL(ssize_t, write, (int fd, const void *from, size_t size), (fd, from, size))
CALL(int, fsync, (int fd), (fd))
CALL(int, fdatasync, (int fd), (fd))
CALL(int, fchmod, (int fd, mode_t mode), (fd, mode))
CALL(int, rename, (const char *from, const char *to), (from, to))
CALL(int, mkostemp, (char *template, int flags), (template, flags))
CALL(int, mkdir, (const char *path, mode_t mode), (path, mode))
CALL(int, stat, (const char *path, struct stat *st), (path, st))
CALL(int, lstat, (const char *path, struct stat *st), (path, st))
CALL(off_t, lseek, (int fd, off_t to, int from), (fd, to, from))
CALL(int, ftruncate, (int fd, off_t length), (fd, length))
CALL(int, flock, (int fd, int operation), (fd, operation))
CALL(int, pipe2, (int *ends, int flags), (ends, flags))
CALL(int, memfd_create, (const char *name, unsigned int flags), (name, flags))
CALL(int, dup2, (int from, int to), (from, to))
CALL(int, getrlimit, (__rlimit_resource_t what, struct rlimit *limit), (what, limit))
CALL(int, setrlimit, (__rlimit_resource_t what, const struct rlimit *limit), (what, limit))
CALL(int, chdir, (const char *path), (path))
CALL(int, close_range, (unsigned int first, unsigned int last, int flags), (first, last, flags))

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...)
{
	char moved[PATH_MAX];
	mode_t mode = 0;
	va_list args;

	va_start(args, flags);
	if (flags & O_CREAT)
		mode = va_arg(args, mode_t);
	va_end(args);
	/* Where a mount is only played, what would lie in it must not come to the host. */
	if (calls && calls->mounts && strncmp(path, "/run/", 5) == 0) {
		snprintf(moved, sizeof(moved), "%s/%s", scratch, path + 5);
		path = moved;
	}
	return fails("open") ? -1 : __real_open(path, flags, mode);
}

int __real_openat(int at, const char *path, int flags, ...);
int __wrap_openat(int at, const char *path, int flags, ...);
int __wrap_openat(int at, const char *path, int flags, ...)
{
	return fails("openat") ? -1 : __real_openat(at, path, flags);
}

int __real_fcntl(int fd, int what, ...);
int __wrap_fcntl(int fd, int what, ...);
int __wrap_fcntl(int fd, int what, ...)
{
	va_list args;
	long value;

	va_start(args, what);
	value = va_arg(args, long);
	va_end(args);
	return fails("fcntl") ? -1 : __real_fcntl(fd, what, value);
}

long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);
long __wrap_syscall(long number, ...)
{
	long words[5];
	va_list args;

	va_start(args, number);
	for (int i = 0; i < 5; i++)
		words[i] = va_arg(args, long);
	va_end(args);
	return fails("syscall")
		       ? -1
		       : __real_syscall(number, words[0], words[1], words[2], words[3], words[4]);
}

DIR *__real_fdopendir(int fd);
DIR *__wrap_fdopendir(int fd);
DIR *__wrap_fdopendir(int fd)
{
	return fails("fdopendir") ? NULL : __real_fdopendir(fd);
}

struct dirent *__real_readdir(DIR *dir);
struct dirent *__wrap_readdir(DIR *dir);
struct dirent *__wrap_readdir(DIR *dir)
{
	return fails("readdir") ? NULL : __real_readdir(dir);
}

/* A mount namespace is root's to make, and not for a test. */
int __wrap_unshare(int flags);
int __wrap_unshare(int flags)
{
	(void)flags;
	return fails("unshare") ? -1 : 0;
}

int __wrap_mount(const char *what, const char *where, const char *type, unsigned long flags,
		 const void *data);
int __wrap_mount(const char *what, const char *where, const char *type, unsigned long flags,
		 const void *data)
{
	(void)what;
	(void)where;
	(void)type;
	(void)flags;
	(void)data;
	return fails("mount") ? -1 : 0;
}

int __wrap_umount2(const char *where, int flags);
int __wrap_umount2(const char *where, int flags)
{
	(void)where;
	(void)flags;
	return fails("umount2") ? -1 : 0;
}

/* ---- trying each ---- */

static struct arena arena;

static void setup(void)
{
	calls = mmap(NULL, sizeof(*calls), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
		     0);
	cr_assert_neq(calls, MAP_FAILED);
	signal(SIGINT, SIG_DFL);
}

static void teardown(void)
{
	munmap(calls, sizeof(*calls));
	calls = NULL;
	arena_free(&arena);
}

TestSuite(calls, .init = setup, .fini = teardown, .timeout = 120);

static const char *in_scratch(const char *name)
{
	return arena_printf(&arena, "%s/%s", scratch, name);
}

static size_t entries_of(const char *directory)
{
	struct names names = { 0 };
	struct dirent *entry;
	DIR *dir = opendir(directory);

	cr_assert_not_null(dir);
	while ((entry = readdir(dir)))
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
			vec_add(&arena, &names.list, entry->d_name);
	closedir(dir);
	return names.list.count;
}

static const char *text_of(const char *name)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	int rc = file_read(in_scratch(name), 1 << 16, &text);

	return rc ? arena_printf(&arena, "(%s)", strerror(-rc))
		  : arena_strdup(&arena, strbuf_text(&text));
}

struct trial {
	void (*prepare)(void);
	int (*run)(void);      /* 0 or -errno */
	void (*check)(int rc); /* what is there then */
	void (*end)(void);
};

/* With the failing-th call of one side failing; whether there was one. */
static bool try(const struct trial *trial, enum side side, int failing)
{
	size_t open_before;
	int rc;

	scratch = tree_make(&arena);
	if (trial->prepare)
		trial->prepare();
	open_before = entries_of("/proc/self/fd");
	calls->count[OURS] = calls->count[THE_CHILDS] = 0;
	calls->hit[0] = '\0';
	calls->own = getpid();
	calls->side = side;
	calls->failing = failing;
	calls->on = true;
	rc = trial->run();
	calls->on = false;
	cr_expect(rc == 0 || (*calls->hit && rc == -EIO), "%s %d: %d", calls->hit, failing, rc);
	trial->check(rc);
	cr_expect_eq(entries_of("/proc/self/fd"), open_before, "%s %d leaves a descriptor",
		     calls->hit, failing);
	cr_expect(waitpid(-1, NULL, WNOHANG) < 0 && errno == ECHILD, "%s %d leaves a child",
		  calls->hit, failing);
	if (trial->end)
		trial->end();
	tree_remove(scratch);
	return *calls->hit;
}

/* Each of them; more than so few, or the calls are not the ones that are replaced. */
static void try_all(const struct trial *trial, enum side side, int at_least)
{
	int failing = 1;

	cr_assert(!try(trial, side, 0));
	while (try(trial, side, failing))
		failing++;
	cr_expect_gt(failing, at_least);
}

/* ---- files ---- */

static void make_old(void)
{
	tree_file(&arena, scratch, "file", "old");
}

static int replace(void)
{
	return file_replace(in_scratch("file"), "new", 3, 0600);
}

/* That the directory could not be synced is an error, too. */
static void check_replaced(int rc)
{
	const char *text = text_of("file");

	cr_expect(strcmp(text, "new") == 0 || (rc < 0 && strcmp(text, "old") == 0), "%s: %d: %s",
		  calls->hit, rc, text);
	cr_expect_eq(entries_of(scratch), 1, "%s leaves a file", calls->hit);
}

Test(calls, file_replace)
{
	try_all(&(struct trial){ make_old, replace, check_replaced, NULL }, OURS, 7);
}

static struct strbuf text;

static int read_whole(void)
{
	strbuf_clear(&text);
	strbuf_add(&text, "before ");
	return file_read(in_scratch("file"), 100, &text);
}

static void check_read(int rc)
{
	cr_expect_str_eq(strbuf_text(&text), rc ? "before " : "before old", "%s", calls->hit);
}

Test(calls, file_read)
{
	try_all(&(struct trial){ make_old, read_whole, check_read, NULL }, OURS, 3);
	strbuf_done(&text);
}

static const char *value;

static int read_attribute(void)
{
	value = "nothing";
	return attr_read(AT_FDCWD, in_scratch("file"), &arena, &value);
}

static void check_attribute(int rc)
{
	cr_expect_str_eq(value, rc ? "nothing" : "old", "%s", calls->hit);
}

Test(calls, attr_read)
{
	try_all(&(struct trial){ make_old, read_attribute, check_attribute, NULL }, OURS, 2);
}

static struct names listed;

static int list(void)
{
	listed = (struct names){ 0 };
	return dir_list(AT_FDCWD, scratch, &arena, &listed);
}

static void check_listed(int rc)
{
	cr_expect_eq(listed.list.count, rc ? 0 : 1, "%s", calls->hit);
}

Test(calls, dir_list)
{
	try_all(&(struct trial){ make_old, list, check_listed, NULL }, OURS, 4);
}

static int make_directories(void)
{
	return dir_make(in_scratch("a/b"));
}

static void check_directories(int rc)
{
	struct stat st;

	cr_expect(rc < 0 || stat(in_scratch("a/b"), &st) == 0, "%s", calls->hit);
}

Test(calls, dir_make)
{
	try_all(&(struct trial){ NULL, make_directories, check_directories, NULL }, OURS, 3);
}

/* ---- the lock ---- */

static struct lock lock;

static int take(void)
{
	struct lock_holder holder;

	lock.fd = -1;
	return lock_take(in_scratch("run/lock"), 0, &arena, &lock, &holder);
}

/* One that was not got is nobody's: the next one gets it, and its text is whole. */
static void check_taken(int rc)
{
	cr_expect_eq(lock.fd >= 0, rc == 0, "%s", calls->hit);
	lock_release(&lock);
	cr_expect_eq(take(), 0, "%s leaves it taken", calls->hit);
	cr_expect(strncmp(text_of("run/lock"), "converge ", 9) == 0, "%s", text_of("run/lock"));
	cr_expect_null(strchr(strchr(text_of("run/lock"), '\n') + 1, '\n'), "%s", calls->hit);
	lock_release(&lock);
}

Test(calls, lock_take)
{
	try_all(&(struct trial){ NULL, take, check_taken, NULL }, OURS, 10);
}

/* A changing command of an earlier run (law 13): us, as nobody lives as surely. */
static void leave_somebody(void)
{
	uint64_t start;

	cr_assert_eq(take(), 0);
	cr_assert_eq(lock_note_child(&lock, getpid(), "vg:g", "vgchange -ay g", &start), 0);
	lock_release(&lock);
}

/* What cannot be told to be dead is alive (law 3). */
static void check_kept(int rc)
{
	if (rc == 0)
		cr_expect_eq(lock.left.count, 1, "%s makes it dead", calls->hit);
	cr_expect_not_null(strstr(text_of("run/lock"), "vgchange -ay g\n"), "%s", calls->hit);
	lock_release(&lock);
	cr_expect_eq(take(), 0);
	cr_expect_eq(lock.left.count, 1, "%s", calls->hit);
	lock_release(&lock);
}

Test(calls, lock_take_beside_a_straggler)
{
	try_all(&(struct trial){ leave_somebody, take, check_kept, NULL }, OURS, 12);
}

static const char *before;

static void take_first(void)
{
	cr_assert_eq(take(), 0);
	before = text_of("run/lock");
}

static int note(void)
{
	uint64_t start;

	return lock_note_child(&lock, getpid(), "vg:g", "vgchange -ay g", &start);
}

/* Half a line would swallow the next one. A whole one that may not be on the disk does no harm. */
static void check_noted(int rc)
{
	const char *after = text_of("run/lock");
	size_t length = strlen(after);

	cr_expect(strncmp(after, before, strlen(before)) == 0, "%s", calls->hit);
	cr_expect_eq(after[length - 1], '\n', "%s: half a line", calls->hit);
	cr_expect((rc == 0) == (length > strlen(before)), "%s: %s", calls->hit, after);
}

static void release(void)
{
	lock_release(&lock);
}

Test(calls, lock_note_child)
{
	try_all(&(struct trial){ take_first, note, check_noted, release }, OURS, 5);
}

static struct lock peeked;

static int peek(void)
{
	peeked = (struct lock){ .fd = 77 };
	return lock_peek(in_scratch("run/lock"), &arena, &peeked);
}

static void check_peeked(int rc)
{
	cr_expect_eq(peeked.fd, rc ? 77 : -1, "%s", calls->hit);
}

Test(calls, lock_peek)
{
	try_all(&(struct trial){ take_first, peek, check_peeked, release }, OURS, 2);
}

/* ---- a child ---- */

static struct pool *pool;
static struct overlay overlay;
static struct child child;
static const char *argv[] = { "sh", "-c", NULL, NULL };

static void make_pool(void)
{
	cr_assert_eq(pool_new(&pool), 0);
	argv[2] = arena_printf(&arena, ": >%s; echo hello", in_scratch("ran"));
	child = (struct child){
		.path = "/bin/sh",
		.argv = argv,
		.deadline = clock_ms() + 60000,
		.overlay = child.overlay,
	};
}

static int start(void)
{
	struct child *ended = NULL;

	pool_start(pool, &child);
	calls->on = calls->on && calls->side == THE_CHILDS; /* what is ours is over */
	cr_assert_eq(pool_wait(pool, clock_ms() + 60000, &ended), POOL_CHILD);
	cr_assert_eq(ended, &child);
	return child.end == CHILD_NOT_STARTED ? -child.code : 0;
}

/* It has run, and we have what it said, or it has done nothing at all. */
static void check_started(int rc)
{
	bool has_run = access(in_scratch("ran"), F_OK) == 0;

	if (has_run)
		cr_expect(rc == 0 && child.end == CHILD_EXITED && child.code == 0 &&
				  strcmp(strbuf_text(&child.out), "hello\n") == 0,
			  "%s: %d, exit status %d", calls->hit, rc, child.code);
	else
		cr_expect(rc < 0 || (strcmp(calls->hit, "read") == 0 && child.code == 127),
			  "%s: %d, exit status %d", calls->hit, rc, child.code);
	cr_expect_eq(child.bare,
		     rc < 0 && child.overlay && calls->side == THE_CHILDS && child.bare);
	child_done(&child);
	pool_free(pool);
	pool = NULL;
}

/* The pool's own descriptors are there before, and gone after: so it is made in the run. */
static int start_in_pool(void)
{
	bool on = calls->on;

	calls->on = false;
	make_pool();
	calls->on = on;
	return start();
}

Test(calls, start_on_our_side)
{
	try_all(&(struct trial){ NULL, start_in_pool, check_started, NULL }, OURS, 8);
}

Test(calls, start_on_the_childs_side)
{
	try_all(&(struct trial){ NULL, start_in_pool, check_started, NULL }, THE_CHILDS, 8);
}

/* The overlay is only played, so that no host is needed; each of its calls counts (law 14). */
static int start_with_overlay(void)
{
	overlay = (struct overlay){ in_scratch("covered"), "secret", 6 };
	child.overlay = &overlay;
	calls->mounts = true;
	return start_in_pool();
}

static void check_overlaid(int rc)
{
	static const char *const its[] = { "unshare", "mount", "umount2" };
	bool is_its = false;

	for (size_t i = 0; i < sizeof(its) / sizeof(*its); i++)
		is_its |= strcmp(calls->hit, its[i]) == 0;
	cr_expect(!is_its || (rc == -EIO && child.bare), "%s: %d, exit status %d", calls->hit, rc,
		  child.code);
	check_started(rc);
	calls->mounts = false;
	child.overlay = NULL;
}

Test(calls, start_with_an_overlay)
{
	try_all(&(struct trial){ NULL, start_with_overlay, check_overlaid, NULL }, THE_CHILDS, 14);
}
