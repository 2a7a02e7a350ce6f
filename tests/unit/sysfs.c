#include "config.h"

#include "tool/session_ready.h"
#include "tool/sysfs.h"
#include "tree.h"

#include <fcntl.h>
#include <sys/sysmacros.h>

#define TARGET "iqn.2003-01.org.example:t1"
#define HOST "devices/platform/host2"
#define SESSION HOST "/session1"
#define LUN SESSION "/target2:0:0/2:0:0:1"

static struct arena arena;
static struct snapshot snapshot;
static const char *root;
static struct tools tools;
static const struct portal portal = { "192.0.2.10", 3260, TPGT_NONE };

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
	snapshot = (struct snapshot){ .arena = &arena };
	root = tree_make(&arena);
	tools = (struct tools){
		.sysfs = arena_printf(&arena, "%s/sys", root),
		.run = arena_printf(&arena, "%s/run", root),
		.proc = arena_printf(&arena, "%s/proc", root),
		.dev = arena_printf(&arena, "%s/dev", root),
	};
	tree_directory(&arena, root, "sys/class/block/");
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(sysfs, .init = begin, .fini = end);

/* Session 1 with its connection, as the kernel shows it. */
static void make_session(void)
{
	put("sys/" SESSION "/iscsi_session/session1/targetname", TARGET "\n");
	put("sys/" SESSION "/iscsi_session/session1/tpgt", "1\n");
	put("sys/" SESSION "/iscsi_session/session1/state", "LOGGED_IN\n");
	put("sys/" SESSION "/iscsi_session/session1/target_state", "SCANNED\n");
	put("sys/" SESSION "/iscsi_session/session1/ifacename", "default\n");
	put("sys/" SESSION "/iscsi_session/session1/password", "s3cret\n");
	put_link("sys/" SESSION "/iscsi_session/session1/device", "../../../session1");
	put_link("sys/class/iscsi_session/session1", "../../" SESSION "/iscsi_session/session1");
	put("sys/" SESSION "/connection1:0/iscsi_connection/connection1:0/address",
	    "2001:0db8:0000:0000:0000:0000:0000:0010\n");
	put("sys/" SESSION "/connection1:0/iscsi_connection/connection1:0/port", "3261\n");
	put("sys/" SESSION "/connection1:0/iscsi_connection/connection1:0/persistent_address",
	    "192.0.2.10\n");
	put("sys/" SESSION "/connection1:0/iscsi_connection/connection1:0/persistent_port",
	    "3260\n");
	put_link("sys/class/iscsi_connection/connection1:0",
		 "../../" SESSION "/connection1:0/iscsi_connection/connection1:0");
	/* tgtd's LUN 0 is a controller. */
	put("sys/" SESSION "/target2:0:0/2:0:0:0/type", "12\n");
}

static void make_lun(void)
{
	put("sys/" LUN "/type", "0\n");
	put("sys/" LUN "/state", "running\n");
	put("sys/" LUN "/wwid", "naa.60000000000000000e00000000010001\n");
}

static void make_disk(void)
{
	put("sys/" LUN "/block/sda/dev", "8:0\n");
	put("sys/" LUN "/block/sda/size", "262144\n");
	put("sys/" LUN "/block/sda/ro", "0\n");
	tree_directory(&arena, root, "sys/" LUN "/block/sda/slaves/");
	put_link("sys/" LUN "/block/sda/device", "../../../2:0:0:1");
	put_link("sys/class/block/sda", "../../" LUN "/block/sda");
}

static void make_partition(void)
{
	put("sys/" LUN "/block/sda/sda1/dev", "8:1\n");
	put("sys/" LUN "/block/sda/sda1/size", "2048\n");
	put("sys/" LUN "/block/sda/sda1/ro", "1\n");
	put("sys/" LUN "/block/sda/sda1/partition", "1\n");
	put_link("sys/class/block/sda1", "../../" LUN "/block/sda/sda1");
}

static void make_map(void)
{
	put("sys/devices/virtual/block/dm-10/dev", "253:10\n");
	put("sys/devices/virtual/block/dm-10/size", "4096\n");
	put("sys/devices/virtual/block/dm-10/ro", "0\n");
	put("sys/devices/virtual/block/dm-10/dm/name", "vg_a-data\n");
	put("sys/devices/virtual/block/dm-10/dm/uuid", "LVM-abc\n");
	put("sys/devices/virtual/block/dm-10/dm/suspended", "1\n");
	put_link("sys/devices/virtual/block/dm-10/slaves/sda", "../../../../../" LUN "/block/sda");
	put_link("sys/devices/virtual/block/dm-10/slaves/sdx",
		 "../../../../platform/host9/session9/target9:0:0/9:0:0:1/block/sdx");
	put_link("sys/class/block/dm-10", "../../devices/virtual/block/dm-10");
}

static void make_others(void)
{
	put("sys/devices/virtual/block/dm-9/dev", "253:9\n");
	put("sys/devices/virtual/block/dm-9/dm/name", "plain\n");
	put("sys/devices/virtual/block/dm-9/dm/uuid", "\n");
	put_link("sys/class/block/dm-9", "../../devices/virtual/block/dm-9");
	put("sys/devices/pci0/nvme/nvme0/nvme0n1/dev", "259:0\n");
	put("sys/devices/pci0/nvme/nvme0/nvme0n1/wwid", "eui.1\n");
	put("sys/devices/pci0/nvme/nvme0/nvme0n1/nvme0n1p1/dev", "259:1\n");
	put("sys/devices/pci0/nvme/nvme0/nvme0n1/nvme0n1p1/partition", "1\n");
	put_link("sys/class/block/nvme0n1", "../../devices/pci0/nvme/nvme0/nvme0n1");
	put_link("sys/class/block/nvme0n1p1", "../../devices/pci0/nvme/nvme0/nvme0n1/nvme0n1p1");
	put_link("sys/class/block/gone", "../../devices/virtual/block/gone");
	/* A path of NVMe multipath has no device number. */
	put("sys/devices/pci0/nvme/nvme0/nvme0c0n1/hidden", "1\n");
	put_link("sys/class/block/nvme0c0n1", "../../devices/pci0/nvme/nvme0/nvme0c0n1");
}

static void read_all(void)
{
	const char *reason = NULL;

	cr_assert_eq(sysfs_read(&tools, &snapshot, &reason), 0, "%s", reason);
}

Test(sysfs, no_sessions)
{
	read_all();
	cr_assert_eq(snapshot.sessions.count, 0);
	cr_assert_eq(snapshot.blocks.count, 0);
}

Test(sysfs, unreadable)
{
	const char *reason = NULL;

	tools.sysfs = "/nonexistent";
	cr_assert_eq(sysfs_read(&tools, &snapshot, &reason), -1);
	cr_assert_str_eq(reason, "cannot read /nonexistent/class/block: No such file or directory");
}

Test(sysfs, session)
{
	const struct session *session;

	make_session();
	read_all();
	cr_assert_eq(snapshot.sessions.count, 1);
	session = snapshot.sessions.at;
	cr_assert_eq(session->sid, 1);
	cr_assert_str_eq(session->target, TARGET);
	cr_assert(portal_equal(&session->portal, &portal));
	cr_assert_eq(session->portal.tpgt, 1);
	cr_assert_str_eq(session->address, "2001:db8::10");
	cr_assert_str_eq(session->iface, "default");
	cr_assert_str_eq(session->state, "LOGGED_IN");
	cr_assert_str_eq(session->target_state, "SCANNED");
}

Test(sysfs, what_a_session_goes_out_by)
{
	const struct session *session;

	make_session();
	put("sys/" SESSION "/iscsi_session/session1/ifacename", "storage-a\n");
	put("sys/" SESSION "/iscsi_session/session1/initiatorname",
	    "iqn.1993-08.org.debian:01:a\n");
	read_all();
	session = snapshot.sessions.at;
	cr_assert_str_eq(session->initiator, "iqn.1993-08.org.debian:01:a");
	cr_assert_null(session->net);
	cr_assert_null(session->hwaddress);
	put("sys/" SESSION "/../iscsi_host/host2/netdev", "eth1\n");
	put("sys/" SESSION "/../iscsi_host/host2/hwaddress", "(null)\n");
	read_all();
	session = &snapshot.sessions.at[1];
	cr_assert_str_eq(session->net, "eth1");
	cr_assert_str_eq(session->hwaddress, "");
}

Test(sysfs, odd_sessions)
{
	make_session();
	/* In the order of their numbers. */
	put("sys/class/iscsi_session/session10/targetname", TARGET "\n");
	put("sys/class/iscsi_session/session10/state", "FREE\n");
	put("sys/class/iscsi_session/session10/ifacename", "(null)\n");
	put("sys/class/iscsi_connection/connection10:0/persistent_address", "SAN1.example.net\n");
	put("sys/class/iscsi_connection/connection10:0/persistent_port", "3260\n");
	put("sys/class/iscsi_connection/connection10:0/address", "(null)\n");
	/* Being set up, or torn down. */
	put("sys/class/iscsi_session/session2/targetname", "(null)\n");
	put("sys/class/iscsi_session/session3/targetname", TARGET "\n");
	put("sys/class/iscsi_session/session4/state", "FREE\n");
	put_link("sys/class/iscsi_session/session5", "../../devices/gone");
	put("sys/class/iscsi_session/notes/targetname", TARGET "\n");
	read_all();
	cr_assert_eq(snapshot.sessions.count, 2);
	cr_assert_eq(snapshot.sessions.at[0].sid, 1);
	cr_assert_eq(snapshot.sessions.at[1].sid, 10);
	cr_assert_str_eq(snapshot.sessions.at[1].portal.host, "san1.example.net");
	cr_assert_eq(snapshot.sessions.at[1].portal.tpgt, TPGT_NONE);
	cr_assert_null(snapshot.sessions.at[1].address);
	cr_assert_str_eq(snapshot.sessions.at[1].iface, "default");
	cr_assert_str_eq(snapshot.sessions.at[1].target_state, "");
}

Test(sysfs, scsi_disk)
{
	const struct block *block;

	make_session();
	make_lun();
	make_disk();
	make_partition();
	read_all();
	cr_assert_eq(snapshot.blocks.count, 2);
	block = snapshot_block(&snapshot, "sda");
	cr_assert(block->major == 8 && block->minor == 0 && block->sid == 1);
	cr_assert_eq(block->size, 262144);
	cr_assert_str_eq(block->lun, "2:0:0:1");
	cr_assert_str_eq(block->state, "running");
	cr_assert_str_eq(block->wwid, "naa.60000000000000000e00000000010001");
	cr_assert_null(block->disk);
	cr_assert_null(block->dm_name);
	block = snapshot_block(&snapshot, "sda1");
	cr_assert_str_eq(block->disk, "sda");
	cr_assert(block->sid == 1 && block->read_only && !block->lun && !block->wwid);
	cr_assert_eq(snapshot_devno(&snapshot, 8, 1), block);
}

Test(sysfs, other_blocks)
{
	const struct block *block;

	make_lun();
	make_disk();
	make_map();
	make_others();
	read_all();
	cr_assert_eq(snapshot.blocks.count, 5);
	cr_assert_str_eq(snapshot.blocks.at[0].name, "dm-9");
	cr_assert_str_eq(snapshot.blocks.at[0].dm_uuid, "");
	cr_assert_str_eq(snapshot.blocks.at[1].name, "dm-10");
	block = &snapshot.blocks.at[1];
	cr_assert_str_eq(block->dm_name, "vg_a-data");
	cr_assert_str_eq(block->dm_uuid, "LVM-abc");
	cr_assert(block->suspended && block->dangling && block->sid == 0);
	cr_assert_eq(block->slaves.count, 1);
	cr_assert_str_eq(block->slaves.at[0], "sda");
	cr_assert_str_eq(snapshot_block(&snapshot, "nvme0n1")->wwid, "eui.1");
	cr_assert_str_eq(snapshot_block(&snapshot, "nvme0n1p1")->disk, "nvme0n1");
	cr_assert_null(snapshot_block(&snapshot, "gone"));
}

static const char *awaited(void)
{
	const char *text = "nothing";

	session_ready(&tools, TARGET, &portal, "default", &(struct luns){ 0 }, &arena, &text);
	return text;
}

Test(sysfs, ready_step_by_step)
{
	cr_assert_str_eq(awaited(), "a session with 192.0.2.10:3260");
	make_session();
	put("sys/" SESSION "/iscsi_session/session1/state", "FREE\n");
	cr_assert_str_eq(awaited(), "session 1, which is FREE");
	put("sys/" SESSION "/iscsi_session/session1/state", "LOGGED_IN\n");
	put("sys/" SESSION "/iscsi_session/session1/target_state", "ALLOCATED\n");
	cr_assert_str_eq(awaited(), "the scan of session 1");
	put("sys/" SESSION "/iscsi_session/session1/target_state", "SCANNED\n");
	cr_assert_str_eq(awaited(), "nothing");
	make_lun();
	cr_assert_str_eq(awaited(), "the block device of LUN 2:0:0:1");
	make_disk();
	cr_assert_str_eq(awaited(), "nothing");
	put("run/udev/control", "");
	cr_assert_str_eq(awaited(), "udev, which has not finished with sda");
	put("run/udev/data/b8:0", "I:1\n");
	cr_assert_str_eq(awaited(), "nothing");
}

/* Not to be told what is awaited is cheaper, and makes no difference otherwise. */
Test(sysfs, ready_untold)
{
	const struct luns all = { 0 };

	cr_assert(!session_ready(&tools, TARGET, &portal, "default", &all, &arena, NULL));
	make_session();
	make_lun();
	cr_assert(!session_ready(&tools, TARGET, &portal, "default", &all, &arena, NULL));
	make_disk();
	cr_assert(session_ready(&tools, TARGET, &portal, "default", &all, &arena, NULL));
	put("run/udev/control", "");
	put("run/udev/data/b8:0", "I:1\n");
	put("run/udev/queue", "");
	cr_assert(!session_ready(&tools, TARGET, &portal, "default", &all, &arena, NULL));
	cr_assert_str_eq(awaited(), "udev, which still works on events");
}

/* A lock that process 77 has on a file below dev, as /proc/locks shows it. */
static void put_lock(const char *name)
{
	struct stat status;

	cr_assert_eq(stat(arena_printf(&arena, "%s/dev/%s", root, name), &status), 0);
	put("proc/locks", arena_printf(&arena,
				       "1: POSIX  ADVISORY  WRITE 5 00:1b:9 0 EOF\n"
				       "2: FLOCK  ADVISORY  READ 77 %02x:%02x:%llu 0 EOF\n",
				       major(status.st_dev), minor(status.st_dev),
				       (unsigned long long)status.st_ino));
}

/* Another disk, on which it hangs, holds up nobody who waits for this one. */
Test(sysfs, ready_beside_udev_at_work)
{
	tools.dev = arena_printf(&arena, "%s/dev", root);
	tools.proc = arena_printf(&arena, "%s/proc", root);
	make_session();
	make_lun();
	make_disk();
	put("dev/sda", "");
	put("dev/sdb", "");
	put("run/udev/control", "");
	put("run/udev/data/b8:0", "I:1\n");
	put("run/udev/queue", "");
	cr_assert_str_eq(awaited(), "udev, which still works on events");
	put("proc/77/comm", "(udev-worker)\n");
	put_lock("sda");
	cr_assert_str_eq(awaited(), "udev, which is still at work on sda");
	put_lock("sdb");
	cr_assert_str_eq(awaited(), "nothing");
	put("proc/77/comm", "fdisk\n");
	cr_assert_str_eq(awaited(), "udev, which still works on events", "not udev's own lock");
}

Test(sysfs, some_sessions_only)
{
	struct snapshot own = { .arena = &arena }, other = own, sick = own;
	const char *reason;

	make_session();
	cr_assert_eq(sysfs_read_sessions_of(&tools, TARGET, &own, &reason), 0);
	cr_assert_eq(own.sessions.count, 1);
	cr_assert_eq(sysfs_read_sessions_of(&tools, TARGET "x", &other, &reason), 0);
	cr_assert_eq(other.sessions.count, 0);
	cr_assert_eq(sysfs_read_sick_sessions(&tools, &sick, &reason), 0);
	cr_assert_eq(sick.sessions.count, 0);
	put("sys/" SESSION "/iscsi_session/session1/state", "FAILED\n");
	cr_assert_eq(sysfs_read_sick_sessions(&tools, &sick, &reason), 0);
	cr_assert_eq(sick.sessions.count, 1);
}

/* What a look at the whole host says of the only session; NULL: nothing is awaited. */
static const char *seen_awaiting(void)
{
	const char *reason = "";

	snapshot.sessions.count = 0;
	cr_assert_eq(sysfs_read_sessions(&tools, &snapshot, &reason), 0, "%s", reason);
	sessions_note_awaited(&tools, &snapshot);
	return snapshot.sessions.at[0].awaited;
}

Test(sysfs, disks_that_are_only_just_coming)
{
	const char *data = "run/udev/data/b8:0";
	struct timespec old[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };

	make_session();
	cr_assert_null(seen_awaiting());
	make_lun();
	cr_assert_str_eq(seen_awaiting(), "the block device of LUN 2:0:0:1");
	make_disk();
	put("run/udev/control", "");
	cr_assert_str_eq(seen_awaiting(), "udev, which has not finished with sda");
	put(data, "I:1\n");
	cr_assert_null(seen_awaiting());
	put("run/udev/queue", "");
	cr_assert_str_eq(seen_awaiting(), "udev, which has not finished with sda");
	/* What udev is at work on came long after this disk. */
	cr_assert_eq(utimensat(AT_FDCWD, tree_path(&arena, root, data), old, 0), 0);
	cr_assert_null(seen_awaiting());
}

/* make_lun() is LUN 1, without a block device. */
Test(sysfs, ready_by_the_listed_luns)
{
	unsigned int number = 2;
	struct luns luns = { { &number, 1, 1 } };
	const char *text = "nothing";

	make_session();
	put("sys/" SESSION "/iscsi_session/session1/target_state", "SCANNED\n");
	make_lun();
	cr_assert(session_ready(&tools, TARGET, &portal, "default", &luns, &arena, &text));
	number = 1;
	cr_assert(!session_ready(&tools, TARGET, &portal, "default", &luns, &arena, &text));
	cr_assert_str_eq(text, "the block device of LUN 2:0:0:1");
	number = 2;
	put("sys/" SESSION "/iscsi_session/session1/target_state", "");
	cr_assert(!session_ready(&tools, TARGET, &portal, "default", &luns, &arena, &text));
	cr_assert_str_eq(text, "1 of the listed LUNs of session 1");
}

Test(sysfs, lun_numbers)
{
	unsigned int number = 0;

	cr_assert(lun_number("2:0:0:255", &number) && number == 255);
	cr_assert(lun_number("2:0:0:16640", &number) && number == 256);
	cr_assert(lun_number("2:0:0:32767", &number) && number == LUN_MAXIMUM);
	cr_assert(lun_number("2:0:0:16387", &number) && number == 3);
	cr_assert(lun_number("2:0:0:256", &number) && number == 256, "as LIO shows it");
	cr_assert(lun_number("2:0:0:16383", &number) && number == LUN_MAXIMUM);
	cr_assert(!lun_number("2:0:0:32768", &number));
}

Test(sysfs, ready_when_a_path_has_its_map)
{
	tools.proc = arena_printf(&arena, "%s/proc", root);
	make_session();
	make_lun();
	make_disk();
	tree_directory(&arena, root, "sys/" LUN "/block/sda/holders/");
	put("run/udev/control", "");
	put("run/udev/data/b8:0", "I:1\nE:DM_MULTIPATH_DEVICE_PATH=1\n");
	cr_assert_str_eq(awaited(), "nothing", "nobody makes maps");
	put("proc/net/unix", "0: 2 0 10000 1 01 9 @/org/kernel/linux/storage/multipathd\n");
	put("proc/333/comm", "multipathd\n");
	cr_assert_str_eq(awaited(), "multipathd, which has made no map of sda yet");
	put("run/udev/data/b8:0", "I:1\nE:DM_MULTIPATH_DEVICE_PATH=0\n");
	cr_assert_str_eq(awaited(), "nothing", "multipathd does not take it");
	put("run/udev/data/b8:0", "I:1\nE:DM_MULTIPATH_DEVICE_PATH=1\n");
	tree_directory(&arena, root, "sys/" LUN "/block/sda/holders/dm-0/");
	cr_assert_str_eq(awaited(), "nothing", "it is a path");
}

Test(sysfs, ready_looks_at_one_session_only)
{
	struct portal other = { "192.0.2.11", 3260, TPGT_NONE };
	const char *text;

	make_session();
	cr_assert(session_ready(&tools, TARGET, &portal, "default", &(struct luns){ 0 }, &arena,
				&text));
	cr_assert(!session_ready(&tools, TARGET, &portal, "eth0", &(struct luns){ 0 }, &arena,
				 &text));
	cr_assert(!session_ready(&tools, TARGET, &other, "default", &(struct luns){ 0 }, &arena,
				 &text));
	cr_assert(!session_ready(&tools, TARGET "x", &portal, "default", &(struct luns){ 0 },
				 &arena, &text));
}
