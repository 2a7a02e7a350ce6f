/* /proc: a directory (fuzz.h) with self/mountinfo and what else is read there. */
#include "config.h"

#include "fuzz.h"

#include "tool/proc.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	struct snapshot snapshot = { .arena = &arena };
	struct tools tools = { .proc = fuzz_tree(&arena, data, size) };
	const char *reason = NULL;
	int result = proc_read(&tools, &snapshot, &reason);

	fuzz_tree_remove(tools.proc);
	if (result < 0)
		fuzz_check(reason && !snapshot.mounts.count && !snapshot.swaps.count);
	else
		fuzz_snapshot(&snapshot);
	return 0;
}
