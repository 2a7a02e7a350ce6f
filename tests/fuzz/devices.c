/*
 * Which devices LVM may use beside a failed session: a directory (fuzz.h) with what lvmconfig
 * printed in `config`, devices files in etc/devices/, udev's database in run/udev/data/. The
 * host is always the same one.
 */
#include "config.h"

#include "fuzz.h"

#include "os/file.h"
#include "tool/lvm.h"
#include "tool/lvm_devices.h"

static const char *const both_paths[] = { "sda", "sdb" }, *const sick_disk[] = { "sdb" };

#define MADE_OF(names)                                       \
	.slaves = { .at = (const char **)(uintptr_t)(names), \
		    .count = sizeof(names) / sizeof(*(names)) }

/* Of session 2, which has failed: sdb, its partition and its volume; not the map with two paths. */
static const struct block blocks[] = {
	{ .name = "dm-0",
	  .major = 253,
	  .size = 8,
	  .dm_name = "mpatha",
	  .dm_uuid = "mpath-36001",
	  MADE_OF(both_paths) },
	{ .name = "dm-1",
	  .major = 253,
	  .minor = 1,
	  .size = 8,
	  .dm_name = "vg-lv",
	  .dm_uuid = "LVM-abc",
	  MADE_OF(sick_disk) },
	{ .name = "nvme0n1", .major = 259, .size = 8, .wwid = "eui.1  2_3" },
	{ .name = "sda", .major = 8, .size = 8, .sid = 1, .wwid = "naa.6001" },
	{ .name = "sdb", .major = 8, .minor = 16, .size = 8, .sid = 2, .wwid = "naa.6001" },
	{ .name = "sdb1", .major = 8, .minor = 17, .size = 8, .sid = 2, .disk = "sdb" },
	{ .name = "sdc", .major = 8, .minor = 32, .size = 8, .sid = 1, .wwid = "t10.A  B" },
};

static const struct session sessions[] = {
	{ .sid = 1, .target = "iqn.2001-01.a:a", .iface = "default", .state = "LOGGED_IN" },
	{ .sid = 2, .target = "iqn.2001-01.a:b", .iface = "default", .state = "FAILED" },
};

static void make_host(struct snapshot *snapshot)
{
	for (size_t i = 0; i < sizeof(blocks) / sizeof(*blocks); i++)
		vec_add(snapshot->arena, &snapshot->blocks, blocks[i]);
	for (size_t i = 0; i < sizeof(sessions) / sizeof(*sessions); i++)
		vec_add(snapshot->arena, &snapshot->sessions, sessions[i]);
	snapshot_index(snapshot);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	CLEANUP(strbuf_done) struct strbuf config = { 0 };
	const char *root = fuzz_tree(&arena, data, size), *reason = NULL, **name;
	struct tools tools = { .lvm_etc = arena_printf(&arena, "%s/etc", root),
			       .run = arena_printf(&arena, "%s/run", root) };
	struct snapshot snapshot = { .arena = &arena };
	struct names devices = { 0 };
	int result;

	make_host(&snapshot);
	file_read(arena_printf(&arena, "%s/config", root), size, &config);
	result = lvm_healthy_devices(&tools, &snapshot, strbuf_text(&config), &arena, &devices,
				     &reason);
	fuzz_tree_remove(root);
	fuzz_check(result < 0 ? reason != NULL : devices.list.count > 0);
	/* Law 12. A path of a multipath map never stands for itself either. */
	vec_each (name, &devices.list)
		fuzz_check(str_equal(*name, "/dev/mapper/mpatha") ||
			   str_equal(*name, "/dev/nvme0n1") || str_equal(*name, "/dev/sdc"));
	return 0;
}
