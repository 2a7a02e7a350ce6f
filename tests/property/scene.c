#include "config.h"

#include "scene.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

/* ---- chance ---- */

/* splitmix64 */
static uint64_t draw(uint64_t *state)
{
	uint64_t z = *state += 0x9e3779b97f4a7c15u;

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
	return z ^ (z >> 31);
}

static int below(uint64_t *state, int count)
{
	return (int)(draw(state) % (uint64_t)count);
}

static bool chance(uint64_t *state, int percent)
{
	return below(state, 100) < percent;
}

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
			model_add_use(model, (enum use_sort)below(state, USE_SORTS), map->lv,
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

/* All secrets have "hunter2" in them, which nothing else has. */
static void set_account(struct account *account, const char *user, const char *secret)
{
	snprintf(account->user, sizeof(account->user), "%s", user);
	snprintf(account->secret, sizeof(account->secret), "%s", secret);
}

static void set_file(struct san_target *target, int which, const char *secret)
{
	memset(target->files[which], 0, sizeof(target->files[which]));
	snprintf(target->files[which], sizeof(target->files[which]), "%s", secret);
}

void scene_authenticate(struct san_target *target)
{
	set_account(&target->wants, "us #1", "#hunter2 = \"a\" #");
	set_account(&target->is, "them", "hunter2 $(b)");
	set_file(target, 0, target->wants.secret);
	set_file(target, 1, target->is.secret);
}

static void set_value(struct node_record *record, enum parameter_id id, const char *value)
{
	memset(record->values[id], 0, sizeof(record->values[id]));
	memcpy(record->values[id], value, strlen(value));
}

void scene_give(struct node_record *record, const struct san_target *target, bool mutual)
{
	set_value(record, PARAM_AUTH_METHOD, "CHAP");
	set_value(record, PARAM_USER, target->wants.user);
	set_value(record, PARAM_PASSWORD, target->wants.secret);
	if (mutual) {
		set_value(record, PARAM_USER_IN, target->is.user);
		set_value(record, PARAM_PASSWORD_IN, target->is.secret);
	}
}

/* One file is gone, or has another secret than the target, or both have the same. */
static void spoil_files(struct san_target *target, uint64_t *state)
{
	int which = below(state, 2);

	if (chance(state, 20)) {
		set_file(target, 1, target->wants.secret);
		return;
	}
	set_file(target, which, chance(state, 40) ? "" : "hunter2 is wrong");
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
	wish->lists[0] = true;
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
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (model->targets[i].used)
			draw_auth(scene, &state, i);
	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used)
			draw_group_wish(scene, &state, i);
}

/* ---- as text ---- */

static void print_auth(const struct scene_target *wish, struct strbuf *out)
{
	if (wish->auth == SCENE_NONE)
		strbuf_add(out, "    auth: none\n");
	if (wish->auth < SCENE_ONE_WAY)
		return;
	strbuf_printf(out, "    auth:\n      user: 'us #1'\n      password_credential: t%d\n",
		      wish->target);
	if (wish->auth == SCENE_MUTUAL)
		strbuf_printf(out, "      mutual: {user: them, password_credential: m%d}\n",
			      wish->target);
}

static void print_target(const struct scene *scene, const struct scene_target *wish,
			 struct strbuf *out)
{
	const struct san_target *target = &scene->model.targets[wish->target];
	const char *comma = "";

	strbuf_printf(out, "  %s:\n    ensure: %s\n", target->name,
		      target_ensure_words[wish->ensure]);
	if (wish->lists[0] || wish->lists[1]) {
		strbuf_add(out, "    portals: [");
		for (int i = 0; i < target->portals_used; i++)
			if (wish->lists[i]) {
				strbuf_printf(out, "%s'%s:%d'", comma, target->portals[i].host,
					      target->portals[i].port);
				comma = ", ";
			}
		strbuf_add(out, "]\n");
	}
	if (wish->min_portals)
		strbuf_printf(out, "    min_portals: %d\n", wish->min_portals);
	if (wish->startup)
		strbuf_printf(out, "    startup: %s\n",
			      wish->startup == 1 ? "manual" : "automatic");
	if (wish->settings_used)
		strbuf_add(out, "    settings:\n");
	for (int i = 0; i < wish->settings_used; i++)
		strbuf_printf(out, "      '%s': %d\n", parameter_names[wish->settings[i].parameter],
			      wish->settings[i].value);
	print_auth(wish, out);
}

static void print_carriers(const struct scene *scene, int vg, struct strbuf *out)
{
	const char *comma = "";

	strbuf_add(out, "    targets: [");
	for (int i = 0; i < MODEL_TARGETS; i++)
		for (int lun = 0; lun < MODEL_LUNS && scene->targets[i].used; lun++)
			if (scene->model.luns[lun].used && scene->model.luns[lun].vg == vg &&
			    scene->model.luns[lun].target == i) {
				strbuf_printf(out, "%s'%s'", comma, scene->model.targets[i].name);
				comma = ", ";
				break;
			}
	strbuf_add(out, "]\n");
}

static void print_group(const struct scene *scene, const struct scene_group *wish,
			struct strbuf *out)
{
	const struct scene_volume *volume;
	bool heading = false;

	strbuf_printf(out, "  %s:\n    ensure: %s\n", scene->model.vgs[wish->vg].name,
		      vg_ensure_words[wish->ensure]);
	if (wish->names_targets)
		print_carriers(scene, wish->vg, out);
	model_each (volume, wish->volumes) {
		if (!heading)
			strbuf_add(out, "    logical_volumes:\n");
		heading = true;
		strbuf_printf(out, "      %s: %s\n",
			      volume->lv == MODEL_NONE ? "nosuch"
						       : scene->model.lvs[volume->lv].name,
			      lv_ensure_words[volume->ensure]);
	}
}

void scene_manifest(const struct scene *scene, struct strbuf *out)
{
	const struct scene_target *target;
	const struct scene_group *group;
	bool heading = false;

	strbuf_add(out, "version: 1\n");
	model_each (target, scene->targets) {
		if (!heading)
			strbuf_add(out, "targets:\n");
		heading = true;
		print_target(scene, target, out);
	}
	heading = false;
	model_each (group, scene->groups) {
		if (!heading)
			strbuf_add(out, "volume_groups:\n");
		heading = true;
		print_group(scene, group, out);
	}
}

static void print_storage(const struct model *model, struct strbuf *out)
{
	static const char *const answers[] = { "answers", "silent", "refuses", "denies" };

	for (int i = 0; i < MODEL_TARGETS; i++) {
		const struct san_target *target = &model->targets[i];

		if (!target->used)
			continue;
		strbuf_printf(out, "target %s:", target->name);
		for (int k = 0; k < target->portals_used; k++)
			strbuf_printf(out, " %s (%s)", target->portals[k].host,
				      answers[target->portals[k].answer]);
		strbuf_add(out, ";");
		for (int k = 0; k < MODEL_LUNS; k++)
			if (model->luns[k].used && model->luns[k].target == i)
				strbuf_printf(out, " LUN %d%s%s", k,
					      model->luns[k].vg == MODEL_NONE ? "" : " of ",
					      model->luns[k].vg == MODEL_NONE
						      ? ""
						      : model->vgs[model->luns[k].vg].name);
		strbuf_add(out, "\n");
	}
	for (int i = 0; i < MODEL_LVS; i++)
		if (model->lvs[i].used)
			strbuf_printf(out, "volume %s/%s on LUN %d%s%s\n",
				      model->vgs[model->lvs[i].vg].name, model->lvs[i].name,
				      model->lvs[i].luns[0],
				      model->lvs[i].luns_used > 1 ? " and another" : "",
				      model->lvs[i].skip ? ", skip" : "");
	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used && model->vgs[i].exported)
			strbuf_printf(out, "%s is exported\n", model->vgs[i].name);
}

static void print_devices(const struct model *model, struct strbuf *out)
{
	const struct disk *disk;
	const struct map *map;

	model_each (disk, model->disks)
		strbuf_printf(out, "disk %s: LUN %d, session %u\n", disk->name, disk->lun,
			      disk->sid);
	model_each (map, model->maps) {
		strbuf_printf(out, "dm-%u: ", map->minor);
		if (map->lv == MODEL_NONE)
			strbuf_printf(out, "mpath%d", map->lun);
		else
			strbuf_printf(out, "%s/%s", model->vgs[model->lvs[map->lv].vg].name,
				      model->lvs[map->lv].name);
		for (int i = 0; i < map->slaves_used; i++)
			strbuf_printf(out, " on %s", map->slaves[i].name);
		strbuf_printf(out, "%s%s\n",
			      model_map_is_dangling(model, map) ? ", which is gone" : "",
			      model_map_is_open(model, map) ? ", open" : "");
	}
}

void scene_print(const struct scene *scene, struct strbuf *out)
{
	static const char *const damages[] = { "", ", empty", ", garbage", ", newer" };
	static const char *const states[] = { "LOGGED_IN", "FAILED", "FREE" };
	static const char *const ways[] = { "off", "in udev's rule", "in the background" };
	const struct model *model = &scene->model;
	const struct session_state_of *session;
	const struct node_record *record;
	const struct usage *use;

	print_storage(model, out);
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (*model->targets[i].files[0] || *model->targets[i].files[1])
			strbuf_printf(out, "target %s wants '%s' %s; files: %s, %s\n",
				      model->targets[i].name, model->targets[i].wants.user,
				      model->targets[i].wants.secret, model->targets[i].files[0],
				      model->targets[i].files[1]);
	model_each (record, model->records) {
		strbuf_printf(out, "record %s at %s, tag %d%s:", record->target, record->host,
			      record->tpgt, damages[record->damage]);
		for (int i = 0; i < PARAM_COUNT; i++)
			if (!str_equal(record->values[i], parameter_defaults[i]))
				strbuf_printf(out, " %s=%s", parameter_names[i], record->values[i]);
		strbuf_add(out, "\n");
	}
	model_each (session, model->sessions)
		strbuf_printf(out, "session %u: %s at %s, %s\n", session->sid,
			      model->targets[session->target].name, session->host,
			      states[session->state]);
	print_devices(model, out);
	model_each (use, model->uses)
		strbuf_printf(out, "use: sort %d of volume %d or disk %d\n", use->sort, use->lv,
			      use->disk);
	strbuf_printf(out, "multipathd %s; autoactivation %s (%lld ms)\n",
		      model->multipathd ? "runs" : "does not run", ways[model->autoactivation],
		      (long long)model->background_ms);
}

/* ---- less of it ---- */

#define drop(array, number)                       \
	({                                        \
		bool was_ = (array)[number].used; \
		(array)[number].used = false;     \
		was_;                             \
	})

static bool drop_lv(struct scene *scene, int lv)
{
	struct model *model = &scene->model;
	struct map *map = model_volume_map(model, lv);
	struct scene_group *group;
	struct scene_volume *volume;
	struct usage *use;

	if (!model->lvs[lv].used)
		return false;
	model->lvs[lv].used = false;
	if (map)
		map->used = false;
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

	*ret_last = part >= 16 * 15;
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
	case 14:
		if (number >= MODEL_TARGETS || !scene->targets[number].auth)
			return false;
		scene->targets[number].auth = SCENE_ANY;
		return true;
	case 13:
		if (number >= MODEL_VGS || !scene->groups[number].names_targets)
			return false;
		scene->groups[number].names_targets = false;
		return true;
	default:
		return false;
	}
}
