#include "config.h"

#include "standin/reads/reads.h"
#include "tool/sysfs.h"
#include "tree.h"

#include <errno.h>

/* A map of device-mapper that is just being removed cannot be read, and a moment later is gone. */

static struct arena arena;
static const char *root;
static struct snapshot snapshot;
static int failing; /* so many reads of the map's name fail; then it is gone, unless it stays */
static bool stays;

int read_meets(const char *call, int fd, const char *path)
{
	(void)fd;
	if (!failing || !str_equal(call, "openat") || !path || !str_equal(path, "dm/name"))
		return 0;
	if (--failing == 0 && !stays) {
		unlink(arena_printf(&arena, "%s/sys/class/block/dm-0/dev", root));
		unlink(arena_printf(&arena, "%s/sys/class/block/dm-0/dm/name", root));
	}
	return EIO;
}

static void begin(void)
{
	root = tree_make(&arena);
	snapshot = (struct snapshot){ .arena = &arena };
	tree_file(&arena, root, "sys/class/block/dm-0/dev", "253:0\n");
	tree_file(&arena, root, "sys/class/block/dm-0/size", "8\n");
	tree_file(&arena, root, "sys/class/block/dm-0/dm/name", "a-b\n");
	tree_file(&arena, root, "sys/class/block/dm-0/dm/uuid", "LVM-x\n");
}

static void end(void)
{
	failing = 0;
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(maps_going, .init = begin, .fini = end);

static void read_maps(int fails, bool then_stays)
{
	struct tools tools = { .sysfs = arena_printf(&arena, "%s/sys", root) };
	const char *reason = NULL;

	failing = fails;
	stays = then_stays;
	cr_assert_eq(sysfs_read_blocks(&tools, &snapshot, &reason), 0, "%s", reason);
}

Test(maps_going, gone_at_the_second_look)
{
	read_maps(1, false);
	cr_expect_null(snapshot.devices_unknown, "%s", snapshot.devices_unknown);
	cr_expect_eq(snapshot.blocks.count, 0);
}

Test(maps_going, gone_a_little_later)
{
	read_maps(3, false);
	cr_expect_null(snapshot.devices_unknown, "%s", snapshot.devices_unknown);
	cr_expect_eq(snapshot.blocks.count, 0);
}

Test(maps_going, read_after_all)
{
	read_maps(1, true);
	cr_expect_null(snapshot.devices_unknown, "%s", snapshot.devices_unknown);
	cr_assert_eq(snapshot.blocks.count, 1);
	cr_expect_str_eq(snapshot.blocks.at[0].dm_name, "a-b");
}

/* Law 3: one that stays and cannot be read is unknown. */
Test(maps_going, never_read)
{
	read_maps(1000, true);
	cr_assert_not_null(snapshot.devices_unknown);
	cr_expect(strstr(snapshot.devices_unknown, "/dm-0/dm/name: Input/output error"), "%s",
		  snapshot.devices_unknown);
}
