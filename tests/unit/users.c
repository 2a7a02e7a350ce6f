#include "config.h"

#include "tool/users.h"

#include "tool/sysfs.h"
#include "tree.h"

/* A host of stand-in trees. Its devices do not exist on the machine the test runs on, so that their
 * names are what counts. */

static struct arena arena;
static struct snapshot snapshot;
static const char *root;
static struct tools tools;

static void put(const char *name, const char *text)
{
	tree_file(&arena, root, name, text);
}

static void put_link(const char *name, const char *target)
{
	tree_link(&arena, root, name, target);
}

static void begin(void)
{
	root = tree_make(&arena);
	tools = (struct tools){
		.sysfs = arena_printf(&arena, "%s/sys", root),
		.proc = arena_printf(&arena, "%s/proc", root),
		.run = arena_printf(&arena, "%s/run", root),
		.dev = arena_printf(&arena, "%s/dev", root),
	};
	tree_directory(&arena, root, "proc/");
	put("sys/class/block/dm-907/dev", "253:907\n");
	put("sys/class/block/dm-907/dm/name", "xen--a-noc1\n");
	put("sys/class/block/dm-907/dm/uuid", "LVM-0123456789\n");
	put("sys/class/block/sdzz/dev", "65:900\n");
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(users, .init = begin, .fini = end);

static void look(void)
{
	const char *reason = NULL;

	snapshot = (struct snapshot){ .arena = &arena };
	cr_assert_eq(sysfs_read(&tools, &snapshot, &reason), 0, "%s", reason);
	users_read(&tools, &snapshot);
}

/* A process with its name and parent, and descriptor 0 on no device. */
static void put_process(unsigned int pid, const char *command, unsigned int parent)
{
	put(arena_printf(&arena, "proc/%u/comm", pid), arena_printf(&arena, "%s\n", command));
	put(arena_printf(&arena, "proc/%u/stat", pid),
	    arena_printf(&arena, "%u (%s) S %u 1 1 0\n", pid, command, parent));
	put_link(arena_printf(&arena, "proc/%u/fd/0", pid), "/dev/null");
}

static void put_descriptor(unsigned int pid, unsigned int fd, const char *target)
{
	put_link(arena_printf(&arena, "proc/%u/fd/%u", pid, fd), target);
}

Test(users, nobody)
{
	put_process(1, "systemd", 0);
	look();
	cr_expect(snapshot.processes_read);
	cr_expect_eq(snapshot.openers.count, 0);
	cr_expect_eq(snapshot.backstores.count, 0);
	cr_expect_eq(snapshot.open_counts.count, 0, "there is no control node to ask");
	cr_expect_null(snapshot.openers_unknown, "%s", snapshot.openers_unknown);
	cr_expect(!snapshot.udev_busy);
}

Test(users, processes)
{
	const struct opener *opener;

	put_process(700, "qemu (noc1) x", 1);
	put_link("proc/700/exe", "/usr/bin/qemu-system-x86_64");
	put_descriptor(700, 3, "/dev/dm-907");
	put_descriptor(700, 4, "/dev/dm-907");
	put_descriptor(700, 5, "/dev/sdzz");
	put_descriptor(700, 6, "/srv/dev/sdzz");
	put_descriptor(700, 7, "socket:[1234]");
	put_process(701, "bad\033[2Jname", 1);
	put_descriptor(701, 9, "/dev/sdzz");
	look();
	cr_assert_eq(snapshot.openers.count, 3);
	opener = &snapshot.openers.at[0];
	cr_expect_eq(opener->major, 253);
	cr_expect_eq(opener->minor, 907);
	cr_expect_eq(opener->pid, 700);
	cr_expect_eq(opener->descriptors, 2);
	cr_expect_str_eq(opener->command, "qemu (noc1) x");
	cr_expect_str_eq(opener->program, "/usr/bin/qemu-system-x86_64");
	cr_expect(!opener->udev);
	cr_expect_eq(opener[1].descriptors, 1);
	cr_expect_eq(opener[1].minor, 900);
	cr_expect_str_eq(opener[2].command, "bad?[2Jname");
	cr_expect_null(opener[2].program);
}

Test(users, scsi_generic)
{
	tree_directory(&arena, root, "sys/class/scsi_generic/sg903/device/block/sdzz/");
	tree_directory(&arena, root, "sys/class/scsi_generic/sg904/device/");
	put_process(700, "qemu", 1);
	put_descriptor(700, 3, "/dev/sg903");
	put_descriptor(700, 4, "/dev/sg904");
	look();
	cr_assert_eq(snapshot.openers.count, 1);
	cr_expect_eq(snapshot.openers.at[0].minor, 900);
}

/* Its worker, of old and of new, and what its rules run. */
Test(users, udev)
{
	put_process(300, "systemd-udevd", 1);
	put_process(301, "(udev-worker)", 300);
	put_process(302, "sh", 301);
	put_process(303, "lvm", 302);
	put_process(304, "lvm", 1);
	for (unsigned int pid = 300; pid <= 304; pid++)
		put_descriptor(pid, 3, "/dev/sdzz");
	put("run/udev/queue", "");
	look();
	cr_assert_eq(snapshot.openers.count, 5);
	for (unsigned int i = 0; i < 5; i++)
		cr_expect_eq(snapshot.openers.at[i].udev, i < 4, "pid %u",
			     snapshot.openers.at[i].pid);
	cr_expect(snapshot.udev_busy);
}

/* What cannot be seen is no "nobody". */
Test(users, unreadable)
{
	put("proc/1/fd", "no directory\n");
	look();
	cr_expect_str_eq(snapshot.openers_unknown,
			 arena_printf(&arena, "cannot read %s/1/fd: Not a directory", tools.proc));
	tools.proc = "/nonexistent";
	look();
	cr_expect_str_eq(snapshot.openers_unknown,
			 "cannot read /nonexistent: No such file or directory");
}

/* A process that ends while it is looked at has nothing open. */
Test(users, gone)
{
	tree_directory(&arena, root, "proc/800/");
	look();
	cr_expect_null(snapshot.openers_unknown, "%s", snapshot.openers_unknown);
}

static void put_backstore(const char *name, const char *enable, const char *info,
			  const char *udev_path)
{
	const char *place = arena_printf(&arena, "sys/kernel/config/target/core/%s", name);

	put(arena_printf(&arena, "%s/enable", place), enable);
	put(arena_printf(&arena, "%s/info", place), info);
	put(arena_printf(&arena, "%s/udev_path", place), udev_path);
}

static void expect_backstore(size_t index, unsigned int minor, const char *type, const char *name)
{
	const struct backstore *store = &snapshot.backstores.at[index];

	cr_expect_eq(store->minor, minor);
	cr_expect_str_eq(store->type, type);
	cr_expect_str_eq(store->name, name);
}

Test(users, backstores)
{
	put_backstore("fileio_1/bare", "1\n",
		      "Status: ACTIVATED  Max Queue Depth: 128\n        TCM FILEIO ID: 0        "
		      "File: /dev/sdzz  Size: 67108864  Mode: Buffered-WCE Async: 0\n",
		      "\n");
	put_backstore("fileio_1/image", "1\n", "TCM FILEIO ID: 0        File: /srv/a  Size: 6\n",
		      "\n");
	put_backstore("iblock_0/idle", "0\n", "", "/dev/xen-a/noc1\n");
	put_backstore("iblock_0/noc1", "1\n",
		      "Status: ACTIVATED\n        iBlock device: dm-907  UDEV PATH: /dev/x/y "
		      "readonly: 0\n        Major: 253 Minor: 907  CLAIMED: IBLOCK\n",
		      "/dev/x/y\n");
	put_backstore("pscsi_2/mapped", "1\n", "SCSI Device Bus Location\n",
		      "/dev/mapper/xen--a-noc1\n");
	put_backstore("pscsi_2/volume", "1\n", "", "/dev/xen-a/noc1\n");
	tree_directory(&arena, root, "sys/kernel/config/target/core/alua/lu_gps/");
	look();
	cr_assert_eq(snapshot.backstores.count, 4);
	expect_backstore(0, 900, "fileio", "bare");
	expect_backstore(1, 907, "block", "noc1");
	expect_backstore(2, 907, "pscsi", "mapped");
	expect_backstore(3, 907, "pscsi", "volume");
}

static const struct block *loop(unsigned int number)
{
	return snapshot_block(&snapshot, arena_printf(&arena, "loop%u", number));
}

static void put_loop(unsigned int number, const char *backing)
{
	put(arena_printf(&arena, "sys/class/block/loop%u/dev", number),
	    arena_printf(&arena, "7:%u\n", number));
	if (backing)
		put(arena_printf(&arena, "sys/class/block/loop%u/loop/backing_file", number),
		    backing);
}

Test(users, loops)
{
	put_loop(0, NULL);
	put_loop(1, "/srv/image\n");
	put_loop(2, "/dev/dm-907\n");
	put_loop(3, "/dev/xen-a/noc1\n");
	put_loop(4, "/dev/mapper/xen--a-noc1 (deleted)\n");
	put_loop(5, "/dev/dm-906\n");
	look();
	for (unsigned int i = 0; i <= 5; i++)
		cr_expect_eq(loop(i)->slaves.count, i >= 2 && i <= 4, "loop%u", i);
	for (unsigned int i = 2; i <= 4; i++)
		cr_expect_str_eq(loop(i)->slaves.at[0], "dm-907");
}
