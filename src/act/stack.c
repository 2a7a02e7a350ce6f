#include "act/stack.h"

#include "tool/lvm.h"

#include <stdio.h>

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

static void add_to_name(struct stack *stack, const struct block *block, size_t index)
{
	const char *vg, *lv;

	if (str_starts(block->dm_uuid, "LVM-") &&
	    lvm_split_dm_name(stack->arena, block->dm_name, &vg, &lv))
		strlists_add(stack->arena, &stack->name_maps, vg, index);
}

/* ---- what the lists of the snapshot have of a block ---- */

static struct stack_users *users_at(const struct stack *stack, unsigned int major,
				    unsigned int minor)
{
	const struct block *block = snapshot_devno(stack->snapshot, major, minor);

	return block ? &stack->users[block - stack->snapshot->blocks.at] : NULL;
}

/* Every entry of a list of the snapshot that is of a block, added to what that has of its kind. */
#define add_users(stack, field, each)                                                  \
	do {                                                                           \
		for (size_t i = 0; i < (stack)->snapshot->each.count; i++) {           \
			struct stack_users *of =                                       \
				users_at((stack), (stack)->snapshot->each.at[i].major, \
					 (stack)->snapshot->each.at[i].minor);         \
			if (of)                                                        \
				vec_add((stack)->arena, &of->field.list, i);           \
		}                                                                      \
	} while (0)

static void index_users(struct stack *stack)
{
	stack->users = arena_alloc(stack->arena,
				   (stack->snapshot->blocks.count + 1) * sizeof(*stack->users));
	add_users(stack, mounts, mounts);
	add_users(stack, openers, openers);
	add_users(stack, backstores, backstores);
	add_users(stack, counts, open_counts);
}

/* ---- what came in over a session ---- */

#define SID_SIZE 12

static const char *sid_text(unsigned int sid, char text[SID_SIZE])
{
	snprintf(text, SID_SIZE, "%u", sid);
	return text;
}

static void add_disk(struct stack *stack, const struct block *block, size_t index)
{
	char sid[SID_SIZE];

	if (!block->sid)
		return;
	strlists_add(stack->arena, &stack->disks, sid_text(block->sid, sid), index);
	if (block->wwid)
		strlists_add(stack->arena, &stack->twins, block->wwid, index);
}

/* A group is there once, however many of its physical volumes are. */
static void add_vg(struct stack *stack, unsigned int sid, size_t vg)
{
	char text[SID_SIZE];
	const struct indices *vgs = strlists_at(&stack->vgs, sid_text(sid, text));

	if (sid && (!vgs->list.count || vgs->list.at[vgs->list.count - 1] != vg))
		strlists_add(stack->arena, &stack->vgs, text, vg);
}

/* As snapshot_vg_is_on() says. */
static void add_vgs(struct stack *stack)
{
	const struct vg *vg;
	const struct pv *pv;

	vec_each (vg, &stack->snapshot->vgs)
		vec_each (pv, &vg->pvs) {
			const struct block *block = snapshot_pv(stack->snapshot, pv);
			size_t at = (size_t)(vg - stack->snapshot->vgs.at);

			if (!block)
				continue;
			add_vg(stack, block->sid, at);
			for (size_t i = 0; i < block->slaves.count; i++) {
				const struct block *path =
					snapshot_block(stack->snapshot, block->slaves.at[i]);

				add_vg(stack, path ? path->sid : 0, at);
			}
		}
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
		add_to_name(&stack, block, index);
		add_disk(&stack, block, index);
		link_to(&stack, block->disk, index);
		vec_each (slave, &block->slaves)
			link_to(&stack, *slave, index);
	}
	vec_each (block, &snapshot->blocks)
		if (block->dm_uuid && stack_is_dangling(&stack, block))
			vec_add(arena, &stack.lost.list, (size_t)(block - snapshot->blocks.at));
	stack.walk = arena_alloc(arena, sizeof(*stack.walk));
	stack.walk->at = arena_alloc(arena, (snapshot->blocks.count + 1) * sizeof(*stack.walk->at));
	index_users(&stack);
	add_vgs(&stack);
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

const struct indices *stack_disks(const struct stack *stack, unsigned int sid)
{
	char text[SID_SIZE];

	return strlists_at(&stack->disks, sid_text(sid, text));
}

const struct indices *stack_vgs(const struct stack *stack, unsigned int sid)
{
	char text[SID_SIZE];

	return strlists_at(&stack->vgs, sid_text(sid, text));
}

bool stack_vg_is_on(const struct stack *stack, const struct vg *vg, unsigned int sid)
{
	return indices_have(stack_vgs(stack, sid), (size_t)(vg - stack->snapshot->vgs.at));
}

const struct indices *stack_twins(const struct stack *stack, const struct block *disk)
{
	return strlists_at(&stack->twins, disk->wwid);
}

const struct indices *stack_maps(const struct stack *stack, const char *uuid, const char *name)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct indices *maps = arena_alloc(stack->arena, sizeof(*maps));
	const char *group =
		uuid ? lvm_dm_uuid_group(&scratch, lvm_dm_uuid(&scratch, uuid, uuid)) : NULL;
	size_t at = group ? strmap_find(&stack->groups, group) : SIZE_MAX;
	const size_t *index;

	if (at != SIZE_MAX)
		vec_each (index, &stack->group_maps.at[at].list)
			vec_add(stack->arena, &maps->list, *index);
	vec_each (index, &strlists_at(&stack->name_maps, name)->list)
		vec_add(stack->arena, &maps->list, *index);
	indices_tidy(maps);
	return maps;
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

const char *block_title(const struct block *block)
{
	return block->dm_name ? block->dm_name : block->name;
}
