#include "config.h"

#include "tool/autoactivation.h"
#include "tree.h"

#include <sys/time.h>

static struct arena arena;
static struct snapshot snapshot;
static const char *root;
static struct tools tools;

static void begin(void)
{
	snapshot = (struct snapshot){ .arena = &arena };
	root = tree_make(&arena);
	tools.proc = root;
	tools.run = root;
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(autoactivation, .init = begin, .fini = end);

static void expect(const char *vg, int pid)
{
	const struct autoactivation *activation;

	snapshot.autoactivations.count = 0;
	autoactivation_read(&tools, &snapshot);
	activation = snapshot_autoactivation(&snapshot, vg);
	cr_assert_not_null(activation, "%s", vg);
	cr_assert_eq(activation->pid, pid);
}

static void expect_none(void)
{
	snapshot.autoactivations.count = 0;
	autoactivation_read(&tools, &snapshot);
	cr_assert_eq(snapshot.autoactivations.count, 0);
}

/* words: each ends with \0, the last one by the compiler. */
#define PROCESS(pid, words) tree_bytes(&arena, root, pid "/cmdline", words, sizeof(words))

Test(autoactivation, a_process)
{
	PROCESS("812", "/sbin/lvm\0vgchange\0-aay\0--autoactivation\0event\0xenGuests");
	PROCESS("1", "/sbin/init");
	tree_file(&arena, root, "9/cmdline", ""); /* a kernel thread */
	expect("xenGuests", 812);
	cr_assert_eq(snapshot.autoactivations.count, 1);
}

Test(autoactivation, a_shell_that_will_start_it)
{
	PROCESS("77", "/bin/sh\0/usr/bin/systemd-run\0--unit\0lvm-activate-a\0/sbin/lvm\0"
		      "vgchange\0-aay\0--autoactivation\0event\0a");
	expect("a", 77);
}

Test(autoactivation, other_commands)
{
	PROCESS("12",
		"/sbin/lvm\0pvscan\0--cache\0--autoactivation\0event\0--udevoutput\0/dev/sda");
	PROCESS("13", "/sbin/lvm\0vgchange\0-ay\0xenGuests");
	PROCESS("14", "/sbin/lvm\0vgchange\0-aay\0--autoactivation\0event");
	tree_file(&arena, root, "notes/cmdline", "--autoactivation\nevent\nxenGuests");
	expect_none();
	tools.proc = "/nonexistent";
	expect_none();
}

Test(autoactivation, a_unit_that_systemd_starts)
{
	const struct timeval long_ago[2] = { { 1000, 0 }, { 1000, 0 } };
	const char *unit =
		tree_path(&arena, root, "systemd/transient/lvm-activate-a\\x2bb.service");

	tree_file(&arena, root, "systemd/transient/lvm-activate-.service", "");
	tree_file(&arena, root, "systemd/transient/session-1.scope", "");
	expect_none();
	tree_file(&arena, root, "systemd/transient/lvm-activate-a\\x2bb.service", "");
	expect("a+b", 0);
	/* One that has failed leaves its file behind. */
	cr_assert_eq(utimes(unit, long_ago), 0);
	expect_none();
}
