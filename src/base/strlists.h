/* Lists of indices by name: which elements of an array the caller keeps have it. */
#ifndef BASE_STRLISTS_H
#define BASE_STRLISTS_H

#include "base/str.h"
#include "base/vec.h"

struct indices {
	VEC(size_t) list;
};

struct strlists {
	struct strmap names;
	VEC(struct indices) lists;
};

/* One more for this name, which is copied. */
void strlists_add(struct arena *arena, struct strlists *lists, const char *name, size_t index);
/* In the order in which they were added; empty if there are none, or name is NULL. */
const struct indices *strlists_at(const struct strlists *lists, const char *name)
	__attribute__((returns_nonnull));
/* Whether this is one of them, which are in order. */
bool indices_have(const struct indices *indices, size_t index);
/* Sorts them, each once. */
void indices_tidy(struct indices *indices);

#endif
