#include "config.h"

#include "base/arena.h"
#include "base/vec.h"

#include <criterion/criterion.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

static bool is_zero(const unsigned char *at, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (at[i])
			return false;
	return true;
}

Test(arena, zeroed_aligned_and_apart)
{
	struct arena arena = { 0 };
	unsigned char *last = NULL;
	size_t last_size = 0;

	for (size_t size = 0; size < 3000; size += 7) {
		unsigned char *at = arena_alloc(&arena, size);

		cr_assert_eq((uintptr_t)at % _Alignof(max_align_t), 0);
		cr_assert(is_zero(at, size));
		memset(at, 0xff, size);
		if (last)
			cr_assert(at >= last + last_size || at + size <= last);
		last = at;
		last_size = size;
	}
	arena_free(&arena);
}

Test(arena, larger_than_a_block)
{
	struct arena arena = { 0 };
	const size_t size = (size_t)5 * 1024 * 1024;
	char *small = arena_strdup(&arena, "small"), *large = arena_alloc(&arena, size);

	cr_assert(is_zero((unsigned char *)large, size));
	memset(large, 'x', size);
	cr_assert_str_eq(small, "small");
	cr_assert_str_eq(arena_strdup(&arena, "after"), "after");
	arena_free(&arena);
	/* Empty, and usable again. */
	cr_assert_str_eq(arena_strdup(&arena, "again"), "again");
	arena_free(&arena);
	arena_free(&arena);
}

Test(arena, impossible_size_ends_the_program, .signal = SIGABRT)
{
	struct arena arena = { 0 };

	fclose(stderr);
	arena_alloc(&arena, SIZE_MAX - 1);
}

Test(arena, grow_keeps_what_was_there)
{
	struct arena arena = { 0 };
	unsigned char *at = arena_grow(&arena, NULL, 0, 4);

	memcpy(at, "abcd", 4);
	at = arena_grow(&arena, at, 4, 100);
	cr_assert_eq(memcmp(at, "abcd", 4), 0);
	cr_assert(is_zero(at + 4, 96));
	arena_free(&arena);
}

#ifndef ARENA_ALONE
Test(arena, what_came_last_grows_where_it_is)
{
	struct arena arena = { 0 };
	unsigned char *at = arena_alloc(&arena, 5), *grown = arena_grow(&arena, at, 5, 50);

	cr_assert_eq(grown, at);
	cr_assert(is_zero(at, 50));
	memset(at, 0xff, 50);
	cr_assert(is_zero(arena_alloc(&arena, 16), 16));
	grown = arena_grow(&arena, at, 50, 60);
	cr_assert_neq(grown, at);
	cr_assert_eq(memcmp(grown, at, 50), 0);
	cr_assert(is_zero(grown + 50, 10));
	arena_free(&arena);
}

Test(arena, texts_lie_side_by_side)
{
	struct arena arena = { 0 };
	const char *one = arena_strdup(&arena, "abc"), *two = arena_printf(&arena, "%d", 4711);

	cr_assert_eq(two, one + 4);
	cr_assert_eq(arena_strdup(&arena, "x"), two + 5);
	cr_assert_eq((uintptr_t)arena_alloc(&arena, 1) % _Alignof(max_align_t), 0);
	arena_free(&arena);
}
#endif

Test(arena, texts)
{
	struct arena arena = { 0 };
	const char *text;

	cr_assert_str_eq(arena_strndup(&arena, "abcdef", 3), "abc");
	cr_assert_str_eq(arena_strndup(&arena, "", 0), "");
	cr_assert_str_eq(arena_printf(&arena, "%s:%d", "a", 3), "a:3");
	text = arena_printf(&arena, "%0100000d", 7);
	cr_assert_eq(strlen(text), 100000);
	cr_assert_eq(text[99999], '7');
	arena_free(&arena);
}

Test(arena, vector)
{
	struct arena arena = { 0 };
	VEC(int) numbers = { 0 };
	const int *number;
	int expected = 0;

	vec_each (number, &numbers)
		cr_assert(false, "nothing was pushed");
	for (int i = 0; i < 1000; i++)
		vec_add(&arena, &numbers, i);
	cr_assert_eq(numbers.count, 1000);
	vec_each (number, &numbers)
		cr_assert_eq(*number, expected++);
	cr_assert_eq(expected, 1000);
	cr_assert_eq(*vec_push(&arena, &numbers), 0);
	arena_free(&arena);
}

Test(arena, vector_with_room)
{
	struct arena arena = { 0 };
	VEC(int) numbers = { 0 };
	const int *first;

	vec_reserve(&arena, &numbers, 0);
	cr_assert_eq(numbers.room, 0);
	vec_add(&arena, &numbers, 7);
	vec_reserve(&arena, &numbers, 100);
	cr_assert_eq(numbers.room, 101);
	cr_assert_eq(numbers.count, 1);
	first = numbers.at;
	for (int i = 0; i < 100; i++)
		vec_add(&arena, &numbers, i);
	cr_assert_eq(numbers.at, first);
	cr_assert_eq(*first, 7);
	vec_reserve(&arena, &numbers, 0);
	vec_add(&arena, &numbers, 8);
	cr_assert_eq(numbers.at[101], 8);
	arena_free(&arena);
}
