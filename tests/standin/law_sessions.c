#include "config.h"

#include "standin/law.h"

#include "base/str.h"

#include <stdlib.h>
#include <string.h>

/* A command on that record answered success, and had done nothing. */
static bool was_lied_to(const struct witness *witness, const struct operation *op)
{
	for (size_t i = 0; i < witness->ran_count; i++) {
		const struct ran *ran = &witness->ran[i];

		if (ran->spoiled && ran->code == 0 && ran->changing &&
		    strstr(ran->text, op->target))
			return true;
	}
	return false;
}

static void check_settings(const struct witness *witness, const struct operation *op,
			   const struct target_wish *wish)
{
	const struct node_record *record = law_record(witness->model, op);

	if (!record) {
		law_broke(witness, op, "law 7: a login without a record");
		return;
	}
	for (int i = 0; i < PARAM_COUNT; i++) {
		bool is_wanted;
		const char *wanted =
			law_wanted_value(witness->model, wish, parameter_names[i], &is_wanted);

		/* Credentials are read back, so that no lie helps. */
		if (is_wanted && !str_equal(record->values[i], wanted) &&
		    (wish->auth.ensure == AUTH_CHAP || !was_lied_to(witness, op)))
			law_broke(witness, op, "law 7: a login before %s is set",
				  parameter_names[i]);
	}
}

static bool is_pending(const struct model *model, int target)
{
	for (int i = 0; i < MODEL_AGENDA; i++)
		if (model->agenda[i].sort == AGENDA_LOGIN && model->agenda[i].object == target)
			return true;
	return false;
}

/* Another login to the target runs, whoever waits for it. */
static bool is_at_login(const struct witness *witness, const char *target)
{
	for (size_t i = 0; i < witness->at_work_count; i++) {
		struct operation op = operation_read(witness->at_work[i].argv);

		if (op.sort == OP_LOGIN && str_equal(op.target, target))
			return true;
	}
	return false;
}

void law_check_login(const struct witness *witness, const struct operation *op)
{
	const struct target_wish *wish =
		law_wish(witness, op->target, op->host, op->port, op->iface);
	int target = model_find_target(witness->model, op->target);
	const struct session_state_of *session;
	const struct node_record *record = law_record(witness->model, op);

	if (!wish || wish->ensure != TARGET_LOGGED_IN) {
		law_broke(witness, op, "law 2: nobody asked for this login");
		return;
	}
	check_settings(witness, op, wish);
	law_check_binding(witness, op);
	if (law_has_session(witness->model, op))
		law_broke(witness, op, "law 2: there is such a session");
	if (witness->model->multipathd)
		return;
	model_each (session, witness->model->sessions)
		if (session->target == target)
			law_broke(witness, op, "law 5: session %u is there", session->sid);
	if (is_pending(witness->model, target) || is_at_login(witness, op->target))
		law_broke(witness, op, "law 5: another login to the target is under way");
	if (record && strtol(record->values[PARAM_NR_SESSIONS], NULL, 10) > 1)
		law_broke(witness, op, "law 5: this opens several sessions");
}

static bool is_slave(const struct map *map, int serial)
{
	for (int i = 0; i < map->slaves_used; i++)
		if (map->slaves[i].disk == serial)
			return true;
	return false;
}

/* By more than a map that stands on nothing any more. */
static bool vg_is_active(const struct model *model, int vg)
{
	const struct map *map;

	model_each (map, model->maps)
		if (map->lv != MODEL_NONE && model->lvs[map->lv].vg == vg &&
		    !model_map_is_dangling(model, map))
			return true;
	return false;
}

/* Another session that works shows the same LUN: what stands on that one's disk stays. */
static bool is_shown_elsewhere(const struct model *model, const struct disk *disk)
{
	const struct disk *other;

	model_each (other, model->disks)
		if (other->lun == disk->lun && other->sid != disk->sid && other->sid &&
		    model_session_is_healthy(model, other->sid))
			return true;
	return false;
}

/* Law 4: nothing on any of its disks is used. */
static void check_disk(const struct witness *witness, const struct operation *op,
		       const struct disk *disk, bool healthy)
{
	int vg = witness->model->luns[disk->lun].vg;
	const struct map *map;

	model_each (map, witness->model->maps)
		if (is_slave(map, disk->serial))
			law_broke(witness, op, "law 4: dm-%u is on %s", map->minor, disk->name);
	if (model_disk_is_used(witness->model, disk))
		law_broke(witness, op, "law 4: %s is used", disk->name);
	if (healthy && vg != MODEL_NONE && vg_is_active(witness->model, vg) &&
	    !is_shown_elsewhere(witness->model, disk))
		law_broke(witness, op, "law 4: %s belongs to %s, which is active", disk->name,
			  witness->model->vgs[vg].name);
}

/* Its record was changed by this run, and the manifest wants it made anew for that. */
static bool is_made_anew(const struct witness *witness, const struct session_state_of *session)
{
	const struct target_wish *wish =
		law_wish(witness, witness->model->targets[session->target].name, session->host,
			 session->port, session->iface.name);

	if (!wish || wish->relogin != RELOGIN_WHEN_IDLE)
		return false;
	for (size_t i = 0; i < witness->ran_count; i++) {
		const struct ran *ran = &witness->ran[i];

		if (ran->changing && ran->code == 0 && strstr(ran->text, wish->name) &&
		    (strstr(ran->text, "-o update") || strstr(ran->text, "-o new")))
			return true;
	}
	return false;
}

bool laws_is_to_end(const struct witness *witness, const struct session_state_of *session)
{
	const char *target = witness->model->targets[session->target].name;
	const struct target_wish *wish =
		law_wish(witness, target, session->host, session->port, session->iface.name);

	return (wish && wish->ensure != TARGET_LOGGED_IN) ||
	       law_is_to_go(witness, target, session->host, session->port, session->iface.name);
}

void law_check_flush(const struct witness *witness, const struct operation *op)
{
	struct map *map = model_named_multipath(witness->model, op->map);

	if (!map)
		return; /* gone by itself */
	if (model_map_is_open(witness->model, map))
		law_broke(witness, op, "law 4: the map is open");
	for (int i = 0; i < map->slaves_used; i++) {
		struct disk *disk =
			model_find_disk((struct model *)witness->model, map->slaves[i].disk);
		struct session_state_of *session =
			disk ? model_find_session((struct model *)witness->model, disk->sid) : NULL;

		if (session && !laws_is_to_end(witness, session))
			law_broke(witness, op, "law 2: a path over session %u is to stay",
				  session->sid);
	}
}

void law_check_logout(const struct witness *witness, const struct operation *op)
{
	struct session_state_of *session = model_find_session(
		(struct model *)witness->model, (unsigned int)strtoul(op->sid, NULL, 10));
	const struct disk *disk;

	if (!session)
		return; /* gone by itself */
	if (!laws_is_to_end(witness, session) && !is_made_anew(witness, session))
		law_broke(witness, op, "law 2: nobody asked for this logout");
	if (witness->lvm_spoiled && session->state == SESSION_LOGGED_IN)
		law_broke(witness, op, "law 3: what LVM has there is unknown");
	model_each (disk, witness->model->disks)
		if (disk->sid == session->sid)
			check_disk(witness, op, disk, session->state == SESSION_LOGGED_IN);
}

/* A look at what the target exports: only of a session that is to be there, and works. */
void law_check_rescan(const struct witness *witness, const struct operation *op)
{
	struct session_state_of *session = model_find_session(
		(struct model *)witness->model, (unsigned int)strtoul(op->sid, NULL, 10));
	const struct target_wish *wish =
		session ? wishes_target(witness->wishes,
					witness->model->targets[session->target].name)
			: NULL;

	if (session && (!wish || wish->ensure != TARGET_LOGGED_IN))
		law_broke(witness, op, "law 2: nobody asked for this rescan");
}
