/* For state_read.c alone: a snapshot read without ever having all of its JSON as a tree. */
#ifndef TOOL_STATE_PIECES_H
#define TOOL_STATE_PIECES_H

#include "model/snapshot.h"
#include "tool/state_tables.h"

#include <jansson.h>
#include <stdbool.h>

/*
 * Reads a snapshot one element of its lists after the other: as a tree it takes six times the
 * room of its text. False: there is some fault in it, and what *ret_snapshot then holds is of no
 * use; whoever has the whole tree can tell which.
 */
bool state_read_pieces(const char *json, size_t size, struct snapshot *ret_snapshot);

/* One value of a snapshot; and one more element of a list that it has. 0, or -1. */
int state_read_field(struct arena *arena, const struct state_field *field, json_t *json,
		     struct snapshot *snapshot);
int state_read_element(struct arena *arena, const struct state_field *field, const json_t *json,
		       struct snapshot *snapshot);

#endif
