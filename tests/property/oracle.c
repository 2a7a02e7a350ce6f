#include "config.h"

#include "oracle.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what an item is about ---- */

struct subject {
	const struct target_wish *target;
	int number;			  /* of the target in the model */
	const struct portal_wish *portal; /* NULL: all there are */
	const struct vg_wish *vg;
	int group; /* of the VG in the model, MODEL_NONE: there is none */
	const struct lv_wish *lv;
	int volume;
};

static int find_group(const struct model *model, const char *name)
{
	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used && str_equal(model->vgs[i].name, name))
			return i;
	return MODEL_NONE;
}

static int find_volume(const struct model *model, int vg, const char *name)
{
	for (int i = 0; i < MODEL_LVS; i++)
		if (model->lvs[i].used && model->lvs[i].vg == vg &&
		    str_equal(model->lvs[i].name, name))
			return i;
	return MODEL_NONE;
}

static void find_target_subject(const struct oracle *o, const char *name, struct subject *subject)
{
	const struct target_wish *target;
	const struct portal_wish *portal;

	vec_each (target, &o->wishes->targets) {
		char full[256];

		if (str_equal(target->name, name))
			subject->target = target;
		vec_each (portal, &target->portals) {
			snprintf(full, sizeof(full), "%s at %s:%d", target->name,
				 portal->portal.host, portal->portal.port);
			if (!str_equal(full, name))
				continue;
			subject->target = target;
			subject->portal = portal;
		}
	}
	subject->number =
		subject->target ? model_find_target(o->after, subject->target->name) : MODEL_NONE;
}

static struct subject subject_of(const struct oracle *o, const struct item_result *item)
{
	struct subject subject = { .number = MODEL_NONE,
				   .group = MODEL_NONE,
				   .volume = MODEL_NONE };
	const char *slash = strchr(item->name, '/');
	char vg[MODEL_NAME];

	if (str_equal(item->kind, "target") || str_equal(item->kind, "session")) {
		find_target_subject(o, item->name, &subject);
		return subject;
	}
	if (str_equal(item->kind, "volume group"))
		slash = NULL;
	snprintf(vg, sizeof(vg), "%.*s", slash ? (int)(slash - item->name) : 63, item->name);
	subject.vg = wishes_vg(o->wishes, vg);
	subject.group = find_group(o->after, vg);
	if (slash) {
		subject.lv = vg_wish_lv(subject.vg, slash + 1);
		subject.volume = find_volume(o->after, subject.group, slash + 1);
	}
	return subject;
}

static bool is_covered(const struct subject *s, const char *host, int port)
{
	return !s->portal ||
	       (str_equal(s->portal->portal.host, host) && s->portal->portal.port == port);
}

/* ---- records ---- */

static int count_records(const struct model *model, const struct subject *s, bool damaged)
{
	const struct node_record *record;
	int count = 0;

	model_each (record, model->records)
		count += str_equal(record->target, s->target->name) &&
			 is_covered(s, record->host, record->port) &&
			 (record->damage != RECORD_GOOD) == damaged;
	return count;
}

static bool has_damaged(const struct model *model, const struct subject *s)
{
	struct subject all = *s;

	all.portal = NULL;
	return count_records(model, &all, true);
}

static bool has_value(const struct node_record *record, const char *name, const char *value)
{
	for (int i = 0; i < PARAM_COUNT; i++)
		if (str_equal(parameter_names[i], name))
			return str_equal(record->values[i], value);
	return false;
}

const char *oracle_credential(const struct model *model, const struct target_wish *wish,
			      enum parameter_id id)
{
	const struct san_target *target = &model->targets[model_find_target(model, wish->name)];
	bool chap = wish->auth.ensure == AUTH_CHAP;
	bool mutual = chap && wish->auth.mutual.user;

	switch (id) {
	case PARAM_AUTH_METHOD:
		return chap ? "CHAP" : "None";
	case PARAM_USER:
		return chap ? wish->auth.own.user : "";
	case PARAM_PASSWORD:
		return chap ? target->files[0] : "";
	case PARAM_USER_IN:
		return mutual ? wish->auth.mutual.user : "";
	case PARAM_PASSWORD_IN:
		return mutual ? target->files[1] : "";
	default:
		return NULL;
	}
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

static bool is_authorized(const struct model *model, const struct target_wish *wish,
			  const struct node_record *record)
{
	if (wish->auth.ensure == AUTH_LEFT_ALONE)
		return true;
	for (int i = PARAM_AUTH_METHOD; i <= PARAM_PASSWORD_IN; i++)
		if (!str_equal(record->values[i],
			       oracle_credential(model, wish, (enum parameter_id)i)))
			return false;
	return true;
}

static bool record_is_so(const struct model *model, const struct subject *s)
{
	const struct node_record *record;
	const struct setting *setting;

	if (s->target->ensure == TARGET_ABSENT)
		return !count_records(model, s, false);
	if (count_records(model, s, false) != 1)
		return false;
	model_each (record, model->records) {
		if (record->damage != RECORD_GOOD || !str_equal(record->target, s->target->name) ||
		    !is_covered(s, record->host, record->port))
			continue;
		vec_each (setting, &s->target->settings)
			if (!has_value(record, setting->name, setting->value))
				return false;
		if (!is_authorized(model, s->target, record))
			return false;
		if (s->target->startup &&
		    (!has_value(record, "node.startup", s->target->startup) ||
		     !has_value(record, "node.conn[0].startup", s->target->startup)))
			return false;
	}
	return true;
}

/* ---- sessions ---- */

static int count_sessions(const struct model *model, const struct subject *s, bool healthy_only)
{
	const struct session_state_of *session;
	int count = 0;

	model_each (session, model->sessions)
		count += session->target == s->number &&
			 is_covered(s, session->host, session->port) &&
			 (!healthy_only || session->state == SESSION_LOGGED_IN);
	return count;
}

static bool session_is_so(const struct model *model, const struct subject *s)
{
	if (s->target->ensure == TARGET_LOGGED_IN)
		return count_sessions(model, s, true) > 0;
	return count_sessions(model, s, false) == 0;
}

static enum portal_answer answer_of(const struct model *model, const struct subject *s)
{
	for (int i = 0; i < model->targets[s->number].portals_used; i++)
		if (is_covered(s, model->targets[s->number].portals[i].host,
			       model->targets[s->number].portals[i].port))
			return model->targets[s->number].portals[i].answer;
	return PORTAL_SILENT;
}

static bool asks_for_several(const struct model *model, const struct subject *s)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (str_equal(record->target, s->target->name) &&
		    is_covered(s, record->host, record->port) &&
		    !has_value(record, parameter_names[PARAM_NR_SESSIONS], "1"))
			return true;
	return false;
}

/* ---- volumes ---- */

static bool volume_is_good(const struct model *model, int lv)
{
	const struct map *map = model_volume_map((struct model *)model, lv);

	return map && !model_map_is_dangling(model, map);
}

static bool group_has_map(const struct model *model, int vg)
{
	const struct map *map;

	model_each (map, model->maps)
		if (map->lv != MODEL_NONE && model->lvs[map->lv].vg == vg)
			return true;
	return false;
}

static bool group_is_so(const struct model *model, const struct subject *s)
{
	if (s->vg->ensure == VG_INACTIVE)
		return s->group == MODEL_NONE || !group_has_map(model, s->group);
	if (s->group == MODEL_NONE || !model_vg_is_visible(model, s->group, NULL))
		return false;
	for (int i = 0; i < MODEL_LVS && s->vg->ensure == VG_ACTIVE; i++)
		if (model->lvs[i].used && model->lvs[i].vg == s->group && !model->lvs[i].skip &&
		    !vg_wish_lv(s->vg, model->lvs[i].name) && !volume_is_good(model, i))
			return false;
	return true;
}

static bool volume_is_so(const struct model *model, const struct subject *s)
{
	if (s->lv->ensure == LV_ACTIVE)
		return s->volume != MODEL_NONE && volume_is_good(model, s->volume);
	return s->volume == MODEL_NONE || !model_volume_map((struct model *)model, s->volume);
}

static bool is_so(const struct model *model, const char *kind, const struct subject *s)
{
	if (str_equal(kind, "target"))
		return record_is_so(model, s);
	if (str_equal(kind, "session"))
		return session_is_so(model, s);
	if (str_equal(kind, "volume group"))
		return group_is_so(model, s);
	return volume_is_so(model, s);
}

bool oracle_is_so(const struct oracle *o, const struct item_result *item)
{
	struct subject subject = subject_of(o, item);

	return is_so(o->after, item->kind, &subject);
}

/* ---- what stands in the way ---- */

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

/* A volume group that this target carries, or may carry, is not where it should be. */
static bool group_stays(const struct oracle *o, const struct subject *s)
{
	const struct item_result *item;

	vec_each (item, &o->outcome->items) {
		struct subject vg;

		if (!str_equal(item->kind, "volume group"))
			continue;
		vg = subject_of(o, item);
		if (!is_carried(vg.vg, s->target->name) && vg.vg->has_targets &&
		    !(vg.group != MODEL_NONE && is_on_target(o->after, vg.group, s->number)))
			continue;
		if (!is_good(item->result) || vg.vg->ensure != VG_INACTIVE)
			return true;
	}
	return false;
}

static const char *record_obstacle(const struct oracle *o, const struct subject *s)
{
	if (has_damaged(o->before, s))
		return "a damaged record";
	if (s->target->ensure == TARGET_ABSENT) {
		if (count_sessions(o->after, s, false))
			return "its session is there";
		return group_stays(o, s) ? "a volume group stays" : NULL;
	}
	if (lacks_secret(o->before, s->target))
		return "a secret that is not there";
	return count_records(o->before, s, false) > 1 ? "two records" : NULL;
}

static bool is_refused(const struct model *model, const struct subject *s)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (str_equal(record->target, s->target->name) &&
		    is_covered(s, record->host, record->port) &&
		    iscsiadm_authorization(&model->targets[s->number], record))
			return true;
	return false;
}

static const char *login_obstacle(const struct oracle *o, const struct subject *s)
{
	struct subject all = *s;

	all.portal = NULL;
	if (!record_is_so(o->after, s))
		return "no record";
	if (answer_of(o->after, s) != PORTAL_ANSWERS)
		return "the portal does not answer";
	if (is_refused(o->after, s))
		return "the target does not take the credentials";
	if (lacks_secret(o->before, s->target))
		return "a secret that is not there";
	if (count_sessions(o->before, s, false) != count_sessions(o->before, s, true))
		return "a sick session";
	if (o->before->multipathd)
		return NULL;
	if (asks_for_several(o->after, s))
		return "several sessions";
	return count_sessions(o->after, &all, false) ? "another path" : NULL;
}

static bool has_slave(const struct map *map, int serial)
{
	for (int i = 0; i < map->slaves_used; i++)
		if (map->slaves[i].disk == serial)
			return true;
	return false;
}

static bool disk_is_used(const struct model *model, const struct disk *disk)
{
	const struct map *map;
	const struct usage *use;
	int vg = model->luns[disk->lun].vg;

	model_each (map, model->maps)
		if (has_slave(map, disk->serial))
			return true;
	model_each (use, model->uses)
		if (use->disk == disk->serial)
			return true;
	return vg != MODEL_NONE && group_has_map(model, vg);
}

static const char *logout_obstacle(const struct oracle *o, const struct subject *s)
{
	const struct session_state_of *session;
	const struct disk *disk;

	model_each (session, o->after->sessions)
		model_each (disk, o->after->disks)
			if (session->target == s->number && disk->sid == session->sid &&
			    disk_is_used(o->after, disk))
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

static const char *group_obstacle(const struct oracle *o, const struct subject *s)
{
	if (s->group == MODEL_NONE)
		return "there is no such group";
	if (o->before->vgs[s->group].exported)
		return "it is exported";
	if (s->vg->ensure == VG_PRESENT)
		return model_vg_is_complete(o->after, s->group, NULL) ? NULL : "not all is seen";
	if (s->vg->ensure == VG_ACTIVE)
		return model_vg_is_complete(o->after, s->group, NULL) ? NULL : "not all is there";
	if (has_sick(o->after) && !model_vg_is_complete(o->after, s->group, NULL))
		return "LVM was kept off some disks";
	if (!model_vg_is_visible(o->after, s->group, NULL) && group_has_map(o->after, s->group))
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

	if (str_equal(item->kind, "target"))
		return record_obstacle(o, &s);
	if (str_equal(item->kind, "session"))
		return s.target->ensure == TARGET_LOGGED_IN ? login_obstacle(o, &s)
							    : logout_obstacle(o, &s);
	return str_equal(item->kind, "volume group") ? group_obstacle(o, &s)
						     : volume_obstacle(o, &s);
}

/* Not come to, because something else of this run failed: the next one does it. */
static bool is_put_off(const struct oracle *o, const struct item_result *item)
{
	const struct attempt *attempt;

	vec_each (attempt, &o->outcome->history->attempts)
		if (attempt->end == ATTEMPT_FAILED && item->result == RESULT_SKIPPED)
			return true;
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
