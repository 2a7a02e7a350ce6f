/*
 * An arena: memory that lives and dies with one phase (a manifest, a snapshot,
 * a plan). Blocks are only handed out, never given back singly; arena_free()
 * ends them all. Memory is zeroed and suitably aligned for any object,
 * texts aside.
 *
 * Running out of memory ends the program with one line on stderr: a run that
 * cannot remember its plan must not go on. So nothing here returns NULL.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdarg.h>
#include <stddef.h>

struct arena {
	struct arena_block *block; /* newest first */
};

/* The whole arena ends; the struct is empty and usable again. */
void arena_free(struct arena *arena);

void *arena_alloc(struct arena *arena, size_t size) __attribute__((returns_nonnull));
/* A block of new_size that begins with the old_size bytes at old (NULL if none), which is no longer
 * to be used: it may be the same place. */
void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
	__attribute__((returns_nonnull));

char *arena_strdup(struct arena *arena, const char *text) __attribute__((returns_nonnull));
char *arena_strndup(struct arena *arena, const char *text, size_t length)
	__attribute__((returns_nonnull));
char *arena_printf(struct arena *arena, const char *format, ...)
	__attribute__((format(printf, 2, 3), returns_nonnull));
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
	__attribute__((format(printf, 2, 0), returns_nonnull));

/* For the few owners of plain heap memory (strbuf): like realloc, but ends the program. */
void *heap_resize(void *old, size_t size) __attribute__((returns_nonnull));

#define CLEANUP(function) __attribute__((cleanup(function)))

#endif
