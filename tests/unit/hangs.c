#include "config.h"

#include "tool/hangs.h"
#include "tool/sysfs.h"
#include "tree.h"

/* An lvm that was left behind tells which disk does not answer. */

static struct arena arena;
static struct snapshot snapshot;
static const char *root;
static struct tools tools;

static void put(const char *name, const char *text)
{
	tree_file(&arena, root, name, text);
}

/* Disk sdX with so many completed reads, and I/O under way or not. */
static void put_disk(const char *name, unsigned int minor, unsigned int done, bool flight)
{
	const char *directory = arena_printf(&arena, "sys/class/block/%s", name);

	put(arena_printf(&arena, "%s/dev", directory), arena_printf(&arena, "8:%u\n", minor));
	put(arena_printf(&arena, "%s/stat", directory),
	    arena_printf(&arena, " %u 0 8 4 0 0 0 0 %d 44 44\n", done, flight));
}

/* A process with both disks open. */
static void put_process(const char *name, const char *state, unsigned int flags)
{
	put("proc/812/stat",
	    arena_printf(&arena, "812 (%s) %s 1 812 812 0 -1 %u 100 0\n", name, state, flags));
	put("proc/812/status", "Name:\tlvm\nSigPnd:\t0000000000000000\n"
			       "ShdPnd:\t0000000000000000\n");
}

static void begin(void)
{
	root = tree_make(&arena);
	tools = (struct tools){
		.sysfs = arena_printf(&arena, "%s/sys", root),
		.proc = arena_printf(&arena, "%s/proc", root),
		.dev = arena_printf(&arena, "%s/dev", root),
	};
	put_disk("sda", 0, 5, false);
	put_disk("sdb", 16, 7, true);
	tree_link(&arena, root, "proc/812/fd/3", "/dev/sda");
	tree_link(&arena, root, "proc/812/fd/4", "/dev/sdb");
	put_process("lvm", "D", 0x404004);
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(hangs, .init = begin, .fini = end);

/* The names of what hangs. */
static const char *look(void)
{
	const char *reason, *text = "";
	const struct hang *hang;

	snapshot = (struct snapshot){ .arena = &arena };
	cr_assert_eq(sysfs_read_blocks(&tools, &snapshot, &reason), 0);
	snapshot_index(&snapshot);
	hangs_read(&tools, &snapshot);
	vec_each (hang, &snapshot.hangs)
		text = arena_printf(&arena, "%s%s%s", text, *text ? " " : "", hang->device);
	return text;
}

Test(hangs, disk_of_a_killed_lvm)
{
	cr_assert(hangs_suspected(&tools, &snapshot));
	cr_assert_str_eq(look(), "sdb", "the one whose I/O does not come back");
	cr_assert_str_eq(
		hangs_text(&snapshot),
		"sdb does not answer: lvm (pid 812), which cannot be killed, waits for it");
}

Test(hangs, no_disk_can_be_told)
{
	put_disk("sdb", 16, 7, false);
	cr_assert_str_eq(look(), "sda sdb", "all that it has open");
}

Test(hangs, killed_before_it_exits)
{
	put_process("lvm", "D", 0x400000);
	cr_assert_not(hangs_suspected(&tools, &snapshot), "it works");
	put("proc/812/status", "Name:\tlvm\nSigPnd:\t0000000000000000\n"
			       "ShdPnd:\t0000000000000100\n");
	cr_assert_str_eq(look(), "sdb");
}

Test(hangs, others)
{
	put_process("lvm", "S", 0x404004);
	cr_assert_not(hangs_suspected(&tools, &snapshot), "not in state D");
	put_process("qemu (lvm)", "D", 0x404004);
	cr_assert_not(hangs_suspected(&tools, &snapshot), "not an lvm");
	cr_assert_str_eq(look(), "");
	cr_assert_null(hangs_text(&snapshot));
}
