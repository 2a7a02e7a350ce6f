#include "manifest/tabs.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define TABS_TOLD 1000 /* lines */

struct scan {
	const struct spans *spans;
	size_t span; /* the first that does not end before the current character */
	bool comment, blank, told;
	struct place place;
};

static bool is_own(struct scan *scan, size_t at)
{
	const struct spans *spans = scan->spans;

	while (scan->span < spans->list.count && spans->list.at[scan->span].end <= at)
		scan->span++;
	return scan->span < spans->list.count && spans->list.at[scan->span].start <= at;
}

/* Looks at one character; true for a tab that is white space, the first of its line. */
static bool is_fault(struct scan *scan, size_t at, char c)
{
	bool own = is_own(scan, at), fault = false;

	if (!own && c == '#' && scan->blank)
		scan->comment = true;
	if (!own && c == '\t' && !scan->comment && !scan->told)
		fault = scan->told = true;
	scan->blank = !own && (c == ' ' || c == '\t' || c == '\n');
	return fault;
}

int tabs_check(const struct source *source, const struct spans *spans, size_t end,
	       struct diags *diags)
{
	struct scan scan = { .spans = spans, .blank = true, .place = { source, 1, 1, 1 } };
	size_t told = 0;

	if (!memchr(source->text, '\t', source->size))
		return 0;
	for (size_t byte = 0, at = 0; byte < source->size && at < end && told < TABS_TOLD; byte++) {
		char c = source->text[byte];

		if (((unsigned char)c & 0xc0) == 0x80)
			continue;
		if (is_fault(&scan, at++, c)) {
			diag_error(diags, &scan.place,
				   "a tab is used as white space; use blanks, or put quotes around "
				   "text that holds it");
			told++;
		}
		scan.place.column++;
		if (c == '\n') {
			scan.place.line++;
			scan.place.column = 1;
			scan.comment = scan.told = false;
			scan.blank = true;
		}
	}
	return told ? -1 : 0;
}
