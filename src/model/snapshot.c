#include "model/snapshot.h"

#include <stdio.h>

void extents_add(struct strbuf *extents, unsigned int major, unsigned int minor, uint64_t sector)
{
	if (extents->length)
		strbuf_add(extents, ", ");
	strbuf_add_number(extents, major);
	strbuf_add_char(extents, ':');
	strbuf_add_number(extents, minor);
	strbuf_add_char(extents, ' ');
	strbuf_add_number(extents, sector);
}

const struct interface *snapshot_interface(const struct snapshot *snapshot, const char *name)
{
	const struct interface *interface;
	size_t at;

	if (snapshot->interface_index.count == snapshot->interfaces.count) {
		at = strmap_find(&snapshot->interface_index, name);
		return at == SIZE_MAX ? NULL : &snapshot->interfaces.at[at];
	}
	vec_each (interface, &snapshot->interfaces)
		if (str_equal(interface->name, name))
			return interface;
	return NULL;
}

#define NUMBER_SIZE 12

static const char *sid_text(unsigned int sid, char text[NUMBER_SIZE])
{
	snprintf(text, NUMBER_SIZE, "%u", sid);
	return text;
}

const struct session *snapshot_session(const struct snapshot *snapshot, unsigned int sid)
{
	const struct session *session;
	char text[NUMBER_SIZE];
	size_t at;

	if (snapshot->sid_index.count == snapshot->sessions.count) {
		at = strmap_find(&snapshot->sid_index, sid_text(sid, text));
		return at == SIZE_MAX ? NULL : &snapshot->sessions.at[at];
	}
	vec_each (session, &snapshot->sessions)
		if (session->sid == sid)
			return session;
	return NULL;
}

const struct block *snapshot_block(const struct snapshot *snapshot, const char *name)
{
	size_t at = strmap_find(&snapshot->block_index, name);

	return at == SIZE_MAX ? NULL : &snapshot->blocks.at[at];
}

#define DEVNO_SIZE 24

static const char *devno_text(unsigned int major, unsigned int minor, char text[DEVNO_SIZE])
{
	snprintf(text, DEVNO_SIZE, "%u:%u", major, minor);
	return text;
}

const struct block *snapshot_devno(const struct snapshot *snapshot, unsigned int major,
				   unsigned int minor)
{
	const struct block *block;
	char devno[DEVNO_SIZE];
	size_t at;

	if (snapshot->indexed) {
		at = strmap_find(&snapshot->devno_index, devno_text(major, minor, devno));
		return at == SIZE_MAX ? NULL : &snapshot->blocks.at[at];
	}
	vec_each (block, &snapshot->blocks)
		if (block->major == major && block->minor == minor)
			return block;
	return NULL;
}

static bool is_meant(const struct vg *vg, const char *name, const char *uuid)
{
	return str_equal(vg->name, name) && str_equal(vg->uuid, uuid);
}

bool snapshot_session_hangs(const struct snapshot *snapshot, const struct session *session)
{
	const struct hang *hang;

	vec_each (hang, &snapshot->hangs) {
		const struct block *block = snapshot_block(snapshot, hang->device);

		if (block && block->sid == session->sid)
			return session_is_logged_in(session);
	}
	return false;
}

const struct vg *snapshot_vg(const struct snapshot *snapshot, const char *name, const char *uuid)
{
	size_t at = strmap_find(&snapshot->vg_index, name);
	const struct vg *vg;

	if (at == SIZE_MAX || !uuid || str_equal(snapshot->vgs.at[at].uuid, uuid))
		return at == SIZE_MAX ? NULL : &snapshot->vgs.at[at];
	vec_each (vg, &snapshot->vgs)
		if (is_meant(vg, name, uuid))
			return vg;
	return NULL;
}

size_t snapshot_vg_count(const struct snapshot *snapshot, const char *name)
{
	size_t at = strmap_find(&snapshot->vg_index, name);

	return at == SIZE_MAX ? 0 : snapshot->vgs.at[at].namesakes;
}

const struct vg *snapshot_vg_by_uuid(const struct snapshot *snapshot, const char *uuid)
{
	const struct vg *vg;

	vec_each (vg, &snapshot->vgs)
		if (str_equal(vg->uuid, uuid))
			return vg;
	return NULL;
}

const struct autoactivation *snapshot_autoactivation(const struct snapshot *snapshot,
						     const char *vg)
{
	const struct autoactivation *activation;
	size_t at;

	if (snapshot->activation_index.count == snapshot->autoactivations.count) {
		at = strmap_find(&snapshot->activation_index, vg);
		return at == SIZE_MAX ? NULL : &snapshot->autoactivations.at[at];
	}
	vec_each (activation, &snapshot->autoactivations)
		if (str_equal(activation->vg, vg))
			return activation;
	return NULL;
}

const struct block *snapshot_pv(const struct snapshot *snapshot, const struct pv *pv)
{
	return pv->missing ? NULL : snapshot_devno(snapshot, pv->major, pv->minor);
}

/* A disk of the session, or a map over one. */
static bool is_on(const struct snapshot *snapshot, const struct block *block, unsigned int sid)
{
	const char *const *slave;

	if (block->sid == sid)
		return true;
	vec_each (slave, &block->slaves) {
		const struct block *path = snapshot_block(snapshot, *slave);

		if (path && path->sid == sid)
			return true;
	}
	return false;
}

bool snapshot_vg_is_on(const struct snapshot *snapshot, const struct vg *vg, unsigned int sid)
{
	const struct pv *pv;

	vec_each (pv, &vg->pvs) {
		const struct block *block = snapshot_pv(snapshot, pv);

		if (block && is_on(snapshot, block, sid))
			return true;
	}
	return false;
}

bool vg_has_active(const struct vg *vg)
{
	const struct lv *lv;

	vec_each (lv, &vg->lvs)
		if (lv->active || lv->unknown)
			return true;
	return false;
}

const struct lv *vg_lv(const struct vg *vg, const char *name)
{
	size_t at = strmap_find(&vg->lv_index, name);

	return at == SIZE_MAX ? NULL : &vg->lvs.at[at];
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
	return str_equal(session->state, LOGGED_IN_STATE);
}

/* The first of a name stays the one that is found. */
static void index_name(struct arena *arena, struct strmap *map, const char *name, size_t at)
{
	if (strmap_find(map, name) == SIZE_MAX)
		strmap_add(arena, map, name, at);
}

static void index_blocks(struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	const struct block *block;
	char devno[DEVNO_SIZE];

	snapshot->block_index = snapshot->devno_index = (struct strmap){ 0 };
	strmap_reserve(arena, &snapshot->block_index, snapshot->blocks.count);
	strmap_reserve(arena, &snapshot->devno_index, snapshot->blocks.count);
	vec_each (block, &snapshot->blocks) {
		size_t at = (size_t)(block - snapshot->blocks.at);

		devno_text(block->major, block->minor, devno);
		index_name(arena, &snapshot->block_index, block->name, at);
		index_name(arena, &snapshot->devno_index, arena_strdup(arena, devno), at);
	}
}

/* Inaccessible ones count where all of that name are. */
static void index_vg(struct snapshot *snapshot, const struct vg *vg)
{
	struct vg *first;

	index_name(snapshot->arena, &snapshot->vg_index, vg->name, (size_t)(vg - snapshot->vgs.at));
	first = &snapshot->vgs.at[strmap_find(&snapshot->vg_index, vg->name)];
	first->namesakes += vg->inaccessible == first->inaccessible;
}

/* Those of which there are many only on few hosts. */
static void index_rest(struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	char sid[NUMBER_SIZE];

	snapshot->sid_index = snapshot->interface_index = (struct strmap){ 0 };
	snapshot->host_index = snapshot->activation_index = (struct strmap){ 0 };
	for (size_t i = 0; i < snapshot->sessions.count; i++) {
		sid_text(snapshot->sessions.at[i].sid, sid);
		if (strmap_find(&snapshot->sid_index, sid) == SIZE_MAX)
			strmap_add(arena, &snapshot->sid_index, arena_strdup(arena, sid), i);
	}
	for (size_t i = 0; i < snapshot->interfaces.count; i++)
		index_name(arena, &snapshot->interface_index, snapshot->interfaces.at[i].name, i);
	for (size_t i = 0; i < snapshot->host_names.count; i++)
		index_name(arena, &snapshot->host_index, snapshot->host_names.at[i].name, i);
	for (size_t i = 0; i < snapshot->autoactivations.count; i++)
		index_name(arena, &snapshot->activation_index, snapshot->autoactivations.at[i].vg,
			   i);
}

void snapshot_index(struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	const struct session *session;
	struct vg *vg;

	snapshot->vg_index = (struct strmap){ 0 };
	strmap_reserve(arena, &snapshot->vg_index, snapshot->vgs.count);
	snapshot->sick.count = 0;
	snapshot->indexed = true;
	index_blocks(snapshot);
	index_rest(snapshot);
	vec_each (session, &snapshot->sessions)
		if (!session_is_logged_in(session))
			vec_add(arena, &snapshot->sick, session->sid);
	vec_each (vg, &snapshot->vgs)
		vg->namesakes = 0;
	for (int turn = 0; turn <= 1; turn++)
		vec_each (vg, &snapshot->vgs)
			if (vg->inaccessible == turn)
				index_vg(snapshot, vg);
	vec_each (vg, &snapshot->vgs) {
		vg->lv_index = (struct strmap){ 0 };
		strmap_reserve(arena, &vg->lv_index, vg->lvs.count);
		for (size_t i = 0; i < vg->lvs.count; i++)
			index_name(arena, &vg->lv_index, vg->lvs.at[i].name, i);
	}
}
