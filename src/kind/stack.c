#include "kind/stack.h"

#include "tool/lvm.h"

static void link_to(const struct stack *stack, const char *below, size_t above)
{
	size_t at = below ? strmap_find(&stack->snapshot->block_index, below) : SIZE_MAX;

	if (at != SIZE_MAX)
		vec_add(stack->arena, &stack->above[at].list, above);
}

struct stack stack_build(struct arena *arena, const struct snapshot *snapshot)
{
	struct stack stack = { .arena = arena, .snapshot = snapshot };
	const struct block *block;
	const char *const *slave;

	stack.above = arena_alloc(arena, (snapshot->blocks.count + 1) * sizeof(*stack.above));
	stack.ground = arena_alloc(arena, (snapshot->blocks.count + 1) * sizeof(*stack.ground));
	vec_each (block, &snapshot->blocks) {
		size_t index = (size_t)(block - snapshot->blocks.at);

		if (block->dm_uuid && strmap_find(&stack.maps, block->dm_uuid) == SIZE_MAX)
			strmap_add(arena, &stack.maps, block->dm_uuid, index);
		link_to(&stack, block->disk, index);
		vec_each (slave, &block->slaves)
			link_to(&stack, *slave, index);
	}
	return stack;
}

const struct block *stack_volume(const struct stack *stack, const struct vg *vg,
				 const struct lv *lv)
{
	size_t at = strmap_find(&stack->maps, lvm_dm_uuid(stack->arena, vg->uuid, lv->uuid));

	return at == SIZE_MAX ? NULL : &stack->snapshot->blocks.at[at];
}

bool stack_is_dangling(const struct stack *stack, const struct block *block)
{
	enum stack_ground *ground = &stack->ground[block - stack->snapshot->blocks.at];
	const char *const *slave;

	if (*ground != GROUND_UNSEEN)
		return *ground == GROUND_GONE;
	*ground = block->dangling ? GROUND_GONE
				  : GROUND_FIRM; /* each is asked once, in a circle too */
	vec_each (slave, &block->slaves) {
		const struct block *below = snapshot_block(stack->snapshot, *slave);

		if (below && stack_is_dangling(stack, below))
			*ground = GROUND_GONE;
	}
	return *ground == GROUND_GONE;
}
