#include "act/uses.h"

#include <criterion/criterion.h>

#define LAYERS 60
#define BELOW 3

static struct arena arena;
static struct snapshot snapshot;

static void begin(void)
{
	snapshot = (struct snapshot){ .arena = &arena };
}

static void end(void)
{
	arena_free(&arena);
}

TestSuite(uses, .init = begin, .fini = end);

static void add_block(unsigned int minor)
{
	struct block *block = vec_push(&arena, &snapshot.blocks);

	block->name = arena_printf(&arena, "md%u", minor);
	block->major = 9;
	block->minor = minor;
	for (unsigned int below = 1; below <= BELOW && below <= minor; below++)
		vec_add(&arena, &block->slaves, arena_printf(&arena, "md%u", minor - below));
}

static struct uses uses_of_first(void)
{
	struct uses uses = { 0 };
	struct stack stack;

	snapshot_index(&snapshot);
	stack = stack_build(&arena, &snapshot);
	stack_uses(&stack, snapshot.blocks.at, &uses);
	return uses;
}

/* More ways lead up there than anybody could walk. */
Test(uses, every_layer_is_told_once)
{
	struct uses uses;
	struct mount mount = { .major = 9, .minor = LAYERS, .path = "/top" };

	for (unsigned int i = 0; i <= LAYERS; i++)
		add_block(i);
	vec_add(&arena, &snapshot.mounts, mount);
	uses = uses_of_first();
	/* Each thing that is built on another, and the mount, which has to go first. */
	cr_assert_eq(uses.list.count, BELOW * LAYERS - 3 + 1);
	cr_assert_eq(uses.list.at[0].kind, USE_MOUNT);
}

Test(uses, what_is_gone_below_is_seen_from_the_top)
{
	struct stack stack;

	for (unsigned int i = 0; i <= LAYERS; i++)
		add_block(i);
	snapshot_index(&snapshot);
	stack = stack_build(&arena, &snapshot);
	cr_assert(!stack_is_dangling(&stack, &snapshot.blocks.at[LAYERS]));
	snapshot.blocks.at[1].dangling = true;
	stack = stack_build(&arena, &snapshot);
	cr_assert(stack_is_dangling(&stack, &snapshot.blocks.at[LAYERS]));
	cr_assert(!stack_is_dangling(&stack, &snapshot.blocks.at[0]));
}

Test(uses, a_circle_ends)
{
	add_block(0);
	add_block(1);
	vec_add(&arena, &snapshot.blocks.at[0].slaves, "md1");
	cr_assert_eq(uses_of_first().list.count, 2);
}
