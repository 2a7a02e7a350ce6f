/*
 * Diagnostics: what is wrong, where, and what to do next. They are collected,
 * never printed here; report/ renders them.
 *
 * A place is a span on one line of a named source text. Lines and columns count
 * from 1, columns in characters as libyaml counts them. line 0 means the file
 * as a whole; source NULL means no place.
 */
#ifndef BASE_DIAG_H
#define BASE_DIAG_H

#include "base/vec.h"

#include <stdint.h>

struct source {
	const char *name; /* as the user named it */
	const char *text; /* whole text, for showing the line; NULL if never read */
	size_t size;
	size_t turn; /* sources are told of in this order */
};

/* There is one in everything that was read, so they are small: 26 bits are enough for every line
 * and column of 64 MiB, and a span that is wider than PLACE_WIDEST is shown as if it were that
 * wide. */
#define PLACE_WIDEST 4095

struct place {
	const struct source *source;
	uint64_t line : 26, column : 26, width : 12;
};

static inline void place_set_width(struct place *place, size_t width)
{
	place->width = width < PLACE_WIDEST ? width : PLACE_WIDEST;
}

enum diag_level { DIAG_ERROR, DIAG_WARNING };

struct diag {
	enum diag_level level;
	struct place place;
	const char *text;    /* one sentence, lower case, no full stop at its end */
	struct place second; /* the other side of a conflict; source NULL if none */
	const char *second_text;
};

/* An array of diagnostics; strings are copied into its arena. */
struct diags {
	struct arena *arena;
	VEC(struct diag) list;
	size_t errors;
};

/* Each returns -1, so that a caller can `return diag_error(...)`. */
int diag_error(struct diags *diags, const struct place *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
int diag_conflict(struct diags *diags, const struct place *place, const struct place *second,
		  const char *second_text, const char *format, ...)
	__attribute__((format(printf, 5, 6)));
void diag_warning(struct diags *diags, const struct place *place, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
/* Errors and warnings in the order of their places: sources by turn, else as first met, then line,
 * column. */
void diags_sort(struct diags *diags);

#endif
