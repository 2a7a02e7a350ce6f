#include "config.h"

#include "tool/proc.h"
#include "tree.h"

static struct arena arena;
static struct snapshot snapshot;
static const char *root;
static struct tools tools;

static void begin(void)
{
	snapshot = (struct snapshot){ .arena = &arena };
	root = tree_make(&arena);
	tools.proc = root;
	tree_file(&arena, root, "self/mountinfo", "");
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(proc, .init = begin, .fini = end);

static void read_all(void)
{
	const char *reason = NULL;

	cr_assert_eq(proc_read(&tools, &snapshot, &reason), 0, "%s", reason);
}

Test(proc, mounts)
{
	tree_file(
		&arena, root, "self/mountinfo",
		"22 27 0:21 / /proc rw,relatime - proc proc rw\n"
		"27 1 253:0 / / rw,relatime shared:1 - ext4 /dev/mapper/vg-root rw\n"
		"98 27 253:4 /sub /mnt/a\\040b\\134c\\0 rw shared:2 master:1 - xfs /dev/dm-4 rw\n");
	read_all();
	cr_assert_eq(snapshot.mounts.count, 3);
	cr_assert_eq(snapshot.mounts.at[0].major, 0);
	cr_assert_eq(snapshot.mounts.at[0].minor, 21);
	cr_assert_str_eq(snapshot.mounts.at[1].path, "/");
	cr_assert_eq(snapshot.mounts.at[1].major, 253);
	cr_assert_str_eq(snapshot.mounts.at[2].path, "/mnt/a b\\c\\0");
	cr_assert(!snapshot.multipathd);
	cr_assert_eq(snapshot.swaps.count, 0);
}

static void put_process(const char *pid, const char *space, const char *sees, const char *mounts)
{
	tree_link(&arena, root, arena_printf(&arena, "%s/ns/mnt", pid), space);
	tree_link(&arena, root, arena_printf(&arena, "%s/root", pid), sees);
	tree_file(&arena, root, arena_printf(&arena, "%s/mountinfo", pid), mounts);
}

/* A process below a root of its own does not see all mounts of its namespace. */
Test(proc, roots_of_their_own)
{
	put_process("self", "mnt:[1]", "/", "");
	put_process("7", "mnt:[2]", "/run/jail", "");
	put_process("9", "mnt:[2]", "/", "98 27 8:0 / /srv rw - ext4 /dev/sda rw\n");
	put_process("11", "mnt:[3]", "/run/jail", "99 27 8:16 / /x rw - ext4 /dev/sdb rw\n");
	put_process("12", "mnt:[3]", "/run/jail", "99 27 8:16 / /x rw - ext4 /dev/sdb rw\n");
	read_all();
	cr_assert_eq(snapshot.mounts.count, 2);
	cr_assert_str_eq(snapshot.mounts.at[0].path, "/srv");
	cr_assert_eq(snapshot.mounts.at[0].pid, 9);
	cr_assert_str_eq(snapshot.mounts.at[1].path, "/run/jail/x");
	cr_assert_eq(snapshot.mounts.at[1].pid, 11);
}

static void expect_refused(const char *mountinfo)
{
	const char *reason = NULL;

	tree_file(&arena, root, "self/mountinfo", mountinfo);
	cr_assert_eq(proc_read(&tools, &snapshot, &reason), -1, "%s", mountinfo);
	cr_assert_not_null(reason);
	cr_assert_eq(snapshot.mounts.count, 0);
}

Test(proc, not_mountinfo)
{
	const char *reason = NULL;

	expect_refused("hello\n");
	expect_refused("22 27 0:21 / /proc rw,relatime\n");
	expect_refused("22 27 0 / /proc rw,relatime - proc proc rw\n");
	expect_refused("22 27 0:x / /proc rw,relatime - proc proc rw\n");
	expect_refused("22 27 0:21 / /proc rw - proc proc rw\n 1 - 2\n");
	tools.proc = "/nonexistent";
	cr_assert_eq(proc_read(&tools, &snapshot, &reason), -1);
	cr_assert_str_eq(reason,
			 "cannot read /nonexistent/self/mountinfo: No such file or directory");
}

Test(proc, swaps)
{
	tree_file(&arena, root, "swaps",
		  "Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n"
		  "/dev/dm-1                               partition\t974844\t\t0\t\t-2\n"
		  "/var/swap\\040file\\040(x)               file\t\t1024\t\t0\t\t-3\n");
	read_all();
	cr_assert_eq(snapshot.swaps.count, 2);
	cr_assert_str_eq(snapshot.swaps.at[0].device, "/dev/dm-1");
	cr_assert_str_eq(snapshot.swaps.at[1].device, "/var/swap file (x)");
}

Test(proc, multipathd)
{
	tree_file(
		&arena, root, "net/unix",
		"Num       RefCount Protocol Flags    Type St Inode Path\n"
		"0: 00000002 00000000 00010000 0001 01 11842 @/org/kernel/linux/storage/multipath\n"
		"0: 00000002 00000000 00010000 0001 01 11842 /run/udev/control\n");
	read_all();
	cr_assert(!snapshot.multipathd);
	tree_file(
		&arena, root, "net/unix",
		"Num       RefCount Protocol Flags    Type St Inode Path\n"
		"0: 00000002 00000000 00010000 0001 01 118 @/org/kernel/linux/storage/multipathd\n");
	tree_file(&arena, root, "1/comm", "systemd\n");
	read_all();
	cr_assert(!snapshot.multipathd, "systemd holds the socket while nobody runs");
	tree_file(&arena, root, "4711/comm", "multipathd\n");
	read_all();
	cr_assert(snapshot.multipathd);
}

/* The host's own: whatever it is, it is understood. */
Test(proc, this_host)
{
	tools.proc = "/proc";
	read_all();
	cr_assert_gt(snapshot.mounts.count, 0);
}
