/* A snapshot as JSON, as --state reads it. */
#include "config.h"

#include "fuzz.h"

#include "report/report.h"
#include "tool/state.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL, *json = fuzz_text(&arena, data, size);

	if (state_read(json, size, &snapshot, &reason) < 0) {
		fuzz_check(reason && !snapshot.host);
		return 0;
	}
	report_snapshot(&snapshot, &text);
	fuzz_check(text.length > 0);
	fuzz_snapshot(&snapshot);
	return 0;
}
