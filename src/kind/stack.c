#include "kind/stack.h"

#include "base/strbuf.h"
#include "model/command.h"
#include "tool/lvm.h"

#include <string.h>

struct stack_links {
	VEC(size_t) list; /* indices of the blocks directly above */
};

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

static bool is_dangling(const struct stack *stack, const struct block *block, unsigned int depth)
{
	const char *const *slave;

	if (block->dangling || depth > 16)
		return block->dangling;
	vec_each (slave, &block->slaves) {
		const struct block *below = snapshot_block(stack->snapshot, *slave);

		if (below && is_dangling(stack, below, depth + 1))
			return true;
	}
	return false;
}

bool stack_is_dangling(const struct stack *stack, const struct block *block)
{
	return is_dangling(stack, block, 0);
}

static void add_use(const struct stack *stack, struct uses *uses, const struct use *use)
{
	const struct use *old;

	vec_each (old, &uses->list)
		if (old->block == use->block && str_equal(old->text, use->text))
			return;
	vec_add(stack->arena, &uses->list, *use);
}

static void add_mount(const struct stack *stack, const struct block *block,
		      const struct mount *mount, struct uses *uses)
{
	const char *name = block->dm_name ? block->dm_name : block->name;
	const char *path = command_word(stack->arena, mount->path);
	struct use use = { .kind = USE_MOUNT, .block = block };

	if (mount->pid) {
		use.text = arena_printf(stack->arena,
					"%s is mounted on %s in the mount namespace of pid %u",
					name, mount->path, mount->pid);
		use.next =
			arena_printf(stack->arena, "nsenter -t %u -m umount %s", mount->pid, path);
	} else {
		use.text = arena_printf(stack->arena, "%s is mounted on %s", name, mount->path);
		use.next = arena_printf(stack->arena, "umount %s", path);
	}
	add_use(stack, uses, &use);
}

static void add_mounts(const struct stack *stack, const struct block *block, struct uses *uses)
{
	const struct mount *mount;

	vec_each (mount, &stack->snapshot->mounts)
		if (mount->major == block->major && mount->minor == block->minor)
			add_mount(stack, block, mount, uses);
}

static bool is_swap_on(const struct swap *swap, const struct block *block)
{
	const char *base = strrchr(swap->device, '/');

	base = base ? base + 1 : swap->device;
	return str_equal(base, block->name) || (block->dm_name && str_equal(base, block->dm_name));
}

static void add_swaps(const struct stack *stack, const struct block *block, struct uses *uses)
{
	const struct swap *swap;

	vec_each (swap, &stack->snapshot->swaps) {
		if (!is_swap_on(swap, block))
			continue;
		add_use(stack, uses,
			&(struct use){
				.kind = USE_SWAP,
				.block = block,
				.text = arena_printf(stack->arena, "%s is used as swap",
						     block->dm_name ? block->dm_name : block->name),
				.next = arena_printf(stack->arena, "swapoff %s",
						     command_word(stack->arena, swap->device)),
			});
	}
}

/* What being there means for a device built on another one. Partitions as such are no use. */
static void add_itself(const struct stack *stack, const struct block *block, struct uses *uses)
{
	struct use use = { .kind = USE_HOLDER, .block = block };

	if (block->disk)
		return;
	if (str_starts(block->dm_uuid, "LVM-") &&
	    lvm_split_dm_name(stack->arena, block->dm_name, &use.vg, &use.lv)) {
		use.kind = USE_VOLUME;
		use.text = arena_printf(stack->arena, "logical volume %s/%s is active", use.vg,
					use.lv);
	} else {
		/* A multipath map nobody uses ends by its own command; nothing else is known. */
		if (str_starts(block->dm_uuid, "mpath-"))
			use.next = arena_printf(stack->arena, "multipath -f %s", block->dm_name);
		use.text = arena_printf(stack->arena, "%s is built on it",
					block->dm_name ? block->dm_name : block->name);
	}
	add_use(stack, uses, &use);
}

/* depth: a stack of devices cannot be circular; a broken snapshot may say it is. */
static void walk(const struct stack *stack, size_t index, unsigned int depth, struct uses *uses)
{
	const struct block *block = &stack->snapshot->blocks.at[index];
	const size_t *above;

	if (depth > 16)
		return;
	add_mounts(stack, block, uses);
	add_swaps(stack, block, uses);
	vec_each (above, &stack->above[index].list) {
		add_itself(stack, &stack->snapshot->blocks.at[*above], uses);
		walk(stack, *above, depth + 1, uses);
	}
}

void stack_uses(const struct stack *stack, const struct block *block, struct uses *uses)
{
	walk(stack, (size_t)(block - stack->snapshot->blocks.at), 0, uses);
}

void stack_session_uses(const struct stack *stack, unsigned int sid, struct uses *uses)
{
	const struct block *block;

	vec_each (block, &stack->snapshot->blocks)
		if (block->sid == sid && !block->disk)
			stack_uses(stack, block, uses);
}

const char *uses_text(struct arena *arena, const struct uses *uses)
{
	struct strbuf buf CLEANUP(strbuf_done) = { 0 };
	const struct use *use;

	vec_each (use, &uses->list) {
		if (use != uses->list.at)
			strbuf_add(&buf, "; ");
		strbuf_add(&buf, use->text);
		if (use->next)
			strbuf_printf(&buf, " (to end that: %s)", use->next);
	}
	return arena_strdup(arena, strbuf_text(&buf));
}
