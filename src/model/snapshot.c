#include "model/snapshot.h"

const struct block *snapshot_block(const struct snapshot *snapshot, const char *name)
{
	size_t at = strmap_find(&snapshot->block_index, name);

	return at == SIZE_MAX ? NULL : &snapshot->blocks.at[at];
}

const struct block *snapshot_devno(const struct snapshot *snapshot, unsigned int major,
				   unsigned int minor)
{
	const struct block *block;

	vec_each (block, &snapshot->blocks)
		if (block->major == major && block->minor == minor)
			return block;
	return NULL;
}

const struct vg *snapshot_vg(const struct snapshot *snapshot, const char *name)
{
	size_t at = strmap_find(&snapshot->vg_index, name);

	return at == SIZE_MAX ? NULL : &snapshot->vgs.at[at];
}

size_t snapshot_vg_count(const struct snapshot *snapshot, const char *name)
{
	const struct vg *vg;
	size_t count = 0;

	vec_each (vg, &snapshot->vgs)
		count += str_equal(vg->name, name);
	return count;
}

const struct lv *vg_lv(const struct vg *vg, const char *name)
{
	const struct lv *lv;

	vec_each (lv, &vg->lvs)
		if (str_equal(lv->name, name))
			return lv;
	return NULL;
}

const char *record_parameter(const struct record *record, const char *name)
{
	const struct parameter *parameter;

	vec_each (parameter, &record->parameters)
		if (str_equal(parameter->name, name))
			return parameter->value;
	return NULL;
}

bool session_is_logged_in(const struct session *session)
{
	return str_equal(session->state, "LOGGED_IN");
}

void snapshot_index(struct snapshot *snapshot)
{
	snapshot->block_index = (struct strmap){ 0 };
	snapshot->vg_index = (struct strmap){ 0 };
	for (size_t i = 0; i < snapshot->blocks.count; i++)
		if (strmap_find(&snapshot->block_index, snapshot->blocks.at[i].name) == SIZE_MAX)
			strmap_add(snapshot->arena, &snapshot->block_index,
				   snapshot->blocks.at[i].name, i);
	for (size_t i = 0; i < snapshot->vgs.count; i++)
		if (strmap_find(&snapshot->vg_index, snapshot->vgs.at[i].name) == SIZE_MAX)
			strmap_add(snapshot->arena, &snapshot->vg_index, snapshot->vgs.at[i].name,
				   i);
}
