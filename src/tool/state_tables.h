/*
 * The fields of each struct of a snapshot, once: for writing and for reading (state.h), and for
 * its schema (report/schema.h).
 */
#ifndef TOOL_STATE_TABLES_H
#define TOOL_STATE_TABLES_H

#include "base/arena.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum state_type {
	STATE_TEXT,	  /* const char *, never NULL */
	STATE_MAYBE_TEXT, /* const char *; NULL is left out */
	STATE_BOOL,
	STATE_INT,
	STATE_UINT,
	STATE_INT64,
	STATE_UINT64,
	STATE_OBJECT,		/* a struct inside, of `table` */
	STATE_TEXTS,		/* VEC(const char *) */
	STATE_LIST,		/* VEC of structs of `table` */
	STATE_MAYBE_LIST,	/* the same; an empty one is left out */
	STATE_PARAMETERS,	/* VEC(struct parameter), as an object */
	STATE_MAYBE_PARAMETERS, /* the same; an empty one is left out */
};

struct state_field {
	const char *name;
	enum state_type type;
	size_t offset;
	const struct state_table *table;
	const char *doc; /* one line */
};

struct state_table {
	const struct state_field *fields; /* up to the one without a name */
	size_t size;
};

/* Any VEC, for code that does not know its type; copied in and out, never cast. */
struct state_vec {
	void *at;
	size_t count, room;
};

extern const struct state_table state_snapshot;

/* Whether a snapshot may be without it. */
static inline bool state_is_optional(const struct state_field *field)
{
	return field->type == STATE_MAYBE_TEXT || field->type == STATE_MAYBE_LIST ||
	       field->type == STATE_MAYBE_PARAMETERS;
}

#endif
