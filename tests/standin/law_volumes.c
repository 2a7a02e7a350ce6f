#include "config.h"

#include "standin/law.h"

#include "base/str.h"

static int find_vg(const struct model *model, const struct operation *op)
{
	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used && str_equal(model->vgs[i].name, op->vg) &&
		    model_vg_is_visible(model, i, op->devices))
			return i;
	return MODEL_NONE;
}

static bool lists_inactive(const struct vg_wish *wish)
{
	const struct lv_wish *lv;

	vec_each (lv, &wish->lvs)
		if (lv->ensure == LV_INACTIVE)
			return true;
	return false;
}

static bool may_activate(const struct model *model, const struct vg_wish *wish, int vg,
			 const struct operation *op)
{
	const struct lv_wish *listed = op->lv ? vg_wish_lv(wish, op->lv) : NULL;

	if (!op->lv)
		return wish->ensure == VG_ACTIVE && !lists_inactive(wish);
	if (listed)
		return listed->ensure == LV_ACTIVE;
	for (int i = 0; i < MODEL_LVS; i++)
		if (model->lvs[i].used && model->lvs[i].vg == vg &&
		    str_equal(model->lvs[i].name, op->lv) && model->lvs[i].skip && op->despite_skip)
			return false;
	return wish->ensure == VG_ACTIVE;
}

bool laws_is_fragile(const struct volume *lv)
{
	return lv->sort != VOLUME_LINEAR && lv->sort != VOLUME_STRIPED;
}

static int logged_in_at(const struct model *model, const struct target_wish *target,
			const struct portal_wish *portal)
{
	const struct session_state_of *session;
	int count = 0;

	model_each (session, model->sessions)
		count += session->state == SESSION_LOGGED_IN &&
			 str_equal(model->targets[session->target].name, target->name) &&
			 str_equal(session->host, portal->portal.host) &&
			 session->port == portal->portal.port &&
			 str_equal(session->iface.name, portal->iface);
	return count;
}

bool laws_has_sessions(const struct model *model, const struct wishes *wishes,
		       const struct vg_wish *wish)
{
	const struct target_ref *ref;

	vec_each (ref, &wish->targets) {
		const struct target_wish *target = wishes_target(wishes, ref->name);
		unsigned int count = 0, needed;
		const struct portal_wish *portal;

		if (!target)
			continue;
		needed = target->min_portals ? target->min_portals
					     : (unsigned int)target->portals.count;
		vec_each (portal, &target->portals)
			count += logged_in_at(model, target, portal) > 0;
		if (target->ensure == TARGET_LOGGED_IN && count < needed)
			return false;
	}
	return true;
}

static bool is_named(const struct model *model, const struct vg_wish *wish, int target)
{
	const struct target_ref *ref;

	vec_each (ref, &wish->targets)
		if (str_equal(ref->name, model->targets[target].name))
			return true;
	return false;
}

bool laws_is_elsewhere(const struct model *model, const struct vg_wish *wish, int vg)
{
	bool local = false, named = false;

	for (int i = 0; i < MODEL_LUNS && wish->has_targets; i++) {
		const struct san_lun *lun = &model->luns[i];

		if (!lun->used || lun->vg != vg)
			continue;
		if (lun->target == MODEL_NONE)
			local = true;
		else if (is_named(model, wish, lun->target))
			named = true;
		else
			return true;
	}
	return local && !named && wish->targets.count;
}

static void check_carriers(const struct witness *witness, const struct vg_wish *wish, int vg,
			   const struct operation *op)
{
	if (!laws_has_sessions(witness->model, witness->wishes, wish))
		law_broke(witness, op, "targets: one lacks sessions");
	if (laws_is_elsewhere(witness->model, wish, vg))
		law_broke(witness, op, "targets: another carries it");
}

/* The volume of the command, if it fails and only a new activation helps it; MODEL_NONE. */
static int failed_volume(const struct model *model, int vg, const struct operation *op)
{
	for (int i = 0; i < MODEL_LVS; i++)
		if (vg != MODEL_NONE && model->lvs[i].used && model->lvs[i].vg == vg &&
		    str_equal(model->lvs[i].name, op->lv) && model_keeps_failure(model, i))
			return i;
	return MODEL_NONE;
}

/* It is wanted, and down only to come up again. */
static bool may_restart(const struct model *model, const struct vg_wish *wish, int vg,
			const struct operation *op)
{
	int lv = failed_volume(model, vg, op);

	return lv != MODEL_NONE && may_activate(model, wish, vg, op) &&
	       !model_map_is_open(model, model_volume_map((struct model *)model, lv));
}

static void check_access(const struct witness *witness, const struct vg_wish *wish, int vg,
			 const struct operation *op)
{
	const struct model *model = witness->model;

	if (op->sort == OP_ACTIVATE && op->exclusively != (wish->access == ACCESS_LOCKD))
		law_broke(witness, op, "access: this is %sfor lockd",
			  op->exclusively ? "" : "not as it is ");
	if (wish->access != ACCESS_EXCLUSIVE &&
	    model->vgs[vg].locked != (wish->access == ACCESS_LOCKD))
		law_broke(witness, op, "access: its lock type does not go with it");
	for (int i = 0; i < MODEL_LVS && wish->access == ACCESS_SHARED; i++)
		if (model->lvs[i].used && model->lvs[i].vg == vg &&
		    laws_is_fragile(&model->lvs[i]) &&
		    (!op->lv || str_equal(op->lv, model->lvs[i].name)))
			law_broke(witness, op, "access: two hosts would corrupt %s",
				  model->lvs[i].name);
}

void law_check_volumes(const struct witness *witness, const struct operation *op)
{
	const struct vg_wish *wish = wishes_vg(witness->wishes, op->vg);
	const struct lv_wish *listed = wish && op->lv ? vg_wish_lv(wish, op->lv) : NULL;
	int vg = find_vg(witness->model, op);
	bool asked = wish;

	if (wish && op->sort == OP_DEACTIVATE)
		asked = op->lv ? listed && listed->ensure == LV_INACTIVE
			       : wish->ensure == VG_INACTIVE;
	else if (wish)
		asked = may_activate(witness->model, wish, vg, op);
	if (wish && op->sort == OP_DEACTIVATE && !asked)
		asked = may_restart(witness->model, wish, vg, op);
	if (op->sort == OP_REFRESH && failed_volume(witness->model, vg, op) != MODEL_NONE)
		law_broke(witness, op, "this leaves the volume suspended");
	if (!asked)
		law_broke(witness, op, "law 2: nobody asked for this");
	if (wish && vg != MODEL_NONE && op->sort != OP_DEACTIVATE)
		check_access(witness, wish, vg, op);
	if (wish && vg != MODEL_NONE && op->sort != OP_DEACTIVATE)
		check_carriers(witness, wish, vg, op);
	if (witness->lvm_spoiled)
		law_broke(witness, op, "law 3: what LVM has is unknown");
	if (op->sort == OP_ACTIVATE && vg != MODEL_NONE &&
	    !model_vg_is_complete(witness->model, vg, op->devices))
		law_broke(witness, op, "a partial volume group is activated");
}

void law_check_devices(const struct witness *witness, const struct operation *op)
{
	const struct session_state_of *session;

	if (op->sort == OP_CONFIG)
		return;
	model_each (session, witness->model->sessions)
		if (session->state != SESSION_LOGGED_IN && !op->devices)
			law_broke(witness, op, "law 12: session %u is not LOGGED_IN", session->sid);
	if (lvm_hangs(witness->model, op->words))
		law_broke(witness, op, "law 12: this hangs on a sick disk");
}
