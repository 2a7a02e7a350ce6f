#include "kind/stack.h"

#include "tool/lvm.h"

static void link_to(const struct stack *stack, const char *below, size_t above)
{
	size_t at = below ? strmap_find(&stack->snapshot->block_index, below) : SIZE_MAX;

	if (at != SIZE_MAX)
		vec_add(stack->arena, &stack->above[at].list, above);
}

static const struct block *found(const struct stack *stack, const struct strmap *map,
				 const char *name)
{
	size_t at = strmap_find(map, name);

	return at == SIZE_MAX ? NULL : &stack->snapshot->blocks.at[at];
}

static void add_to_group(struct stack *stack, const char *dm_uuid, size_t index)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const char *group = lvm_dm_uuid_group(&scratch, dm_uuid);
	size_t at = group ? strmap_find(&stack->groups, group) : 0;

	if (!group)
		return;
	if (at == SIZE_MAX) {
		at = stack->group_maps.count;
		strmap_add(stack->arena, &stack->groups, arena_strdup(stack->arena, group), at);
		vec_push(stack->arena, &stack->group_maps);
	}
	vec_add(stack->arena, &stack->group_maps.at[at].list, index);
}

/* The first one that has a name keeps it. */
static void add_name(struct stack *stack, struct strmap *map, const char *name, size_t index)
{
	if (name && strmap_find(map, name) == SIZE_MAX)
		strmap_add(stack->arena, map, name, index);
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

		add_name(&stack, &stack.maps, block->dm_uuid, index);
		add_name(&stack, &stack.names, block->dm_name, index);
		add_to_group(&stack, block->dm_uuid, index);
		link_to(&stack, block->disk, index);
		vec_each (slave, &block->slaves)
			link_to(&stack, *slave, index);
	}
	vec_each (block, &snapshot->blocks)
		if (block->dm_uuid && stack_is_dangling(&stack, block))
			vec_add(arena, &stack.lost.list, (size_t)(block - snapshot->blocks.at));
	return stack;
}

const struct block *stack_volume(const struct stack *stack, const struct vg *vg,
				 const struct lv *lv)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };

	const char *uuid = lvm_dm_uuid(&scratch, vg->uuid, lv->uuid);
	const struct block *map = found(stack, &stack->maps, uuid);

	if (map || !str_equal(lv->layout, "thin,pool"))
		return map;
	return found(stack, &stack->maps, arena_printf(&scratch, "%s-pool", uuid));
}

const struct block *stack_named(const struct stack *stack, const char *dm_name)
{
	return found(stack, &stack->names, dm_name);
}

const struct stack_links *stack_group(const struct stack *stack, const struct vg *vg)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const char *group = lvm_dm_uuid_group(&scratch, lvm_dm_uuid(&scratch, vg->uuid, vg->uuid));
	size_t at = group ? strmap_find(&stack->groups, group) : SIZE_MAX;

	return at == SIZE_MAX ? NULL : &stack->group_maps.at[at];
}

bool stack_is_part(const struct stack *stack, const struct block *block)
{
	return stack->above[block - stack->snapshot->blocks.at].list.count > 0;
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
