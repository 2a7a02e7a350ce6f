#include "config.h"

#include "scene.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

#define drop(array, number)                       \
	({                                        \
		bool was_ = (array)[number].used; \
		(array)[number].used = false;     \
		was_;                             \
	})

static bool drop_lv(struct scene *scene, int lv)
{
	struct model *model = &scene->model;
	struct scene_group *group;
	struct scene_volume *volume;
	struct usage *use;

	if (!model->lvs[lv].used)
		return false;
	model->lvs[lv].used = false;
	model_deactivate(model, lv);
	model_each (use, model->uses)
		if (use->lv == lv)
			use->used = false;
	model_each (group, scene->groups)
		model_each (volume, group->volumes)
			if (volume->lv == lv)
				volume->used = false;
	return true;
}

static bool drop_vg(struct scene *scene, int vg)
{
	if (!scene->model.vgs[vg].used)
		return false;
	for (int i = 0; i < MODEL_LVS; i++)
		if (scene->model.lvs[i].used && scene->model.lvs[i].vg == vg)
			drop_lv(scene, i);
	for (int i = 0; i < MODEL_LUNS; i++)
		if (scene->model.luns[i].vg == vg)
			scene->model.luns[i].vg = MODEL_NONE;
	scene->model.vgs[vg].used = false;
	scene->groups[vg].used = false;
	return true;
}

static bool drop_session(struct scene *scene, int number)
{
	struct model *model = &scene->model;

	if (!model->sessions[number].used)
		return false;
	model_session_end(model, &model->sessions[number]);
	return true;
}

static bool drop_setting(struct scene_target *wish, int number)
{
	if (wish->settings_used != number + 1)
		return false;
	wish->settings_used--;
	return true;
}

static bool heal_record(struct node_record *record)
{
	bool same = !record->used || record->damage == RECORD_GOOD;

	for (int i = 0; i < PARAM_COUNT; i++)
		same &= str_equal(record->values[i], parameter_defaults[i]);
	if (!record->used || same)
		return false;
	record->damage = RECORD_GOOD;
	for (int i = 0; i < PARAM_COUNT; i++)
		snprintf(record->values[i], sizeof(record->values[i]), "%s", parameter_defaults[i]);
	return true;
}

static bool drop_leftovers(struct scene *scene, int number)
{
	bool was = number < MODEL_TARGETS
			   ? scene->targets[number].exclusive || scene->targets[number].relogin
			   : number == MODEL_TARGETS && scene->unmanaged;

	if (number < MODEL_TARGETS)
		scene->targets[number].exclusive = scene->targets[number].relogin = false;
	else if (number == MODEL_TARGETS)
		scene->unmanaged = UNMANAGED_IGNORE;
	return was;
}

/* Records and sessions bound to an interface are bound to none. */
static bool unbind(struct scene *scene, const char *iface)
{
	struct session_state_of *session;
	struct node_record *record;
	bool was = false;

	model_each (record, scene->model.records)
		if (str_equal(record->iface, iface)) {
			snprintf(record->iface, sizeof(record->iface), "default");
			was = true;
		}
	model_each (session, scene->model.sessions)
		if (str_equal(session->iface.name, iface)) {
			memset(&session->iface, 0, sizeof(session->iface));
			snprintf(session->iface.name, sizeof(session->iface.name), "default");
		}
	return was;
}

static bool drop_interface(struct scene *scene, int number)
{
	int which = number % SCENE_INTERFACES;
	struct scene_target *wish;
	bool was = false;

	switch (number / SCENE_INTERFACES) {
	case 0:
		return drop(scene->interfaces, which);
	case 1:
		return drop(scene->model.interfaces, which);
	case 2:
		return unbind(scene, scene_interfaces[which]);
	case 3:
		model_each (wish, scene->targets)
			for (int i = 0; i < MODEL_PORTALS; i++)
				if (wish->lists[i] & (2 << which)) {
					wish->lists[i] &= (unsigned char)~(2 << which);
					wish->lists[i] |= 1;
					was = true;
				}
		return was;
	case 4:
		was = scene->interfaces[which].net || scene->interfaces[which].initiator;
		scene->interfaces[which].net = scene->interfaces[which].initiator = 0;
		return was;
	default:
		return false;
	}
}

static bool simplify(struct scene *scene, int what)
{
	struct model *model = &scene->model, before = *model;

	if (what == 0)
		model->multipathd = false;
	else if (what == 1)
		model->autoactivation = AUTO_OFF;
	else if (what == 2 && model->autoactivation == AUTO_BACKGROUND)
		model->autoactivation = AUTO_IN_RULE;
	else if (what == 3)
		for (int i = 0; i < MODEL_TARGETS; i++)
			for (int k = 0; k < MODEL_PORTALS; k++)
				model->targets[i].portals[k].answer = PORTAL_ANSWERS;
	return memcmp(&before, model, sizeof(before)) != 0;
}

bool scene_without(struct scene *scene, int part, bool *ret_last)
{
	struct model *model = &scene->model;
	int number = part % 16;

	*ret_last = part >= 19 * 16;
	switch (part / 16) {
	case 0:
		return number < MODEL_VGS && drop(scene->groups, number);
	case 1:
		return number < MODEL_TARGETS && drop(scene->targets, number);
	case 2:
		return number < MODEL_VGS && drop_vg(scene, number);
	case 3:
		return number < MODEL_LVS && drop_lv(scene, number);
	case 4:
		return number < MODEL_USES && drop(model->uses, number);
	case 5:
		return number < MODEL_RECORDS && drop(model->records, number);
	case 6:
		return number < MODEL_MAPS && drop(model->maps, number);
	case 7:
		return number < MODEL_SESSIONS && drop_session(scene, number);
	case 8:
		return drop(scene->groups[number / 4].volumes, number % 4);
	case 9:
		return drop_setting(&scene->targets[number / 4], number % 2);
	case 10:
		return number < MODEL_RECORDS && heal_record(&model->records[number]);
	case 11:
		return simplify(scene, number);
	case 12:
		if (number >= MODEL_TARGETS || !scene->targets[number].startup)
			return false;
		scene->targets[number].startup = 0;
		return true;
	case 13:
		if (number >= MODEL_VGS || !scene->groups[number].names_targets)
			return false;
		scene->groups[number].names_targets = false;
		return true;
	case 14:
		return drop_leftovers(scene, number);
	case 15:
		if (number >= MODEL_TARGETS || !scene->targets[number].auth)
			return false;
		scene->targets[number].auth = SCENE_ANY;
		return true;
	case 16:
		return drop_interface(scene, number);
	case 17:
		if (number >= MODEL_VGS || !scene->groups[number].access)
			return false;
		scene->groups[number].access = ACCESS_EXCLUSIVE;
		return true;
	case 18:
		if (number >= MODEL_LVS || !scene->model.lvs[number].sort)
			return false;
		model_set_sort(&scene->model, number, VOLUME_LINEAR);
		return true;
	default:
		return false;
	}
}
