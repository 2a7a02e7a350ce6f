#include "config.h"

#include "os/file.h"
#include "tree.h"

#include <criterion/criterion.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;
static const char *scratch;

static void setup(void)
{
	scratch = tree_make(&arena);
}

static void teardown(void)
{
	tree_remove(scratch);
	arena_free(&arena);
}

static const char *in_scratch(const char *name)
{
	return arena_printf(&arena, "%s/%s", scratch, name);
}

static void put(const char *name, const char *text)
{
	cr_assert_eq(file_replace(in_scratch(name), text, strlen(text), 0644), 0);
}

TestSuite(file, .init = setup, .fini = teardown);

Test(file, read_appends)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	put("a", "one\n");
	put("empty", "");
	strbuf_add(&text, "zero ");
	cr_assert_eq(file_read(in_scratch("a"), 4, &text), 0);
	cr_assert_eq(file_read(in_scratch("empty"), 0, &text), 0);
	cr_assert_str_eq(text.text, "zero one\n");
}

Test(file, read_failures_leave_the_text)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	put("a", "one\n");
	cr_assert_eq(file_read(in_scratch("a"), 3, &text), -EFBIG);
	strbuf_add(&text, "zero");
	cr_assert_eq(file_read(in_scratch("a"), 3, &text), -EFBIG);
	cr_assert_eq(file_read_named("/dev/zero", 100000, &text), -EFBIG);
	cr_assert_eq(file_read(in_scratch("b"), 3, &text), -ENOENT);
	cr_assert_eq(file_read(scratch, 3, &text), -EISDIR);
	cr_assert_str_eq(text.text, "zero");
	cr_assert_eq(text.length, 4);
}

/* Nobody ever writes to that pipe, and that device never ends. */
Test(file, only_regular_files_are_opened, .timeout = 10)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *pipe = in_scratch("pipe");
	const char *value;

	cr_assert_eq(mkfifo(pipe, 0600), 0);
	cr_assert_eq(file_read(pipe, 100000, &text), -EMEDIUMTYPE);
	cr_assert_eq(file_read("/dev/zero", 100000, &text), -EMEDIUMTYPE);
	cr_assert_eq(file_open(pipe, O_RDWR | O_CREAT), -EMEDIUMTYPE);
	cr_assert_eq(file_open(scratch, O_RDONLY), -EISDIR);
	attr_read(AT_FDCWD, pipe, &arena, &value);
	cr_assert_str_eq(file_error(-EMEDIUMTYPE), "it is no regular file");
}

Test(file, attribute)
{
	CLEANUP(close_fd) int dir = open(scratch, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	CLEANUP(strbuf_done) struct strbuf page = { 0 };
	const char *text = "untouched";

	cr_assert_eq(attr_read(dir, "state", &arena, &text), -ENOENT);
	cr_assert_eq(attr_read(AT_FDCWD, scratch, &arena, &text), -EISDIR);
	for (int i = 0; i < 4096; i++)
		strbuf_add_char(&page, 'x');
	strbuf_add_char(&page, '\n');
	put("large", page.text);
	cr_assert_eq(attr_read(dir, "large", &arena, &text), -EFBIG);
	cr_assert_str_eq(text, "untouched");
	page.text[4096] = '\0';
	put("large", page.text);
	cr_assert_eq(attr_read(dir, "large", &arena, &text), 0);
	cr_assert_str_eq(text, page.text);
	put("state", "LOGGED_IN\n");
	cr_assert_eq(attr_read(dir, "state", &arena, &text), 0);
	cr_assert_str_eq(text, "LOGGED_IN");
	put("state", " a b\n\n");
	cr_assert_eq(attr_read(dir, "state", &arena, &text), 0);
	cr_assert_str_eq(text, " a b\n");
	put("state", "");
	cr_assert_eq(attr_read(AT_FDCWD, in_scratch("state"), &arena, &text), 0);
	cr_assert_str_eq(text, "");
}

Test(file, directory_in_the_order_of_people)
{
	static const char *const names[] = { "session10", "session2", ".hidden", "host1" };
	struct names list = { 0 };

	for (size_t i = 0; i < 4; i++)
		put(names[i], "");
	cr_assert_eq(dir_list(AT_FDCWD, scratch, &arena, &list), 0);
	cr_assert_eq(list.list.count, 3);
	cr_assert_str_eq(list.list.at[0], "host1");
	cr_assert_str_eq(list.list.at[1], "session2");
	cr_assert_str_eq(list.list.at[2], "session10");
	cr_assert_eq(dir_list(AT_FDCWD, in_scratch("host1"), &arena, &list), -ENOTDIR);
	cr_assert_eq(dir_list(AT_FDCWD, in_scratch("none"), &arena, &list), -ENOENT);
	cr_assert_eq(list.list.count, 3);
	cr_assert_eq(dir_make(in_scratch("empty")), 0);
	cr_assert_eq(dir_list(AT_FDCWD, in_scratch("empty"), &arena, &list), 0);
	cr_assert_eq(list.list.count, 0);
}

/* Takes away what should be there; anything else, hidden or not, is too much. */
static void expect_only(const char *const *names)
{
	for (; *names; names++)
		cr_assert_eq(remove(in_scratch(*names)), 0, "%s", *names);
	cr_assert_eq(chdir("/"), 0);
	cr_assert_eq(rmdir(scratch), 0, "there is more");
}

Test(file, replace)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct stat st;

	umask(077);
	put("a", "old");
	cr_assert_eq(file_replace(in_scratch("a"), "new\0er", 6, 0640), 0);
	cr_assert_eq(file_read(in_scratch("a"), 100, &text), 0);
	cr_assert_eq(text.length, 6);
	cr_assert_eq(memcmp(text.text, "new\0er", 6), 0);
	cr_assert_eq(stat(in_scratch("a"), &st), 0);
	cr_assert_eq(st.st_mode & 07777, 0640);
	/* A name without a directory is here. */
	cr_assert_eq(chdir(scratch), 0);
	cr_assert_eq(file_replace("b", "b", 1, 0600), 0);
	expect_only((const char *const[]){ "a", "b", NULL });
}

Test(file, replace_that_fails_changes_nothing)
{
	cr_assert_eq(dir_make(in_scratch("d/sub")), 0);
	cr_assert_eq(file_replace(in_scratch("d"), "x", 1, 0600), -EISDIR);
	cr_assert_eq(file_replace(in_scratch("none/x"), "x", 1, 0600), -ENOENT);
	expect_only((const char *const[]){ "d/sub", "d", NULL });
}

Test(file, streams_are_written_to_and_stay)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	char got[8] = "";
	struct stat st;
	int fd, out;

	cr_assert_eq(mkfifo(in_scratch("pipe"), 0600), 0);
	cr_assert_eq(file_replace(in_scratch("pipe"), "x", 1, 0600), -ENXIO); /* nobody reads */
	fd = open(in_scratch("pipe"), O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	cr_assert_eq(file_replace(in_scratch("pipe"), "one", 3, 0600), 0);
	cr_assert_eq(read(fd, got, sizeof(got)), 3);
	cr_assert_str_eq(got, "one");
	close(fd);
	cr_assert_eq(stat(in_scratch("pipe"), &st), 0);
	cr_assert(S_ISFIFO(st.st_mode));
	cr_assert(file_may_wait(in_scratch("pipe")));
	cr_assert_not(file_may_wait(in_scratch(".")));
	cr_assert_not(file_may_wait(in_scratch("none")));

	/* As the shell has it: 3>>log, and /dev/stdout is such a link. */
	put("log", "before ");
	cr_assert_not(file_may_wait(in_scratch("log")));
	out = open(in_scratch("log"), O_WRONLY | O_APPEND); // NOLINT: to be inherited
	cr_assert_eq(symlinkat(arena_printf(&arena, "/proc/self/fd/%d", out), AT_FDCWD,
			       in_scratch("out")),
		     0);
	cr_assert_eq(file_replace(in_scratch("out"), "and", 3, 0600), 0);
	cr_assert_eq(file_replace(arena_printf(&arena, "/dev/fd/%d", out), " after", 6, 0600), 0);
	cr_assert_eq(file_read(in_scratch("log"), 100, &text), 0);
	cr_assert_str_eq(text.text, "before and after");
	cr_assert_eq(lstat(in_scratch("out"), &st), 0);
	cr_assert(S_ISLNK(st.st_mode));

	/* What is open of our own accord is nobody's to write into, nor what any other link names.
	 */
	cr_assert_eq(fcntl(out, F_SETFD, FD_CLOEXEC), 0);
	cr_assert_eq(file_replace(in_scratch("out"), "own", 3, 0600), 0);
	cr_assert_eq(symlinkat(in_scratch("log"), AT_FDCWD, in_scratch("link")), 0);
	cr_assert_eq(file_replace(in_scratch("link"), "new", 3, 0600), 0);
	close(out);
	text.length = 0;
	cr_assert_eq(file_read(in_scratch("log"), 100, &text), 0);
	cr_assert_str_eq(text.text, "before and after");
	expect_only((const char *const[]){ "link", "log", "out", "pipe", NULL });
}

Test(file, make_directories)
{
	struct stat st;

	umask(022);
	cr_assert_eq(dir_make(in_scratch("a/b//c/")), 0);
	cr_assert_eq(dir_make(in_scratch("a/b/c")), 0);
	cr_assert_eq(stat(in_scratch("a/b/c"), &st), 0);
	cr_assert_eq(st.st_mode, S_IFDIR | 0755);
	cr_assert_eq(dir_make("/"), 0);
	cr_assert_eq(chdir(scratch), 0);
	cr_assert_eq(dir_make("relative/too"), 0);
	cr_assert_eq(access(in_scratch("relative/too"), F_OK), 0);
	put("f", "");
	cr_assert_eq(dir_make(in_scratch("f")), -ENOTDIR);
	cr_assert_eq(dir_make(in_scratch("f/g")), -ENOTDIR);
}

Test(file, close_keeps_errno)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC), copy = fd, none = -1;

	errno = EPERM;
	close_fd(&fd);
	close_fd(&none);
	cr_assert_eq(errno, EPERM);
	cr_assert_eq(fd, -1);
	cr_assert_eq(fcntl(copy, F_GETFD), -1);
}
