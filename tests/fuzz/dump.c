/* What `iscsiadm -m node -o show` prints. */
#include "config.h"

#include "fuzz.h"

#include "tool/iscsiadm.h"

#include <stdio.h>
#include <string.h>

/* The line that a reason names must be one of the text. */
static void check_reason(const char *reason, const uint8_t *data, size_t size)
{
	const char *text = reason ? strstr(reason, "line ") : NULL;
	unsigned int line, lines = 1;

	fuzz_check(text && sscanf(text, "line %u:", &line) == 1);
	for (size_t i = 0; i < size; i++)
		lines += data[i] == '\n';
	fuzz_check(line <= lines);
}

static void check_records(const struct snapshot *snapshot)
{
	const struct record *record;

	fuzz_check(snapshot->records.count > 0);
	vec_each (record, &snapshot->records) {
		fuzz_check(*record->target && *record->portal.host && *record->address);
		fuzz_check(record->portal.port > 0 && record->portal.port <= 65535);
		fuzz_check(record == snapshot->records.at ||
			   strcmp(record[-1].target, record->target) <= 0);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL;

	if (iscsiadm_parse_dump(fuzz_text(&arena, data, size), &snapshot, &reason) < 0) {
		check_reason(reason, data, size);
		fuzz_check(!snapshot.records.count);
		return 0;
	}
	check_records(&snapshot);
	fuzz_secrets(&snapshot);
	fuzz_snapshot(&snapshot);
	return 0;
}
