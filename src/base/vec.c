#include "base/vec.h"

#include <string.h>

void *vec_push_slot(struct arena *arena, void **at, size_t *count, size_t *room, size_t size)
{
	if (*count == *room) {
		*room = *room ? *room * 2 : 8;
		*at = arena_grow(arena, *at, *count * size, *room * size);
	}
	return (unsigned char *)*at + (*count)++ * size;
}
