/*
 * /proc: a directory (fuzz.h) with self/mountinfo and what else is read there; sysfs with the
 * kernel's target is in sys/. The host has one block device, which a process has open when its
 * descriptor is a link to /dev/fuzz-0.
 */
#include "config.h"

#include "fuzz.h"

#include "tool/proc.h"
#include "tool/users.h"

static void check_users(const struct snapshot *snapshot)
{
	const struct opener *opener;
	const struct backstore *backstore;

	vec_each (opener, &snapshot->openers)
		fuzz_check(opener->descriptors && opener->command &&
			   snapshot_devno(snapshot, opener->major, opener->minor));
	vec_each (backstore, &snapshot->backstores)
		fuzz_check(snapshot_devno(snapshot, backstore->major, backstore->minor));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	struct snapshot snapshot = { .arena = &arena };
	const char *root = fuzz_tree(&arena, data, size), *reason = NULL;
	struct tools tools = { .proc = root,
			       .sysfs = arena_printf(&arena, "%s/sys", root),
			       .run = arena_printf(&arena, "%s/run", root),
			       .dev = arena_printf(&arena, "%s/dev", root) };
	int result = proc_read(&tools, &snapshot, &reason);

	vec_add(&arena, &snapshot.blocks,
		((struct block){ .name = "fuzz-0", .major = 253, .dm_name = "a", .dm_uuid = "" }));
	snapshot_index(&snapshot);
	users_read(&tools, &snapshot);
	fuzz_tree_remove(root);
	check_users(&snapshot);
	if (result < 0)
		fuzz_check(reason && !snapshot.mounts.count && !snapshot.swaps.count);
	else
		fuzz_snapshot(&snapshot);
	return 0;
}
