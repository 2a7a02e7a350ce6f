#include "act/holders.h"

#include "act/stack.h"
#include "act/uses.h"
#include "tool/blocks.h"
#include "tool/lvm.h"

#include <string.h>

bool held_is(const struct held *held)
{
	const struct use *use;

	vec_each (use, &held->uses.list)
		if (!use->passing)
			return true;
	return false;
}

static struct held *add(const struct stack *stack, struct holders *holders, const char *kind,
			const char *name)
{
	struct held *held = vec_push(stack->arena, &holders->list);

	*held = (struct held){ .kind = kind, .name = name };
	return held;
}

/* ---- logical volumes ---- */

/* Whether a block is the map of a volume as it is used, not of one of its layers. */
static bool is_volume(const struct stack *stack, const struct block *block, const char **ret_vg,
		      const char **ret_lv)
{
	return block->dm_uuid && lvm_dm_uuid_is_top(block->dm_uuid) &&
	       lvm_split_dm_name(stack->arena, block->dm_name, ret_vg, ret_lv);
}

static const char *volume_name(const struct stack *stack, const char *vg, const char *lv)
{
	return arena_printf(stack->arena, "%s/%s", vg, lv);
}

/* layers: the volumes of its own VG that are made of it are users too. */
static void add_volume(const struct stack *stack, const struct block *block, const char *vg,
		       const char *lv, bool layers, struct holders *holders)
{
	struct held *held = add(stack, holders, "logical volume", volume_name(stack, vg, lv));
	struct uses uses = { 0 };
	const struct use *use;

	vec_add(stack->arena, &held->blocks, block);
	stack_uses(stack, block, &uses);
	vec_each (use, &uses.list)
		if (layers || !str_equal(use->vg, vg))
			vec_add(stack->arena, &held->uses.list, *use);
}

/* What is active says device-mapper, also where LVM cannot be asked. lv: NULL for all of the VG. */
static bool find_active(const struct stack *stack, const char *wanted_vg, const char *wanted_lv,
			struct holders *holders)
{
	const struct block *block;
	const char *vg, *lv;
	bool found = false;

	vec_each (block, &stack->snapshot->blocks) {
		if (!is_volume(stack, block, &vg, &lv) || !str_equal(vg, wanted_vg) ||
		    (wanted_lv && !str_equal(lv, wanted_lv)))
			continue;
		add_volume(stack, block, vg, lv, wanted_lv, holders);
		found = true;
	}
	return found;
}

static bool find_group(const struct stack *stack, const char *name, struct holders *holders)
{
	if (find_active(stack, name, NULL, holders))
		return true;
	if (!snapshot_vg(stack->snapshot, name, NULL))
		return false;
	add(stack, holders, "volume group", name)->idle = "none of its volumes is active";
	return true;
}

static bool find_volume(const struct stack *stack, const char *name, struct holders *holders)
{
	const char *slash = strchr(name, '/');
	const struct vg *group;
	const char *vg;

	if (!slash)
		return false;
	vg = arena_strndup(stack->arena, name, (size_t)(slash - name));
	if (find_active(stack, vg, slash + 1, holders))
		return true;
	group = snapshot_vg(stack->snapshot, vg, NULL);
	if (!group || !vg_lv(group, slash + 1))
		return false;
	add(stack, holders, "logical volume", name)->idle = "it is not active";
	return true;
}

/* ---- targets ---- */

static void add_session(const struct stack *stack, const struct session *session,
			struct holders *holders)
{
	struct held *held =
		add(stack, holders, "session",
		    arena_printf(stack->arena, "%u of %s at %s", session->sid, session->target,
				 portal_text(stack->arena, &session->portal)));
	const struct block *block;

	vec_each (block, &stack->snapshot->blocks)
		if (block->sid == session->sid && !block->disk)
			vec_add(stack->arena, &held->blocks, block);
	stack_session_uses(stack, session->sid, &held->uses);
}

static bool find_target(const struct stack *stack, const char *name, struct holders *holders)
{
	const struct session *session;
	const struct record *record;
	size_t before = holders->list.count;

	vec_each (session, &stack->snapshot->sessions)
		if (str_equal(session->target, name))
			add_session(stack, session, holders);
	if (holders->list.count > before)
		return true;
	vec_each (record, &stack->snapshot->records)
		if (str_equal(record->target, name)) {
			add(stack, holders, "target", name)->idle = "it has no session";
			return true;
		}
	return false;
}

/* ---- any device ---- */

static bool add_device(const struct stack *stack, const struct block *block,
		       struct holders *holders)
{
	const char *vg, *lv;
	struct held *held;

	if (!block)
		return false;
	if (is_volume(stack, block, &vg, &lv)) {
		add_volume(stack, block, vg, lv, true, holders);
		return true;
	}
	held = add(stack, holders, "device", block_title(block));
	vec_add(stack->arena, &held->blocks, block);
	stack_uses(stack, block, &held->uses);
	return true;
}

static bool find_device(const struct stack *stack, const char *name, struct holders *holders)
{
	const struct block *block;

	vec_each (block, &stack->snapshot->blocks)
		if (str_equal(block->name, name) || str_equal(block->dm_name, name))
			return add_device(stack, block, holders);
	return false;
}

static bool find_path(const struct stack *stack, const struct tools *tools, const char *path,
		      struct holders *holders, const char **unknown)
{
	/* Of a volume that is not active there is no node, but its path is known. */
	return add_device(stack, block_of_path(tools, stack->snapshot, path, unknown), holders) ||
	       (str_starts(path, "/dev/") && find_volume(stack, path + strlen("/dev/"), holders));
}

int holders_find(const struct stack *stack, const struct tools *tools, const char *word,
		 struct holders *holders, const char **ret_reason)
{
	const struct snapshot *snapshot = stack->snapshot;
	const char *hidden =
		snapshot->lvm_unknown ? snapshot->lvm_unknown : snapshot->lvm_incomplete;

	if (snapshot->devices_unknown)
		hidden = snapshot->devices_unknown;

	if (*word == '/' ? find_path(stack, tools, word, holders, &hidden)
			 : find_group(stack, word, holders) || find_volume(stack, word, holders) ||
				   find_target(stack, word, holders) ||
				   find_device(stack, word, holders))
		return 0;
	*ret_reason = arena_printf(
		stack->arena, "this host has no volume group, VG/LV, target or disk '%s'%s%s%s",
		word, hidden ? ", as far as can be told (" : "", hidden ? hidden : "",
		hidden ? ")" : "; see converge show");
	return -1;
}
