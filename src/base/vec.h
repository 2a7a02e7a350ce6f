/*
 * Growing arrays whose memory belongs to an arena.
 *
 *	VEC(struct portal) portals = { 0 };
 *	struct portal *portal = vec_push(&arena, &portals);	(zeroed)
 *	vec_each (portal, &portals) ...
 *
 * Pointers to elements last until the next push: keep indices, or const
 * pointers once the array is complete.
 */
#ifndef BASE_VEC_H
#define BASE_VEC_H

#include "base/arena.h"

#define VEC(type)                   \
	struct {                    \
		type *at;           \
		size_t count, room; \
	}

#define vec_push(arena, vec)                                                               \
	((__typeof__((vec)->at))vec_push_slot((arena), (void **)&(vec)->at, &(vec)->count, \
					      &(vec)->room, sizeof(*(vec)->at)))

#define vec_add(arena, vec, value) (*vec_push((arena), (vec)) = (value))

/* Room for as many more, and no larger: for who knows how many there will be. */
#define vec_reserve(arena, vec, more)                                                       \
	vec_reserve_slots((arena), (void **)&(vec)->at, (vec)->count, &(vec)->room, (more), \
			  sizeof(*(vec)->at))

#define vec_each(item, vec) \
	for ((item) = (vec)->at; (size_t)((item) - (vec)->at) < (vec)->count; (item)++)

/* The address of a new zeroed last element; behind vec_push(). */
void *vec_push_slot(struct arena *arena, void **at, size_t *count, size_t *room, size_t size)
	__attribute__((returns_nonnull));
/* Behind vec_reserve(). */
void vec_reserve_slots(struct arena *arena, void **at, size_t count, size_t *room, size_t more,
		       size_t size);

struct names {
	VEC(const char *) list;
};

#endif
