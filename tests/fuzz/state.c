/* A snapshot as JSON, as --state reads it. */
#include "config.h"

#include "fuzz.h"

#include "report/report.h"
#include "tool/state.h"
#include "tool/state_pieces.h"

/* What is read in pieces is JSON as a whole, too. */
static void check_pieces(struct arena *arena, const char *json, size_t size)
{
	struct snapshot read = { .arena = arena };
	json_error_t error;
	json_t *root;

	if (!state_read_pieces(json, size, &read))
		return;
	root = json_loadb(json, size, JSON_REJECT_DUPLICATES, &error);
	fuzz_check(root != NULL);
	json_decref(root);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL, *json = fuzz_text(&arena, data, size);

	check_pieces(&arena, json, size);
	if (state_read(json, size, &snapshot, &reason) < 0) {
		fuzz_check(reason && !snapshot.host);
		return 0;
	}
	report_snapshot(&snapshot, &text);
	fuzz_check(text.length > 0);
	fuzz_snapshot(&snapshot);
	return 0;
}
