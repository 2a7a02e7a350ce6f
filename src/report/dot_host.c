/* What stands on what, on the host: targets, sessions, disks, volume groups, volumes. */
#include "report/dot.h"

#include <string.h>

/* ---- targets and sessions ---- */

static const char *target_id(struct drawing *d, const char *name)
{
	return arena_printf(d->arena, "target %s", name);
}

static const char *session_id(struct drawing *d, unsigned int sid)
{
	return arena_printf(d->arena, "session %u", sid);
}

/* Its records have no nodes of their own. */
static void draw_target(struct drawing *d, const char *name)
{
	struct look look = { 0 };
	const size_t *at;

	if (dot_has(d, target_id(d, name)))
		return;
	vec_each (at, &strlists_at(&d->targets, name)->list)
		dot_look(d, *at, &look);
	dot_node(d, target_id(d, name), arena_printf(d->arena, "target\n%s", name), &look);
}

static void draw_session(struct drawing *d, const struct session *session)
{
	const char *at = portal_text_bound(d->arena, &session->portal, session->iface);
	const char *const names[] = {
		arena_printf(d->arena, "%s at %s", session->target, at), session->target,
		arena_printf(d->arena, "%s at other portals", session->target)
	};
	struct look look = { 0 };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names) && !look.named; i++)
		dot_look(d, dot_item(d, "session", names[i]), &look);
	draw_target(d, session->target);
	dot_node(d, session_id(d, session->sid),
		 arena_printf(d->arena, "session %u\n%s\n%s", session->sid, at, session->state),
		 &look);
	dot_edge(d, target_id(d, session->target), session_id(d, session->sid), "");
}

/* A session that the manifest wants, and that is not there. */
static void draw_missing_session(struct drawing *d, size_t index)
{
	const struct item_result *item = &d->outcome->items.at[index];
	const char *end = strchr(item->name, ' ');
	const char *target =
		end ? arena_strndup(d->arena, item->name, (size_t)(end - item->name)) : item->name;
	const char *id = arena_printf(d->arena, "session %s", item->name);
	struct look look = { .missing = true };

	dot_look(d, index, &look);
	draw_target(d, target);
	dot_node(d, id, arena_printf(d->arena, "session%s", end ? end : ""), &look);
	dot_edge(d, target_id(d, target), id, "");
}

static void draw_sessions(struct drawing *d)
{
	const struct target_wish *target;
	const struct session *session;

	vec_each (target, &d->wishes->targets)
		draw_target(d, target->name);
	vec_each (session, &d->snapshot->sessions)
		draw_session(d, session);
	for (size_t i = 0; i < d->outcome->items.count; i++)
		if (str_equal(d->outcome->items.at[i].kind, "session") && !d->used[i] &&
		    d->outcome->items.at[i].result != RESULT_KEPT)
			draw_missing_session(d, i);
}

/* ---- disks ---- */

static const char *block_id(struct drawing *d, const struct block *block)
{
	return arena_printf(d->arena, "block %s", block->name);
}

static void draw_block(struct drawing *d, const struct block *block);

static void draw_below(struct drawing *d, const struct block *block, const char *name)
{
	const struct block *below = snapshot_block(d->snapshot, name);

	if (!below)
		return;
	draw_block(d, below);
	dot_edge(d, block_id(d, below), block_id(d, block), "");
}

static void draw_block(struct drawing *d, const struct block *block)
{
	const char *const *slave;
	const char *label = arena_printf(d->arena, "%s\n%.1f GiB",
					 block->dm_name ? block->dm_name : block->name,
					 (double)block->size / 2 / 1024 / 1024);

	if (!dot_node(d, block_id(d, block), label, &(struct look){ 0 }))
		return;
	if (block->disk)
		draw_below(d, block, block->disk);
	else if (block->sid)
		dot_edge(d, session_id(d, block->sid), block_id(d, block), "");
	vec_each (slave, &block->slaves)
		draw_below(d, block, *slave);
}

static void draw_disks(struct drawing *d)
{
	const struct block *block;

	vec_each (block, &d->snapshot->blocks)
		if (block->sid && !block->disk && snapshot_session(d->snapshot, block->sid))
			draw_block(d, block);
}

/* ---- volume groups ---- */

static const char *vg_id(struct drawing *d, const struct vg *vg)
{
	return arena_printf(d->arena, "volume group %s %s", vg->name, vg->uuid);
}

static void draw_lv(struct drawing *d, const char *vg, const char *name, const struct lv *lv,
		    const char *above)
{
	const char *full = arena_printf(d->arena, "%s/%s", vg, name);
	const char *id = arena_printf(d->arena, "%s %s", above, name);
	struct look look = { .missing = !lv };

	dot_look(d, dot_item(d, "logical volume", full), &look);
	if (dot_node(d, id,
		     arena_printf(d->arena, "%s\n%s%s", name,
				  !lv		? "not visible"
				  : lv->unknown ? "unknown"
				  : lv->active	? "active"
						: "inactive",
				  lv && lv->open ? ", open" : ""),
		     &look))
		dot_edge(d, above, id, "");
}

static void draw_listed(struct drawing *d, const struct vg_wish *wish, const struct vg *vg,
			const char *above)
{
	const struct lv_wish *lv;

	vec_each (lv, &wish->lvs)
		draw_lv(d, wish->name, lv->name, vg ? vg_lv(vg, lv->name) : NULL, above);
}

static void draw_missing_vg(struct drawing *d, const struct vg_wish *wish)
{
	const char *id = arena_printf(d->arena, "volume group %s", wish->name);
	const struct target_ref *ref;
	struct look look = { .missing = true };

	dot_look(d, dot_item(d, "volume group", wish->name), &look);
	dot_node(d, id, arena_printf(d->arena, "volume group\n%s", wish->name), &look);
	vec_each (ref, &wish->targets)
		dot_edge(d, target_id(d, ref->name), id, " [style=dashed, minlen=3]");
	draw_listed(d, wish, NULL, id);
}

static void draw_vg(struct drawing *d, const struct vg *vg, const struct vg_wish *wish)
{
	const char *id = vg_id(d, vg);
	struct look look = { 0 };
	const struct lv *lv;
	const struct pv *pv;

	if (wish)
		dot_look(d, dot_item(d, "volume group", vg->name), &look);
	dot_node(d, id,
		 arena_printf(d->arena, "volume group\n%s%s", vg->name,
			      vg->partial ? "\npartial" : ""),
		 &look);
	vec_each (pv, &vg->pvs) {
		const struct block *block = snapshot_pv(d->snapshot, pv);

		if (!block)
			continue;
		draw_block(d, block);
		dot_edge(d, block_id(d, block), id, "");
	}
	vec_each (lv, &vg->lvs)
		draw_lv(d, vg->name, lv->name, lv, id);
	if (wish)
		draw_listed(d, wish, vg, id);
}

static bool is_of_session(const struct drawing *d, const struct block *block)
{
	return block && block->sid && snapshot_session(d->snapshot, block->sid);
}

/* As snapshot_vg_is_on() says, of any session. */
static bool is_carried(const struct drawing *d, const struct vg *vg)
{
	const char *const *slave;
	const struct pv *pv;

	vec_each (pv, &vg->pvs) {
		const struct block *block = snapshot_pv(d->snapshot, pv);

		if (is_of_session(d, block))
			return true;
		if (block)
			vec_each (slave, &block->slaves)
				if (is_of_session(d, snapshot_block(d->snapshot, *slave)))
					return true;
	}
	return false;
}

/* Those the manifest names, and those on disks of sessions. */
static void draw_vgs(struct drawing *d)
{
	const struct vg_wish *wish;
	const struct vg *vg;

	vec_each (wish, &d->wishes->vgs)
		if (!snapshot_vg(d->snapshot, wish->name, wish->uuid))
			draw_missing_vg(d, wish);
	vec_each (vg, &d->snapshot->vgs) {
		wish = wishes_vg(d->wishes, vg->name);
		if (wish && snapshot_vg(d->snapshot, vg->name, wish->uuid) != vg)
			wish = NULL;
		if (wish || is_carried(d, vg))
			draw_vg(d, vg, wish);
	}
}

void dot_host(struct drawing *d)
{
	draw_sessions(d);
	draw_disks(d);
	draw_vgs(d);
}
