#include "base/str.h"

#include "base/arena.h"

#include <string.h>

#define SMALLEST_ROOM 16 /* a power of two, as all of them */

struct strmap_slot {
	const char *name;
	size_t index;
};

bool str_equal(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

bool str_equal_all(const char *const *a, const char *const *b, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (!str_equal(a[i], b[i]))
			return false;
	return true;
}

bool str_starts(const char *text, const char *prefix)
{
	return text && prefix && strncmp(text, prefix, strlen(prefix)) == 0;
}

bool str_ends(const char *text, const char *suffix)
{
	size_t length, tail;

	if (!text || !suffix)
		return false;
	length = strlen(text);
	tail = strlen(suffix);
	return length >= tail && strcmp(text + length - tail, suffix) == 0;
}

bool str_matches(const char *text, const char *pattern)
{
	const char *star = NULL, *from = text; /* the last '*', and what follows what it took */

	if (!text || !pattern)
		return false;
	while (*text) {
		if (*pattern == '*') {
			star = pattern++;
			from = text;
		} else if (*pattern && (*pattern == '?' || *pattern == *text)) {
			pattern++;
			text++;
		} else if (star) {
			pattern = star + 1;
			text = ++from;
		} else {
			return false;
		}
	}
	return !pattern[strspn(pattern, "*")];
}

bool str_take_number(const char **text, uint64_t max, uint64_t *ret_number)
{
	const char *at = *text;
	uint64_t number = 0;

	for (; *at >= '0' && *at <= '9'; at++) {
		unsigned int digit = (unsigned int)(*at - '0');

		if (digit > max || number > (max - digit) / 10)
			return false;
		number = number * 10 + digit;
	}
	if (at == *text)
		return false;
	*text = at;
	*ret_number = number;
	return true;
}

bool str_number(const char *text, uint64_t max, uint64_t *ret_number)
{
	uint64_t number;

	if (!text || (text[0] == '0' && text[1]) || !str_take_number(&text, max, &number) || *text)
		return false;
	*ret_number = number;
	return true;
}

/* FNV-1a, 64 bit: short keys, no adversary that gains more than time. */
static size_t hash(const char *name)
{
	uint64_t value = 14695981039346656037u;

	for (; *name; name++)
		value = (value ^ (unsigned char)*name) * 1099511628211u;
	return (size_t)(value ^ value >> 32);
}

static struct strmap_slot *slot_of(const struct strmap *map, const char *name)
{
	size_t at = hash(name) & (map->room - 1);

	while (map->slot[at].name && strcmp(map->slot[at].name, name) != 0)
		at = (at + 1) & (map->room - 1);
	return &map->slot[at];
}

size_t strmap_find(const struct strmap *map, const char *name)
{
	const struct strmap_slot *slot;

	if (!map->room)
		return SIZE_MAX;
	slot = slot_of(map, name);
	return slot->name ? slot->index : SIZE_MAX;
}

static void set_room(struct arena *arena, struct strmap *map, size_t room)
{
	struct strmap old = *map;

	map->room = room;
	map->slot = arena_alloc(arena, map->room * sizeof(*map->slot));
	for (size_t i = 0; i < old.room; i++)
		if (old.slot[i].name)
			*slot_of(map, old.slot[i].name) = old.slot[i];
}

void strmap_add(struct arena *arena, struct strmap *map, const char *name, size_t index)
{
	if (map->count * 2 >= map->room)
		set_room(arena, map, map->room ? map->room * 2 : SMALLEST_ROOM);
	*slot_of(map, name) = (struct strmap_slot){ name, index };
	map->count++;
}

void strmap_reserve(struct arena *arena, struct strmap *map, size_t count)
{
	size_t room = map->room ? map->room : SMALLEST_ROOM;

	while (room < count * 2)
		room *= 2;
	if (count && room > map->room)
		set_room(arena, map, room);
}

void strmap_copy(struct arena *arena, const struct strmap *map, struct strmap *ret_copy)
{
	size_t size = map->room * sizeof(*map->slot);

	*ret_copy = *map;
	ret_copy->slot = arena_alloc(arena, size);
	if (size)
		memcpy(ret_copy->slot, map->slot, size);
}
