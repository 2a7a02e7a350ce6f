#include "kind/volume_layers.h"

#include "act/stack.h"
#include "tool/lvm.h"

#include <string.h>

static size_t index_of(const struct stack *stack, const struct block *block)
{
	return (size_t)(block - stack->snapshot->blocks.at);
}

static bool is_lvm(const struct block *block)
{
	return block && str_starts(block->dm_uuid, "LVM-");
}

static bool same_group(const struct block *a, const struct block *b)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };

	return str_equal(lvm_dm_uuid_group(&scratch, a->dm_uuid),
			 lvm_dm_uuid_group(&scratch, b->dm_uuid));
}

/* The next map of the same volume group that it is made of, from slave number *at on; NULL: no
 * more. */
static const struct block *next_layer(const struct stack *stack, const struct block *map,
				      size_t *at)
{
	while (*at < map->slaves.count) {
		const struct block *below =
			snapshot_block(stack->snapshot, map->slaves.at[(*at)++]);

		if (is_lvm(below) && same_group(map, below))
			return below;
	}
	return NULL;
}

/* ---- what a refresh helps ---- */

static bool is_image(const struct block *layer)
{
	return layer->dm_name && strstr(layer->dm_name, "_rimage_");
}

static bool is_metadata(const struct block *layer)
{
	return layer->dm_name && strstr(layer->dm_name, "_rmeta_");
}

bool volume_keeps_failure(const struct stack *stack, const struct block *map)
{
	const struct block *layer;
	size_t at = 0, lost = 0;
	bool raid = false, other = false;

	while ((layer = next_layer(stack, map, &at))) {
		if (is_image(layer))
			lost += stack_is_dangling(stack, layer);
		else if (is_metadata(layer))
			raid = true;
		else
			other = true;
	}
	return other || (raid ? lost > 1 : lost > 0);
}

const char *volume_failure(const struct lv *lv)
{
	if (!lv->active || strlen(lv->attr) < 9 || lv->attr[8] != 'F')
		return NULL;
	return "because its pool or cache has failed (LVM reports it so), and its I/O fails";
}

bool volume_is_cow(const struct stack *stack, const struct block *map)
{
	const struct block *layer;
	size_t at = 0;

	while ((layer = next_layer(stack, map, &at)))
		if (str_ends(layer->dm_uuid, "-cow"))
			return true;
	return false;
}

/* ---- suspended ---- */

/* depth: only a broken snapshot has a circle. */
static const struct block *find_suspended(const struct stack *stack, const struct block *map,
					  unsigned int depth)
{
	const struct block *found = map->suspended ? map : NULL;
	const char *const *slave;

	vec_each (slave, &map->slaves) {
		const struct block *below = snapshot_block(stack->snapshot, *slave);

		if (!found && below && depth)
			found = find_suspended(stack, below, depth - 1);
	}
	return found;
}

const struct block *volume_suspended(const struct stack *stack, const struct block *map)
{
	return find_suspended(stack, map, 16);
}

/* ---- what shares layers ---- */

bool volume_is_layer(const struct stack *stack, const struct block *map)
{
	const size_t *at;

	vec_each (at, &stack->above[index_of(stack, map)].list) {
		const struct block *above = &stack->snapshot->blocks.at[*at];

		if (is_lvm(above) && same_group(above, map))
			return true;
	}
	return false;
}

static void mark(const struct stack *stack, const struct block *map, bool *marked)
{
	const struct block *layer;
	size_t at = 0;

	if (marked[index_of(stack, map)])
		return;
	marked[index_of(stack, map)] = true;
	while ((layer = next_layer(stack, map, &at)))
		mark(stack, layer, marked);
}

/* depth: only a broken snapshot has a circle. */
static bool touches(const struct stack *stack, const struct block *map, const bool *marked,
		    unsigned int depth)
{
	const struct block *layer;
	size_t at = 0;

	while ((layer = next_layer(stack, map, &at)))
		if (marked[index_of(stack, layer)] ||
		    (depth && touches(stack, layer, marked, depth - 1)))
			return true;
	return false;
}

/* Marks all that shares a layer with what is marked; whether there was more of it. */
static bool spread(const struct stack *stack, const struct stack_links *group, bool *marked)
{
	const size_t *at;
	bool more = false;

	vec_each (at, &group->list) {
		const struct block *map = &stack->snapshot->blocks.at[*at];

		if (marked[*at] || volume_is_layer(stack, map) || !touches(stack, map, marked, 16))
			continue;
		mark(stack, map, marked);
		more = true;
	}
	return more;
}

static bool is_pool(const struct block *map)
{
	return str_ends(map->dm_uuid, "-pool");
}

struct layered volume_layered(const struct stack *stack, const struct block *map)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	bool *marked = arena_alloc(&scratch, stack->snapshot->blocks.count * sizeof(*marked));
	const char *key = lvm_dm_uuid_group(&scratch, map->dm_uuid);
	size_t number = key ? strmap_find(&stack->groups, key) : SIZE_MAX;
	struct layered all = { 0 };
	const size_t *at;

	if (number == SIZE_MAX)
		return all;
	mark(stack, map, marked);
	while (spread(stack, &stack->group_maps.at[number], marked))
		continue;
	/* A pool after the volumes that stand on it. */
	for (int pools = 0; pools < 2; pools++)
		vec_each (at, &stack->group_maps.at[number].list) {
			const struct block *member = &stack->snapshot->blocks.at[*at];

			if (marked[*at] && !volume_is_layer(stack, member) &&
			    is_pool(member) == (pools == 1))
				vec_add(stack->arena, &all.maps, member);
		}
	return all;
}
