/* A saved plan, as --plan reads it, held against an empty host. */
#include "config.h"

#include "fuzz.h"

#include "report/saved.h"

#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	const struct wishes wishes = { .arena = &arena, .host = "xen01" };
	const struct snapshot snapshot = { .arena = &arena };
	const struct plan plan = { .arena = &arena };
	const struct planned fresh = { &wishes, &snapshot, &plan, NULL };
	const char *reason = NULL, *json = fuzz_text(&arena, data, size), *differences;
	CLEANUP(saved_free) struct saved saved = { 0 };

	if (saved_read(json, size, &arena, &saved, &reason) < 0) {
		fuzz_check(reason && !saved.parts);
		return 0;
	}
	fuzz_check(saved.id && saved.host && saved.made);
	differences = saved_differences(&saved, &fresh, &arena);
	/* The file must not put anything on a terminal but lines of ours. */
	for (; differences && *differences; differences++) {
		fuzz_check((unsigned char)*differences >= 0x20 || *differences == '\n');
		fuzz_check(*differences != '\n' || differences[1] == ' ');
	}
	return 0;
}
