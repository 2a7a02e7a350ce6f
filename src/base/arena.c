#include "base/arena.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#define HUGE_PAGE ((size_t)2 * 1024 * 1024)

/* Blocks double from a size that suits a scratch arena to that of a huge page: what is large enough
 * to need several is spared a fault for every 4 KiB of it, a third of the time of reading a large
 * manifest. */
#ifndef ARENA_ALONE
#define FIRST_BLOCK ((size_t)2 * 1024)
#define LARGEST_BLOCK (HUGE_PAGE - sizeof(struct arena_block))
#define ALIGN _Alignof(max_align_t)
#else
/* Sanitizers see nothing but the ends of blocks: what is allocated has one of its own, which ends
 * where it ends. */
#define FIRST_BLOCK ((size_t)0)
#define LARGEST_BLOCK ((size_t)0)
#define ALIGN ((size_t)1)
#endif

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	_Alignas(max_align_t) unsigned char data[];
};

static _Noreturn void out_of_memory(void)
{
	fputs("converge: out of memory\n", stderr);
	abort();
}

void *heap_resize(void *old, size_t size)
{
	void *block = realloc(old, size);

	if (!block)
		out_of_memory();
	return block;
}

/* Zeroed; NULL if there is no memory. */
static struct arena_block *huge_new(void)
{
	char *at = mmap(NULL, 2 * HUGE_PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
			-1, 0);
	size_t before;

	if (at == MAP_FAILED)
		return NULL;
	before = HUGE_PAGE - (uintptr_t)at % HUGE_PAGE;
	munmap(at, before);
	if (before < HUGE_PAGE)
		munmap(at + before + HUGE_PAGE, HUGE_PAGE - before);
	madvise(at + before, HUGE_PAGE, MADV_HUGEPAGE);
	return (struct arena_block *)(at + before);
}

static bool is_huge(size_t size)
{
	return LARGEST_BLOCK && size == LARGEST_BLOCK;
}

static struct arena_block *block_new(const struct arena_block *last, size_t wanted)
{
	size_t size = last ? last->size * 2 : FIRST_BLOCK;
	struct arena_block *block;

	if (size > LARGEST_BLOCK)
		size = LARGEST_BLOCK;
	if (size < wanted)
		size = wanted;
	if (size > SIZE_MAX - sizeof(*block))
		out_of_memory();
	block = is_huge(size) ? huge_new() : calloc(1, sizeof(*block) + size);
	if (!block)
		out_of_memory();
	block->size = size;
	return block;
}

static void *take(struct arena *arena, size_t size, size_t align)
{
	struct arena_block *block = arena->block;
	size_t before = block ? (align - block->used % align) % align : 0;

	if (!block || block->size - block->used < before ||
	    block->size - block->used - before < size) {
		block = block_new(block, size);
		block->next = arena->block;
		arena->block = block;
		before = 0;
	}
	block->used += before + size;
	return block->data + block->used - size;
}

void *arena_alloc(struct arena *arena, size_t size)
{
	return take(arena, size, ALIGN);
}

/* What was handed out last has room behind it. */
static bool grow_in_place(const struct arena *arena, const void *old, size_t old_size,
			  size_t new_size)
{
	struct arena_block *block = arena->block;

	if (!old_size || !block || new_size < old_size ||
	    (const unsigned char *)old + old_size != block->data + block->used ||
	    new_size - old_size > block->size - block->used)
		return false;
	block->used += new_size - old_size;
	return true;
}

void *arena_grow(struct arena *arena, void *old, size_t old_size, size_t new_size)
{
	void *at;

	if (grow_in_place(arena, old, old_size, new_size))
		return old;
	at = arena_alloc(arena, new_size);
	if (old_size)
		memcpy(at, old, old_size);
	return at;
}

void arena_free(struct arena *arena)
{
	while (arena->block) {
		struct arena_block *next = arena->block->next;

		if (is_huge(arena->block->size))
			munmap(arena->block, HUGE_PAGE);
		else
			free(arena->block);
		arena->block = next;
	}
}

char *arena_strndup(struct arena *arena, const char *text, size_t length)
{
	char *copy = take(arena, length + 1, 1);

	memcpy(copy, text, length);
	return copy;
}

char *arena_strdup(struct arena *arena, const char *text)
{
	return arena_strndup(arena, text, strlen(text));
}

/* Formatted right into what is left of the block; only a text that does not fit is formatted again.
 */
char *arena_vprintf(struct arena *arena, const char *format, va_list args)
{
	struct arena_block *block = arena->block;
	size_t room = block ? block->size - block->used : 0;
	char *text = block ? (char *)block->data + block->used : NULL;
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(text, room, format, again);
	va_end(again);
	if (length < 0)
		out_of_memory();
	if (room > (size_t)length) {
		block->used += (size_t)length + 1;
		return text;
	}
	/* What was cut off there must not be left behind: memory of an arena is zeroed. */
	if (room)
		memset(text, 0, room);
	text = take(arena, (size_t)length + 1, 1);
	vsnprintf(text, (size_t)length + 1, format, args);
	return text;
}

char *arena_printf(struct arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = arena_vprintf(arena, format, args);
	va_end(args);
	return text;
}
