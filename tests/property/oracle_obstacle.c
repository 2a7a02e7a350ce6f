#include "config.h"

#include "subject.h"

#include "base/str.h"
#include "standin/laws.h"

#include <stdlib.h>
#include <string.h>

static bool is_good(enum result result)
{
	return result == RESULT_KEPT || result == RESULT_CHANGED;
}

static bool is_carried(const struct vg_wish *wish, const char *target)
{
	const struct target_ref *ref;

	vec_each (ref, &wish->targets)
		if (str_equal(ref->name, target))
			return true;
	return false;
}

static bool is_on_target(const struct model *model, int vg, int target)
{
	for (int i = 0; i < MODEL_LUNS; i++)
		if (model->luns[i].used && model->luns[i].vg == vg &&
		    model->luns[i].target == target)
			return true;
	return false;
}

/* Whether a target that is going may carry the group. */
static bool may_carry(const struct oracle *o, const struct subject *s, const struct subject *vg)
{
	if (!vg->vg->has_targets)
		return true;
	if (!s->unmanaged)
		return is_carried(vg->vg, s->target->name) ||
		       (vg->group != MODEL_NONE && is_on_target(o->after, vg->group, s->number));
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (o->after->targets[i].used &&
		    wishes_unmanaged(o->wishes, o->after->targets[i].name) &&
		    vg->group != MODEL_NONE && is_on_target(o->after, vg->group, i))
			return true;
	return false;
}

/* A volume group that this target carries, or may carry, is not where it should be. */
static bool group_stays(const struct oracle *o, const struct subject *s)
{
	const struct item_result *item;

	vec_each (item, &o->outcome->items) {
		struct subject vg;

		if (!str_equal(item->kind, "volume group"))
			continue;
		vg = subject_of(o, item);
		if (!may_carry(o, s, &vg))
			continue;
		if (!is_good(item->result) || vg.vg->ensure != VG_INACTIVE)
			return true;
	}
	return false;
}

/* A file with a secret is not there, or both have the same one. */
static bool lacks_secret(const struct model *model, const struct target_wish *wish)
{
	const struct san_target *target = &model->targets[model_find_target(model, wish->name)];

	return wish->auth.ensure == AUTH_CHAP &&
	       (!*target->files[0] ||
		(wish->auth.mutual.user &&
		 (!*target->files[1] || str_equal(target->files[0], target->files[1]))));
}

static const char *record_obstacle(const struct oracle *o, const struct subject *s)
{
	if (subject_has_damaged(o->before, s))
		return "a damaged record";
	if (subject_is_to_go(s)) {
		if (subject_is_orphaned(o->after, s))
			return "its interface is not there";
		if (subject_is_below_another(o->after, s))
			return "another interface has a record without a tag there";
		if (subject_sessions(o->after, s, false))
			return "its session is there";
		return group_stays(o, s) ? "a volume group stays" : NULL;
	}
	if (!subject_has_interface(o, s))
		return "its interface";
	if (subject_displaces(o->after, s))
		return "another interface has the portal's record";
	if (lacks_secret(o->before, s->target))
		return "a secret that is not there";
	return subject_records(o->before, s, false) > 1 ? "two records" : NULL;
}

static bool is_refused(const struct model *model, const struct subject *s)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (subject_covers(s, record->target, record->host, record->port, record->iface) &&
		    iscsiadm_authorization(&model->targets[s->number], record))
			return true;
	return false;
}

static const char *login_obstacle(const struct oracle *o, const struct subject *s)
{
	struct subject all = *s;

	all.portal = NULL;
	all.elsewhere = false;
	if (!subject_record_is_so(o->after, s))
		return "no record";
	if (!subject_has_interface(o, s))
		return "its interface";
	if (subject_answer(o->after, s) != PORTAL_ANSWERS)
		return "the portal does not answer";
	if (is_refused(o->after, s))
		return "the target does not take the credentials";
	if (lacks_secret(o->before, s->target))
		return "a secret that is not there";
	if (subject_sessions(o->before, s, false) != subject_sessions(o->before, s, true))
		return "a sick session";
	if (o->before->multipathd)
		return NULL;
	if (subject_asks_for_several(o->after, s))
		return "several sessions";
	return subject_sessions(o->after, &all, false) ? "another path" : NULL;
}

static bool has_slave(const struct map *map, int serial)
{
	for (int i = 0; i < map->slaves_used; i++)
		if (map->slaves[i].disk == serial)
			return true;
	return false;
}

/* By other than multipathd. */
static bool is_used_itself(const struct model *model, const struct disk *disk)
{
	const struct map *map;
	int vg = model->luns[disk->lun].vg;

	model_each (map, model->maps)
		if (map->lv != MODEL_NONE && has_slave(map, disk->serial))
			return true;
	if (model_disk_is_used(model, disk))
		return true;
	return vg != MODEL_NONE && subject_group_has_map(model, vg);
}

/* All sessions that are to end could: none of them keeps another by the map that both are paths of.
 */
static bool all_may_end(const struct oracle *o)
{
	const struct witness witness = { .model = o->after, .wishes = o->wishes };
	const struct session_state_of *session;
	const struct item_result *item;
	const struct disk *disk;

	vec_each (item, &o->outcome->items)
		if (str_equal(item->kind, "volume group") && !is_good(item->result))
			return false;
	model_each (session, o->after->sessions)
		model_each (disk, o->after->disks)
			if (disk->sid == session->sid && laws_is_to_end(&witness, session) &&
			    is_used_itself(o->after, disk))
				return false;
	return true;
}

/* Whether it can be flushed: nothing is on it, and all its paths go. */
static bool is_in_the_way(const struct oracle *o, const struct subject *s, const struct map *map)
{
	const struct witness witness = { .model = o->after, .wishes = o->wishes };

	/* A login at a listed portal comes first, and may bring another path. */
	if (model_map_is_open(o->after, map) || !all_may_end(o) ||
	    (s->elsewhere && s->target->ensure == TARGET_LOGGED_IN))
		return true;
	for (int i = 0; i < map->slaves_used; i++) {
		const struct disk *disk =
			model_find_disk((struct model *)o->after, map->slaves[i].disk);

		if (!disk || !laws_is_to_end(&witness, model_find_session((struct model *)o->after,
									  disk->sid)))
			return true;
	}
	return false;
}

static bool disk_is_used(const struct oracle *o, const struct subject *s, const struct disk *disk)
{
	const struct map *map;

	model_each (map, o->after->maps)
		if (map->lv == MODEL_NONE && has_slave(map, disk->serial) &&
		    is_in_the_way(o, s, map))
			return true;
	return is_used_itself(o->after, disk);
}

static const char *logout_obstacle(const struct oracle *o, const struct subject *s)
{
	const struct session_state_of *session;
	const struct disk *disk;

	if (subject_is_cut_off(o->after, s))
		return "its interface is not there";
	model_each (session, o->after->sessions)
		model_each (disk, o->after->disks)
			if (subject_covers(s, o->after->targets[session->target].name,
					   session->host, session->port, session->iface.name) &&
			    disk->sid == session->sid && disk_is_used(o, s, disk))
				return "its disks are used";
	return group_stays(o, s) ? "a volume group stays" : NULL;
}

static bool has_sick(const struct model *model)
{
	const struct session_state_of *session;

	model_each (session, model->sessions)
		if (session->state != SESSION_LOGGED_IN)
			return true;
	return false;
}

static bool is_open(const struct model *model, int lv)
{
	const struct map *map = model_volume_map((struct model *)model, lv);

	return map && model_map_is_open(model, map);
}

/* One that only a new activation helps, and that somebody has open. */
static bool fails_in_use(const struct oracle *o, const struct subject *s)
{
	for (int i = 0; i < MODEL_LVS; i++)
		if (o->after->lvs[i].used && o->after->lvs[i].vg == s->group &&
		    (!s->lv || i == s->volume) && model_keeps_failure(o->after, i) &&
		    is_open(o->after, i))
			return true;
	return false;
}

/* Its access does not let it, or a volume that is to be active, be so. */
static const char *access_obstacle(const struct oracle *o, const struct subject *s)
{
	const struct volume *lv;

	if (!vg_wish_activates(s->vg))
		return NULL;
	if (s->vg->access != ACCESS_EXCLUSIVE &&
	    o->after->vgs[s->group].locked != (s->vg->access == ACCESS_LOCKD))
		return "its lock type";
	if (s->vg->access != ACCESS_SHARED)
		return NULL;
	if (s->lv)
		return s->lv->ensure == LV_ACTIVE && laws_is_fragile(&o->after->lvs[s->volume])
			       ? "two hosts would corrupt it"
			       : NULL;
	model_each (lv, o->after->lvs)
		if (lv->vg == s->group && s->vg->ensure == VG_ACTIVE && !lv->skip &&
		    !vg_wish_lv(s->vg, lv->name) && laws_is_fragile(lv))
			return "two hosts would corrupt a volume";
	return NULL;
}

static const char *group_obstacle(const struct oracle *o, const struct subject *s)
{
	if (s->group == MODEL_NONE)
		return "there is no such group";
	if (o->before->vgs[s->group].exported)
		return "it is exported";
	if (access_obstacle(o, s))
		return access_obstacle(o, s);
	if (s->vg->ensure != VG_INACTIVE && laws_is_elsewhere(o->after, s->vg, s->group))
		return "another target carries it";
	if (vg_wish_activates(s->vg) && !laws_has_sessions(o->after, o->wishes, s->vg))
		return "a target of it lacks sessions";
	if (vg_wish_activates(s->vg) && fails_in_use(o, s))
		return "what fails is open";
	if (s->vg->ensure == VG_PRESENT)
		return model_vg_is_complete(o->after, s->group, NULL) ? NULL : "not all is seen";
	if (s->vg->ensure == VG_ACTIVE)
		return model_vg_is_complete(o->after, s->group, NULL) ? NULL : "not all is there";
	if (has_sick(o->after) && !model_vg_is_complete(o->after, s->group, NULL))
		return "LVM was kept off some disks";
	if (!model_vg_is_visible(o->after, s->group, NULL) &&
	    subject_group_has_map(o->after, s->group))
		return "LVM does not see it";
	for (int i = 0; i < MODEL_LVS; i++)
		if (o->after->lvs[i].used && o->after->lvs[i].vg == s->group &&
		    is_open(o->after, i))
			return "a volume is open";
	return NULL;
}

static const char *volume_obstacle(const struct oracle *o, const struct subject *s)
{
	if (s->volume == MODEL_NONE)
		return "there is no such volume";
	if (s->lv->ensure == LV_INACTIVE && is_open(o->after, s->volume))
		return "it is open";
	if (s->lv->ensure == LV_INACTIVE && !model_vg_is_complete(o->after, s->group, NULL))
		return "not all is there";
	return group_obstacle(o, s);
}

const char *oracle_obstacle(const struct oracle *o, const struct item_result *item)
{
	struct subject s = subject_of(o, item);

	if (s.interface)
		return subject_interface_obstacle(o, s.interface);
	if (str_equal(item->kind, "target") || str_starts(item->name, "records of "))
		return record_obstacle(o, &s);
	if (s.unmanaged)
		return logout_obstacle(o, &s);
	if (str_equal(item->kind, "session"))
		return s.target->ensure == TARGET_LOGGED_IN && !s.elsewhere
			       ? login_obstacle(o, &s)
			       : logout_obstacle(o, &s);
	return str_equal(item->kind, "volume group") ? group_obstacle(o, &s)
						     : volume_obstacle(o, &s);
}

static bool is_volume_of(const struct item_result *item, const char *group)
{
	size_t length = strlen(group);

	return str_equal(item->kind, "logical volume") && str_starts(item->name, group) &&
	       item->name[length] == '/';
}

/* Not come to, because something else of this run failed or was refused right before
 * the act, or because it could not have been printed
 * before: the next one does it. */
static bool is_put_off(const struct oracle *o, const struct item_result *item)
{
	const struct item_result *group;
	const struct attempt *attempt;

	if (item->text && strstr(item->text, "since this run began it has become possible"))
		return true;
	vec_each (attempt, &o->outcome->history->attempts)
		if ((attempt->end == ATTEMPT_FAILED || attempt->end == ATTEMPT_REFUSED) &&
		    item->result == RESULT_SKIPPED)
			return true;
	vec_each (group, &o->outcome->items)
		if (item->result == RESULT_SKIPPED && str_equal(group->kind, "volume group") &&
		    is_volume_of(item, group->name))
			return is_put_off(o, group);
	return false;
}

const char *oracle_judge(const struct oracle *o, bool faulty, struct arena *arena)
{
	const struct item_result *item;

	vec_each (item, &o->outcome->items) {
		bool so = oracle_is_so(o, item);
		const char *obstacle;

		if (is_good(item->result) && !so)
			return arena_printf(arena, "%s %s is said to be %s, and is not so",
					    item->kind, item->name, result_words[item->result]);
		if (is_good(item->result) || faulty || is_put_off(o, item))
			continue;
		obstacle = oracle_obstacle(o, item);
		if (!obstacle)
			return arena_printf(arena, "%s %s is %s (%s), though nothing is in the way",
					    item->kind, item->name, result_words[item->result],
					    item->text ? item->text : "");
	}
	return NULL;
}
