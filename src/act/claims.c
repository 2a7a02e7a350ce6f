#include "act/claims.h"

#include "act/stack.h"
#include "act/uses.h"
#include "os/claim.h"
#include "tool/tools.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* An open of a healthy disk takes no time at all. */
#define CLAIM_SECONDS 5

/* ---- what is asked ---- */

/* The disk of a partition, or itself; NULL: the snapshot does not have it. */
static const struct block *disk_of(const struct snapshot *snapshot, const struct block *block)
{
	return block->disk ? snapshot_block(snapshot, block->disk) : block;
}

/* A session that is not LOGGED_IN is judged by what sysfs shows (law 4), and a map by its count. */
static bool is_asked(const struct snapshot *snapshot, const struct block *block)
{
	const struct block *disk = disk_of(snapshot, block);
	const struct session *session = block->sid ? snapshot_session(snapshot, block->sid) : NULL;

	return disk && !disk->dm_name &&
	       (!block->sid || (session && session_is_logged_in(session)));
}

/*
 * Whether opening what is asked can be expected to return. The kernel answers whether it is claimed
 * before it asks the disk, and one that is offline then says so at once; one that is blocked may
 * not.
 */
static bool may_open(const struct snapshot *snapshot, const struct block *block)
{
	const struct block *disk = disk_of(snapshot, block);

	return !disk->state || str_equal(disk->state, "running") ||
	       str_equal(disk->state, "offline") || str_equal(disk->state, "transport-offline");
}

/* Whether something that can be seen has claimed it; a partition as such has not. */
static bool is_taken(const struct stack *stack, const struct block *block)
{
	struct uses uses = { 0 }, lasting = { 0 };
	const size_t *at;

	vec_each (at, &stack->above[block - stack->snapshot->blocks.at].list)
		if (!stack->snapshot->blocks.at[*at].disk)
			return true;
	stack_own_uses(stack, block, &uses);
	uses_select(stack->arena, &uses, false, &lasting);
	return lasting.list.count;
}

/* A disk with a partition that is in use cannot be opened exclusively, its other partitions can. */
static void add_disk(const struct stack *stack, const struct block *disk, struct blocks *ret_blocks)
{
	const struct block *const *partition;
	struct blocks free = { 0 };
	const size_t *at;
	bool used = false;

	vec_each (at, &stack->above[disk - stack->snapshot->blocks.at].list) {
		const struct block *above = &stack->snapshot->blocks.at[*at];

		if (is_taken(stack, above))
			used = true;
		else
			vec_add(stack->arena, &free.list, above);
	}
	if (!used)
		vec_add(stack->arena, &ret_blocks->list, disk);
	else
		vec_each (partition, &free.list)
			vec_add(stack->arena, &ret_blocks->list, *partition);
}

static void add_block(const struct stack *stack, const struct block *block,
		      struct blocks *ret_blocks)
{
	if (is_asked(stack->snapshot, block) && !is_taken(stack, block) &&
	    !is_taken(stack, disk_of(stack->snapshot, block)))
		add_disk(stack, block, ret_blocks);
}

/* ---- asking ---- */

static const char *path_of(const struct tools *tools, struct arena *arena,
			   const struct block *block)
{
	/* The kernel writes the '/' of a name as '!' (cciss!c0d0). */
	char *name = arena_strdup(arena, block->name);

	for (char *at = name; *at; at++)
		if (*at == '!')
			*at = '/';
	return arena_printf(arena, "%s/%s", tools->dev, name);
}

/* What went away meanwhile is claimed by nobody, nor is what a tree of stand-ins has no node of. */
static bool is_over(const struct tools *tools, int answer)
{
	return answer == 0 || answer == -ENXIO || answer == -ENODEV ||
	       (answer == -ENOENT && !str_equal(tools->dev, "/dev"));
}

static const char *trouble(struct arena *arena, const struct claim_question *question)
{
	if (question->answer == -EBUSY)
		return NULL;
	if (question->answer == -ETIMEDOUT)
		return arena_printf(arena, "opening %s did not return within %d s", question->path,
				    CLAIM_SECONDS);
	if (question->answer == -ENOTBLK)
		return arena_printf(arena, "%s is another device, or none", question->path);
	return arena_printf(arena, "cannot open %s: %s", question->path,
			    strerror(-question->answer));
}

/* What cannot be asked is unknown, and not free (law 3). */
static void ask_none(const struct blocks *blocks, struct snapshot *snapshot)
{
	const struct block *const *block;

	vec_each (block, &blocks->list) {
		const struct block *disk = disk_of(snapshot, *block);

		vec_add(snapshot->arena, &snapshot->claims,
			((struct claim){ (*block)->major, (*block)->minor,
					 arena_printf(snapshot->arena, "the disk is in state %s",
						      disk->state) }));
	}
}

static void ask(const struct tools *tools, const struct blocks *blocks, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	struct claim_question *questions =
		arena_alloc(arena, (blocks->list.count + 1) * sizeof(*questions));

	for (size_t i = 0; i < blocks->list.count; i++) {
		const struct block *block = blocks->list.at[i];

		questions[i] = (struct claim_question){ .path = path_of(tools, arena, block),
							.major = block->major,
							.minor = block->minor };
	}
	claims_ask(questions, blocks->list.count, CLAIM_SECONDS * 1000);
	for (size_t i = 0; i < blocks->list.count; i++)
		if (!is_over(tools, questions[i].answer))
			vec_add(arena, &snapshot->claims,
				((struct claim){ questions[i].major, questions[i].minor,
						 trouble(arena, &questions[i]) }));
}

void claims_of_blocks(const struct tools *tools, const struct stack *stack,
		      const struct blocks *blocks, struct snapshot *snapshot)
{
	struct blocks free = { 0 }, asked = { 0 }, deaf = { 0 };
	const struct block *const *block;

	vec_each (block, &blocks->list)
		add_block(stack, *block, &free);
	vec_each (block, &free.list)
		vec_add(stack->arena, may_open(stack->snapshot, *block) ? &asked.list : &deaf.list,
			*block);
	ask(tools, &asked, snapshot);
	ask_none(&deaf, snapshot);
}

static int by_number(const void *left, const void *right)
{
	unsigned int a = *(const unsigned int *)left, b = *(const unsigned int *)right;

	return (a > b) - (a < b);
}

void claims_of_sessions(const struct tools *tools, const struct stack *stack,
			const struct sids *sids, struct snapshot *snapshot)
{
	struct blocks disks = { 0 };
	const struct block *block;

	vec_each (block, &stack->snapshot->blocks)
		if (block->sid && !block->disk &&
		    bsearch(&block->sid, sids->list.at, sids->list.count, sizeof(block->sid),
			    by_number))
			vec_add(stack->arena, &disks.list, block);
	claims_of_blocks(tools, stack, &disks, snapshot);
}
