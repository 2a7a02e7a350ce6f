#include "config.h"

#include "os/attrs.h"

#include "base/str.h"
#include "standin/reads/reads.h"
#include "tree.h"

#include <errno.h>
#include <fcntl.h>

/* The call that fails, below the scratch directory, and its error; each call that reads asks. */
static struct {
	const char *call;
	int error;
} fault;

int read_meets(const char *call, int fd, const char *path)
{
	(void)fd;
	(void)path;
	return fault.call && str_equal(fault.call, call) ? fault.error : 0;
}

static struct arena arena;
static const char *root, *unknown;
static struct attrs attrs;

static void begin(void)
{
	root = tree_make(&arena);
	tree_file(&arena, root, "state", "running\n");
	tree_file(&arena, root, "empty", "\n");
	tree_link(&arena, root, "device", "../../sda");
	tree_file(&arena, root, "holders/dm-1", "");
	attrs = (struct attrs){ &arena, root, AT_FDCWD, &unknown };
}

static void end(void)
{
	fault.call = NULL;
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(attrs, .init = begin, .fini = end);

/* Whether each reader has got what is there. */
static bool has_text(void)
{
	const char *text = attrs_text(&attrs, "state");

	return text && str_equal(text, "running");
}

static bool has_link(void)
{
	const char *link = attrs_link(&attrs, "device");

	return link && str_equal(link, "../../sda");
}

static bool has_names(void)
{
	return attrs_list(&attrs, "holders").list.count == 1;
}

static bool has_it(void)
{
	return attrs_has(&attrs, "state");
}

static bool has_opened(void)
{
	CLEANUP(close_fd) int fd = attrs_open(&attrs, "holders");

	return fd >= 0;
}

static const struct reader {
	const char *call, *name;
	bool (*has)(void);
} readers[] = {
	{ "openat", "state", has_text },      { "read", "state", has_text },
	{ "readlinkat", "device", has_link }, { "openat", "holders", has_names },
	{ "readdir", "holders", has_names },  { "faccessat", "state", has_it },
	{ "openat", "holders", has_opened },
};

static const struct {
	int error;
	bool absent;
} errors[] = {
	{ ENOENT, true }, { ENODEV, true },  { ENXIO, true },	{ ENOMEM, false },
	{ EIO, false },	  { EMFILE, false }, { ENFILE, false }, { EACCES, false },
	{ EPERM, false }, { ELOOP, false },
};

static void try_reader(const struct reader *reader)
{
	unknown = NULL;
	fault.call = NULL;
	cr_assert(reader->has(), "%s of %s", reader->call, reader->name);
	cr_assert_null(unknown);
	fault.call = reader->call;
	for (size_t i = 0; i < sizeof(errors) / sizeof(*errors); i++) {
		const char *want = arena_printf(&arena, "cannot read %s/%s: %s", root, reader->name,
						strerror(errors[i].error));

		unknown = NULL;
		fault.error = errors[i].error;
		cr_expect_not(reader->has(), "%s: %s", reader->call, strerror(fault.error));
		if (errors[i].absent)
			cr_expect_null(unknown, "%s: %s", reader->call, unknown);
		else
			cr_expect(unknown && str_equal(unknown, want), "%s: %s, not %s",
				  reader->call, unknown ? unknown : "nothing", want);
	}
}

/* Only what is gone is absent; everything else that a read can end with is said (law 3). */
Test(attrs, unreadable_is_not_absent)
{
	for (size_t i = 0; i < sizeof(readers) / sizeof(*readers); i++)
		try_reader(&readers[i]);
}

Test(attrs, what_is_absent)
{
	cr_expect_null(attrs_text(&attrs, "none"));
	cr_expect_null(attrs_value(&attrs, "empty"));
	cr_expect_str_eq(attrs_text(&attrs, "empty"), "");
	cr_expect_null(attrs_link(&attrs, "none"));
	cr_expect_null(attrs_link(&attrs, "state"), "a file is no link");
	cr_expect_eq(attrs_list(&attrs, "none").list.count, 0);
	cr_expect_not(attrs_has(&attrs, "none"));
	cr_expect_eq(attrs_open(&attrs, "none"), -1);
	cr_expect_null(unknown, "%s", unknown);
}

Test(attrs, the_first_reason_is_kept)
{
	fault.call = "faccessat";
	fault.error = EIO;
	attrs_has(&attrs, "state");
	fault.error = EACCES;
	attrs_has(&attrs, "device");
	cr_expect(str_ends(unknown, "/state: Input/output error"), "%s", unknown);
	unknown = NULL;
	attrs_doubt(&attrs, ".", -EIO);
	cr_expect_str_eq(unknown, arena_printf(&arena, "cannot read %s: Input/output error", root));
}
