/* Small questions about strings. All accept NULL as "no text", which equals only itself. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Of ASCII, whatever the locale. */
static inline bool char_is_control(char c)
{
	return (unsigned char)c < ' ' || c == 0x7f;
}

bool str_equal(const char *a, const char *b);
/* Each of so many is equal to the one at its place. */
bool str_equal_all(const char *const *a, const char *const *b, size_t count);
bool str_starts(const char *text, const char *prefix);
bool str_ends(const char *text, const char *suffix);
/* Whether text is of this pattern, in which '*' is any text and '?' any character. */
bool str_matches(const char *text, const char *pattern);
/* A decimal number without sign, blanks or leading zeros ("0" itself is fine), at most max. */
bool str_number(const char *text, uint64_t max, uint64_t *ret_number);
/* The digits that *text begins with, and moves it behind them; false when there are none, or more
 * than max. */
bool str_take_number(const char **text, uint64_t max, uint64_t *ret_number);

/* Maps names to indices of an array the caller keeps; grows with its arena. */
struct arena;
struct strmap {
	struct strmap_slot *slot;
	size_t room, count;
};
/* The index stored for name; SIZE_MAX if none. */
size_t strmap_find(const struct strmap *map, const char *name);
/* Stores it; name must outlive the map and must not be in it yet. */
void strmap_add(struct arena *arena, struct strmap *map, const char *name, size_t index);
/* Room for so many in all, so that it need not grow on the way. */
void strmap_reserve(struct arena *arena, struct strmap *map, size_t count);
/* One that can grow apart from it. */
void strmap_copy(struct arena *arena, const struct strmap *map, struct strmap *ret_copy);

#endif
