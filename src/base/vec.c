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

void vec_reserve_slots(struct arena *arena, void **at, size_t count, size_t *room, size_t more,
		       size_t size)
{
	if (*room - count >= more)
		return;
	*at = arena_grow(arena, *at, *room * size, (count + more) * size);
	*room = count + more;
}
