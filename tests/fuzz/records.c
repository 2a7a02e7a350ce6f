/* The record files of open-iscsi: a directory (fuzz.h) with nodes/ in it. */
#include "config.h"

#include "fuzz.h"

#include "tool/iscsiadm.h"
#include "tool/record_files.h"

/* Each is named by the path it was found under, so that one bad file hides nothing. */
static void check_damaged(const struct snapshot *snapshot)
{
	const struct damaged_record *damaged;

	vec_each (damaged, &snapshot->damaged) {
		fuzz_check(str_starts(damaged->file, "nodes/") && *damaged->target);
		fuzz_check(str_starts(damaged->file + 6, damaged->target) && *damaged->reason);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	struct snapshot snapshot = { .arena = &arena };
	struct tools tools = { .database = fuzz_tree(&arena, data, size) };
	const char *reason = NULL;
	int result = iscsiadm_read_files(&tools, NULL, &snapshot, &reason);

	fuzz_tree_remove(tools.database);
	if (result < 0) {
		fuzz_check(reason && !snapshot.records.count && !snapshot.damaged.count);
		return 0;
	}
	check_damaged(&snapshot);
	fuzz_secrets(&snapshot);
	fuzz_snapshot(&snapshot);
	return 0;
}
