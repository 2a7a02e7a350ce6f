#include "config.h"

#include "scene.h"

#include "base/str.h"
#include "chance.h"

#include <stdio.h>
#include <string.h>

/* ---- the SAN ---- */

static void draw_target(struct model *model, uint64_t *state, int number)
{
	static const char *const hosts[2] = { "10.5.88.21", "10.5.88.22" };
	char name[64];
	int target, portals = 1 + chance(state, 40);

	snprintf(name, sizeof(name), "iqn.2003-01.org.example:t%d", number);
	target = model_add_target(model, name);
	for (int i = 0; i < portals; i++)
		model_add_portal(model, target, hosts[i],
				 chance(state, 85) ? PORTAL_ANSWERS
						   : (enum portal_answer)(1 + below(state, 3)));
	for (int i = 1 + below(state, 2); i > 0; i--)
		model_add_lun(model, target, MODEL_NONE);
}

static int free_lun(struct model *model, uint64_t *state)
{
	int start = below(state, MODEL_LUNS);

	for (int i = 0; i < MODEL_LUNS; i++) {
		int lun = (start + i) % MODEL_LUNS;

		if (model->luns[lun].used && model->luns[lun].vg == MODEL_NONE &&
		    model->luns[lun].target != MODEL_NONE)
			return lun;
	}
	return MODEL_NONE;
}

static void draw_group(struct model *model, uint64_t *state, int number)
{
	static const char *const names[] = { "vga", "xen-guests", "vg_c", "d.e" };
	int luns[2] = { free_lun(model, state), MODEL_NONE }, vg, count = 1;

	if (luns[0] == MODEL_NONE)
		return;
	vg = model_add_vg(model, names[number % 4]);
	model->luns[luns[0]].vg = vg;
	if (chance(state, 30))
		luns[1] = free_lun(model, state);
	if (luns[1] != MODEL_NONE) {
		model->luns[luns[1]].vg = vg;
		count = 2;
	}
	model->vgs[vg].exported = chance(state, 3);
	for (int i = 1 + below(state, 3); i > 0; i--) {
		static const char *const lvs[] = { "", "noc1", "l-v", "data" };
		int lv = model_add_lv(model, vg, lvs[i], luns[below(state, count)]);

		model->lvs[lv].skip = chance(state, 8);
		if (count == 2 && chance(state, 30)) {
			model->lvs[lv].luns[0] = luns[0];
			model->lvs[lv].luns[1] = luns[1];
			model->lvs[lv].luns_used = 2;
		}
	}
}

/* ---- the host ---- */

static void draw_record(struct model *model, uint64_t *state, int target, int portal)
{
	const struct san_portal *at = &model->targets[target].portals[portal];
	struct node_record *record = model_add_record(model, model->targets[target].name, at->host,
						      at->port, chance(state, 50) ? 1 : MODEL_NONE);

	if (chance(state, 30))
		memcpy(record->values[PARAM_REPLACEMENT], "60", 3);
	if (chance(state, 10))
		memcpy(record->values[PARAM_STARTUP], "automatic", 10);
	if (chance(state, 60))
		memcpy(record->values[PARAM_LOGIN_RETRIES], "1", 2);
	if (chance(state, 4))
		memcpy(record->values[PARAM_NR_SESSIONS], "2", 2);
	if (chance(state, 20))
		memcpy(record->values[PARAM_PASSWORD], "hunter2", 8);
	if (chance(state, 5))
		record->damage = (enum damage)(1 + below(state, 3));
	if (record->damage == RECORD_GOOD && chance(state, 4))
		model_add_record(model, model->targets[target].name, at->host, at->port,
				 record->tpgt == 1 ? MODEL_NONE : 1);
}

static void draw_host(struct model *model, uint64_t *state)
{
	model->multipathd = chance(state, 20);
	model->autoactivation = (enum udev_activation)below(state, 3);
	model->background_ms = 50 + below(state, 4000);
	for (int i = 0; i < MODEL_TARGETS; i++)
		for (int k = 0; model->targets[i].used && k < model->targets[i].portals_used; k++)
			if (chance(state, 55)) {
				draw_record(model, state, i, k);
				if ((k == 0 && chance(state, 60)) ||
				    chance(state, model->multipathd ? 60 : 8))
					model_add_session(model, i, k);
			}
}

static void draw_volumes(struct model *model, uint64_t *state)
{
	struct session_state_of *session;

	for (int i = 0; i < MODEL_LVS; i++)
		if (model->lvs[i].used && !model->vgs[model->lvs[i].vg].exported &&
		    chance(state, 55))
			model_activate(model, i, NULL);
	/* Logged out by hand under active volumes, and perhaps in again. */
	model_each (session, model->sessions) {
		int target = session->target, portal = 0;

		if (!chance(state, 10))
			continue;
		while (!str_equal(model->targets[target].portals[portal].host, session->host))
			portal++;
		model_session_end(model, session);
		if (chance(state, 60)) {
			model_add_session(model, target, portal);
			break;
		}
	}
	/* udev remembers what it has seen. */
	for (int i = 0; i < MODEL_AGENDA; i++)
		model->agenda[i].sort = AGENDA_NONE;
	for (int i = 0; i < MODEL_VGS; i++)
		model->vg_online[i] = chance(state, 40);
	model_each (session, model->sessions)
		if (chance(state, 5))
			session->state = chance(state, 70) ? SESSION_FAILED : SESSION_FREE;
}

static void draw_uses(struct model *model, uint64_t *state)
{
	const struct map *map;
	const struct disk *disk;

	model_each (map, model->maps)
		if (map->lv != MODEL_NONE && chance(state, 10))
			model_add_use(model, (enum use_sort)below(state, USED_CLAIM), map->lv,
				      MODEL_NONE);
	model_each (disk, model->disks)
		if (disk->sid && model->luns[disk->lun].vg == MODEL_NONE && !model->multipathd &&
		    chance(state, 5)) {
			model_add_use(model, (enum use_sort)below(state, USE_SORTS), MODEL_NONE,
				      disk->serial);
			break;
		}
}

/* ---- who is who ---- */

/* One file is gone, or has another secret than the target, or both have the same. */
static void spoil_files(struct san_target *target, uint64_t *state)
{
	int which = below(state, 2);

	if (chance(state, 20)) {
		scene_set_file(target, 1, target->wants.secret);
		return;
	}
	scene_set_file(target, which, chance(state, 40) ? "" : "hunter2 is wrong");
}

static void draw_auth(struct scene *scene, uint64_t *state, int target)
{
	struct san_target *at = &scene->model.targets[target];
	struct node_record *record;

	if (!chance(state, 35))
		return;
	scene_authenticate(at);
	model_each (record, scene->model.records)
		if (str_equal(record->target, at->name) && chance(state, 60))
			scene_give(record, at, chance(state, 40));
	if (chance(state, 15))
		memset(&at->wants, 0, sizeof(at->wants)); /* it does not insist */
	if (scene->targets[target].used && scene->targets[target].ensure != TARGET_ABSENT)
		scene->targets[target].auth = (enum scene_auth)below(state, 4);
	if (chance(state, 20))
		spoil_files(at, state);
}

/* ---- the manifest ---- */

static void draw_settings(struct scene_target *wish, uint64_t *state)
{
	wish->startup = chance(state, 40) ? 1 + chance(state, 30) : 0;
	if (chance(state, 40)) {
		wish->settings[0].parameter = PARAM_REPLACEMENT;
		wish->settings[0].value = chance(state, 50) ? 60 : 120;
		wish->settings_used = 1;
		if (chance(state, 30)) {
			wish->settings[1].parameter =
				chance(state, 50) ? PARAM_LOGIN_TIMEOUT : PARAM_LOGIN_RETRIES;
			wish->settings[1].value = 1 + below(state, 4);
			wish->settings_used = 2;
		}
	}
}

static void draw_target_wish(struct scene *scene, uint64_t *state, int target)
{
	struct scene_target *wish = &scene->targets[target];
	int word = below(state, 100), portals = scene->model.targets[target].portals_used;

	wish->used = chance(state, 88);
	wish->target = target;
	wish->ensure = word < 60 ? TARGET_LOGGED_IN : word < 73 ? TARGET_KNOWN : TARGET_ABSENT;
	if (wish->ensure == TARGET_ABSENT && chance(state, 50))
		return;
	wish->lists[0] = 1;
	if (portals == 2) {
		wish->lists[1] = chance(state, 70);
		wish->lists[0] = !wish->lists[1] || chance(state, 85);
	}
	if (wish->ensure == TARGET_LOGGED_IN && chance(state, 50))
		wish->min_portals = 1;
	if (wish->ensure != TARGET_ABSENT)
		draw_settings(wish, state);
}

static bool goes_down(const struct scene *scene, int vg)
{
	for (int i = 0; i < MODEL_LUNS; i++) {
		const struct san_lun *lun = &scene->model.luns[i];

		if (lun->used && lun->vg == vg && lun->target != MODEL_NONE &&
		    scene->targets[lun->target].used &&
		    scene->targets[lun->target].ensure != TARGET_LOGGED_IN)
			return true;
	}
	return false;
}

static void draw_volume_wishes(struct scene *scene, struct scene_group *wish, uint64_t *state)
{
	int used = 0;

	for (int i = 0; i < MODEL_LVS && used < SCENE_VOLUMES; i++) {
		if (!scene->model.lvs[i].used || scene->model.lvs[i].vg != wish->vg ||
		    !chance(state, 30))
			continue;
		wish->volumes[used++] = (struct scene_volume){
			.used = true,
			.lv = i,
			.ensure = wish->ensure == VG_INACTIVE || chance(state, 35) ? LV_INACTIVE
										   : LV_ACTIVE,
		};
	}
	if (used < SCENE_VOLUMES && chance(state, 3))
		wish->volumes[used] = (struct scene_volume){ .used = true, .lv = MODEL_NONE };
}

static void draw_group_wish(struct scene *scene, uint64_t *state, int vg)
{
	struct scene_group *wish = &scene->groups[vg];
	int word = below(state, 100);

	wish->used = chance(state, 85);
	wish->vg = vg;
	wish->ensure = word < 60 ? VG_ACTIVE : word < 75 ? VG_PRESENT : VG_INACTIVE;
	if (goes_down(scene, vg) && chance(state, 80))
		wish->ensure = VG_INACTIVE;
	wish->names_targets = chance(state, 60);
	draw_volume_wishes(scene, wish, state);
}

const char *const scene_patterns[] = { "*", "iqn.2003-01.org.example:*", "*:t0", "*:t?" };

/* Drawn last, so that what a seed gives else is as it was before there was this. */
static void draw_leftovers(struct scene *scene, uint64_t *state)
{
	struct scene_target *target;

	model_each (target, scene->targets)
		target->exclusive = target->ensure != TARGET_ABSENT && chance(state, 35);
	if (chance(state, 40))
		scene->unmanaged = chance(state, 20) ? UNMANAGED_REPORT : UNMANAGED_REMOVE;
	scene->unmanaged_match = below(state, 4);
	model_each (target, scene->targets)
		target->luns = target->ensure == TARGET_LOGGED_IN && chance(state, 30);
}

static void draw_relogin(struct scene *scene, uint64_t *state)
{
	struct scene_target *target;

	model_each (target, scene->targets)
		target->relogin = target->ensure != TARGET_ABSENT && chance(state, 35);
}

static void draw_access(struct scene *scene, uint64_t *state)
{
	struct scene_group *group;
	struct volume *lv;

	model_each (group, scene->groups) {
		int word = below(state, 100);

		group->access = word < 50   ? ACCESS_EXCLUSIVE
				: word < 85 ? ACCESS_SHARED
					    : ACCESS_LOCKD;
		scene->model.vgs[group->vg].locked =
			chance(state, group->access == ACCESS_LOCKD ? 70 : 4);
	}
	model_each (lv, scene->model.lvs)
		if (chance(state, 25))
			model_set_sort(&scene->model, (int)(lv - scene->model.lvs),
				       (enum volume_sort)below(state, VOLUME_SORTS));
}

void scene_draw(struct scene *scene, uint64_t seed)
{
	uint64_t state = seed;
	struct model *model = &scene->model;
	int targets, groups;

	memset(scene, 0, sizeof(*scene));
	scene->seed = seed;
	model_init(model);
	targets = 1 + below(&state, 3);
	for (int i = 0; i < targets; i++)
		draw_target(model, &state, i);
	groups = below(&state, 4);
	for (int i = 0; i < groups; i++)
		draw_group(model, &state, i);
	draw_host(model, &state);
	draw_volumes(model, &state);
	draw_uses(model, &state);
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (model->targets[i].used)
			draw_target_wish(scene, &state, i);
	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used)
			draw_group_wish(scene, &state, i);
	draw_leftovers(scene, &state);
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (model->targets[i].used)
			draw_auth(scene, &state, i);
	scene_draw_interfaces(scene, &state);
	draw_relogin(scene, &state);
	draw_access(scene, &state);
}
