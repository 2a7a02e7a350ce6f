#include "act/ends.h"

#include "act/stack.h"
#include "model/command.h"
#include "tool/lvm.h"
#include "tool/multipath.h"

#include <string.h>

/* "partN-" and the uuid of what it is a partition of; parted writes the same. */
bool block_is_kpartx(const struct block *block)
{
	const char *rest = str_starts(block->dm_uuid, "part") ? block->dm_uuid + 4 : "";
	size_t digits = strspn(rest, "0123456789");

	return digits && rest[digits] == '-';
}

/* kpartx is given the device that has the partitions. */
static const char *end_of_partition(const struct stack *stack, const struct block *block)
{
	const struct block *below =
		block->slaves.count ? snapshot_block(stack->snapshot, block->slaves.at[0]) : NULL;

	if (!below)
		return NULL;
	return arena_printf(stack->arena, "kpartx -d %s",
			    command_word(stack->arena, arena_printf(stack->arena, "/dev/%s%s",
								    below->dm_name ? "mapper/" : "",
								    block_title(below))));
}

const char *block_end(const struct stack *stack, const struct block *block)
{
	const char *name = command_word(stack->arena, block_title(block));

	if (multipath_is_map(block))
		return arena_printf(stack->arena, "multipath -f %s", name);
	if (str_starts(block->dm_uuid, "CRYPT-"))
		return arena_printf(stack->arena, "cryptsetup close %s", name);
	if (block_is_kpartx(block))
		return end_of_partition(stack, block);
	if (block->dm_name)
		return NULL;
	if (str_starts(block->name, "loop"))
		return arena_printf(stack->arena, "losetup -d /dev/%s", name);
	if (str_starts(block->name, "md"))
		return arena_printf(stack->arena, "mdadm --stop /dev/%s", name);
	return NULL;
}

/* Whether it is a volume itself, and none that LVM hides. */
static bool is_plain_volume(const struct stack *stack, const struct block *block)
{
	const char *vg, *lv;

	return lvm_dm_uuid_is_top(block->dm_uuid) &&
	       lvm_split_dm_name(stack->arena, block->dm_name, &vg, &lv) && !lvm_name_is_hidden(lv);
}

static const char *removal(const struct stack *stack, const struct block *block)
{
	return arena_printf(stack->arena, "dmsetup remove %s",
			    command_word(stack->arena, block->dm_name));
}

const char *block_removal(const struct stack *stack, const struct block *block)
{
	if (!is_plain_volume(stack, block) || stack->snapshot->devices_unknown ||
	    stack->snapshot->openers_unknown)
		return NULL;
	return removal(stack, block);
}

/* The group that LVM sees, by the uuid of a volume's map; NULL if it does not. */
static const struct vg *group_of(const struct stack *stack, const struct block *block,
				 const char *vg_name)
{
	const struct vg *vg = snapshot_vg(stack->snapshot, vg_name, NULL);

	return vg && lvm_dm_uuid_is_vg(block->dm_uuid, vg->uuid) ? vg : NULL;
}

/* A volume that its group no longer has: `vgchange` does not end it. */
static bool is_orphan(const struct stack *stack, const struct vg *vg, const struct block *block,
		      const char *lv_name)
{
	const struct lv *lv = vg_lv(vg, lv_name);

	return is_plain_volume(stack, block) && (!lv || stack_volume(stack, vg, lv) != block);
}

static const char *devices_text(const struct stack *stack)
{
	const char *const *device, *list = "";

	vec_each (device, &stack->snapshot->lvm_devices)
		list = arena_printf(stack->arena, "%s%s%s", list, *list ? "," : "",
				    command_word(stack->arena, *device));
	return list;
}

const char *volume_end(const struct stack *stack, const struct block *block, const char *vg_name,
		       const char *lv_name, bool used)
{
	const char *name = command_word(stack->arena, vg_name);
	const struct vg *vg = group_of(stack, block, vg_name);
	bool sick = stack->snapshot->sick.count > 0;

	if (str_equal(lv_name, LVM_LEASES))
		return arena_printf(stack->arena, "vgchange --lockstop %s", name);
	if (vg ? is_orphan(stack, vg, block, lv_name) : sick)
		return used || !is_plain_volume(stack, block) ? NULL : removal(stack, block);
	if (!sick)
		return arena_printf(stack->arena, "vgchange -an %s", name);
	return stack->snapshot->lvm_devices.count
		       ? arena_printf(stack->arena, "vgchange -an --devices %s %s",
				      devices_text(stack), name)
		       : NULL;
}
