#include "config.h"

#include "scenes.h"

#include <string.h>

/* Target a carries group xen-guests with two volumes, target b group vgb with one. */
enum { A, B };

static void make_san(struct scene *scene)
{
	struct model *model = &scene->model;
	int xen, vgb, lun;

	model_add_target(model, "iqn.2003-01.org.example:a");
	model_add_portal(model, A, "10.5.88.21", PORTAL_ANSWERS);
	model_add_portal(model, A, "10.5.88.22", PORTAL_ANSWERS);
	model_add_target(model, "iqn.2003-01.org.example:b");
	model_add_portal(model, B, "10.5.88.21", PORTAL_ANSWERS);
	xen = model_add_vg(model, "xen-guests");
	lun = model_add_lun(model, A, xen);
	model_add_lv(model, xen, "noc1", lun);
	model_add_lv(model, xen, "noc2", lun);
	vgb = model_add_vg(model, "vgb");
	lun = model_add_lun(model, B, vgb);
	model_add_lv(model, vgb, "data", lun);
	model->autoactivation = AUTO_IN_RULE;
	model->background_ms = 500;
}

static void want(struct scene *scene, enum target_ensure target, enum vg_ensure group)
{
	for (int i = 0; i < 2; i++) {
		scene->targets[i] = (struct scene_target){
			.used = true, .target = i, .ensure = target, .lists[0] = true
		};
		scene->groups[i] = (struct scene_group){
			.used = true, .vg = i, .ensure = group, .names_targets = true
		};
	}
}

static void make_up(struct scene *scene)
{
	struct model *model = &scene->model;

	for (int i = 0; i < 2; i++) {
		struct node_record *record =
			model_add_record(model, model->targets[i].name, "10.5.88.21", 3260, 1);

		memcpy(record->values[PARAM_LOGIN_RETRIES], "1", 2);
		model_add_session(model, i, 0);
	}
	for (int i = 0; i < 3; i++)
		model_activate(model, i, NULL);
	for (int i = 0; i < MODEL_AGENDA; i++)
		model->agenda[i].sort = AGENDA_NONE;
}

static void from_nothing(struct scene *scene)
{
	make_san(scene);
	want(scene, TARGET_LOGGED_IN, VG_ACTIVE);
	scene->targets[A].startup = 1;
	scene->targets[A].settings_used = 1;
	scene->targets[A].settings[0].parameter = PARAM_REPLACEMENT;
	scene->targets[A].settings[0].value = 60;
}

static void way_down(struct scene *scene)
{
	make_san(scene);
	make_up(scene);
	want(scene, TARGET_ABSENT, VG_INACTIVE);
}

static void dead_portal(struct scene *scene)
{
	from_nothing(scene);
	scene->targets[A].lists[1] = true;
	scene->targets[A].min_portals = 1;
	scene->model.targets[A].portals[0].answer = PORTAL_SILENT;
}

static void logged_out_by_hand(struct scene *scene)
{
	make_san(scene);
	make_up(scene);
	want(scene, TARGET_LOGGED_IN, VG_ACTIVE);
	model_session_end(&scene->model, &scene->model.sessions[A]);
}

static void damaged_record(struct scene *scene)
{
	from_nothing(scene);
	model_add_record(&scene->model, scene->model.targets[B].name, "10.5.88.21", 3260, 1)
		->damage = RECORD_NEWER;
}

static void held_volume(struct scene *scene)
{
	way_down(scene);
	model_add_use(&scene->model, USED_MOUNT, 1, MODEL_NONE);
}

/* Nothing but its disks tells that a session is in use. */
static void used_session(struct scene *scene)
{
	held_volume(scene);
	scene->groups[A].used = scene->groups[B].used = false;
}

static void setting_changed(struct scene *scene)
{
	make_san(scene);
	make_up(scene);
	want(scene, TARGET_LOGGED_IN, VG_ACTIVE);
	scene->targets[A].startup = 2;
	scene->targets[A].settings_used = 1;
	scene->targets[A].settings[0].parameter = PARAM_REPLACEMENT;
	scene->targets[A].settings[0].value = 60;
}

/* Of two new LUNs that are listed, the sessions that are there show none. */
static void luns_to_come(struct scene *scene)
{
	make_san(scene);
	make_up(scene);
	want(scene, TARGET_LOGGED_IN, VG_ACTIVE);
	model_add_lun(&scene->model, A, MODEL_NONE);
	model_add_lun(&scene->model, A, MODEL_NONE);
	scene->targets[A].luns = scene->targets[B].luns = true;
}

static void chap_from_nothing(struct scene *scene)
{
	from_nothing(scene);
	scene_authenticate(&scene->model.targets[A]);
	memcpy(scene->model.targets[A].algorithm, "SHA1", 5);
	scene->targets[A].auth = SCENE_MUTUAL;
	scene->targets[A].algs = "SHA1,MD5";
}

/* With a setting to change, and parameters that the manifest does not name. */
static void chap_changed(struct scene *scene)
{
	struct model *model = &scene->model;
	struct node_record *record = model->records;

	setting_changed(scene);
	scene_authenticate(&model->targets[A]);
	scene_give(record, &model->targets[A], true);
	memcpy(record->values[PARAM_PASSWORD], "hunter2 of old", sizeof("hunter2 of old"));
	memcpy(record->values[PARAM_QUEUE_DEPTH], "17", 3);
	model_session_end(model, &model->sessions[A]);
	scene->targets[A].auth = SCENE_ONE_WAY;
}

static void chap_dropped(struct scene *scene)
{
	chap_changed(scene);
	memset(&scene->model.targets[A].wants, 0, sizeof(struct account));
	scene->targets[A].auth = SCENE_NONE;
}

static void chap_wrong(struct scene *scene)
{
	chap_from_nothing(scene);
	memcpy(scene->model.targets[A].files[0], "hunter2!", sizeof("hunter2!"));
}

static void logged_in_inactive(struct scene *scene)
{
	from_nothing(scene);
	want(scene, TARGET_LOGGED_IN, VG_INACTIVE);
	scene->model.autoactivation = AUTO_BACKGROUND;
}

static void one_volume_inactive(struct scene *scene)
{
	from_nothing(scene);
	scene->groups[A].volumes[0] =
		(struct scene_volume){ .used = true, .lv = 0, .ensure = LV_INACTIVE };
}

static void two_paths(struct scene *scene)
{
	from_nothing(scene);
	scene->model.multipathd = true;
	scene->targets[A].lists[1] = true;
}

/* Target a goes, over both its portals; its LUNs are maps of multipathd. */
static void two_paths_down(struct scene *scene)
{
	struct model *model = &scene->model;
	struct node_record *record;

	make_san(scene);
	model->multipathd = true;
	make_up(scene);
	record = model_add_record(model, model->targets[A].name, "10.5.88.22", 3260, 1);
	memcpy(record->values[PARAM_LOGIN_RETRIES], "1", 2);
	model_add_session(model, A, 1);
	want(scene, TARGET_ABSENT, VG_INACTIVE);
	scene->targets[A].lists[1] = true;
}

static void sick_session(struct scene *scene)
{
	make_san(scene);
	make_up(scene);
	want(scene, TARGET_LOGGED_IN, VG_ACTIVE);
	scene->model.sessions[A].state = SESSION_FAILED;
	scene->model.maps[2].used = false;
}

/* Half of xen-guests comes over target b; all is there, and nothing active. */
static void across_targets(struct scene *scene)
{
	struct model *model = &scene->model;
	struct map *map;

	make_san(scene);
	model_add_lv(model, 0, "wide", model_add_lun(model, B, 0));
	make_up(scene);
	model_each (map, model->maps)
		map->used = false;
	want(scene, TARGET_LOGGED_IN, VG_ACTIVE);
}

/* Target a is wanted at its other portal alone. */
static void move_target(struct scene *scene, enum vg_ensure group)
{
	make_san(scene);
	make_up(scene);
	want(scene, TARGET_LOGGED_IN, group);
	scene->targets[A].lists[0] = false;
	scene->targets[A].lists[1] = true;
	scene->targets[A].exclusive = true;
}

/* Nothing of its group is active yet. */
static void moved_target(struct scene *scene)
{
	move_target(scene, VG_ACTIVE);
	scene->model.maps[0].used = scene->model.maps[1].used = false;
}

/* A session of what is to be active, and is not, lacks a setting. */
static void session_made_anew(struct scene *scene)
{
	make_san(scene);
	make_up(scene);
	want(scene, TARGET_LOGGED_IN, VG_ACTIVE);
	scene->model.maps[0].used = scene->model.maps[1].used = false;
	scene->targets[A].relogin = true;
	scene->targets[A].settings[0].parameter = PARAM_REPLACEMENT;
	scene->targets[A].settings[0].value = 60;
	scene->targets[A].settings_used = 1;
}

/* Without udev's activation: after a login that was cut short nobody waits for that. */
static void moved_and_down(struct scene *scene)
{
	move_target(scene, VG_INACTIVE);
	scene->model.autoactivation = AUTO_OFF;
}

/* The document names neither target. */
static void unmanaged_removed(struct scene *scene)
{
	make_san(scene);
	make_up(scene);
	want(scene, TARGET_LOGGED_IN, VG_INACTIVE);
	scene->targets[A].used = scene->targets[B].used = false;
	scene->groups[A].names_targets = scene->groups[B].names_targets = false;
	scene->unmanaged = UNMANAGED_REMOVE;
}

/* Target a by interface a, and with multipathd by the other one too. */
static void interfaces_from_nothing(struct scene *scene)
{
	two_paths(scene);
	scene->interfaces[0] = (struct scene_interface){ .used = true, .net = 1, .initiator = 1 };
	scene->interfaces[1] = (struct scene_interface){ .used = true, .net = 5 };
	scene->targets[A].lists[0] = 2 | 4;
	scene->targets[A].lists[1] = 0;
}

static void interfaces_there(struct scene *scene)
{
	struct model *model = &scene->model;
	struct interface_file *file = model_add_interface(model, scene_interfaces[0]);

	make_san(scene);
	make_up(scene);
	memcpy(file->net, "eth2", sizeof("eth2"));
	memcpy(model->records[A].iface, file->name, sizeof(file->name));
	model->sessions[A].iface = *file;
}

/* From a device to another one's address, in two steps. */
static void interface_changed(struct scene *scene)
{
	interfaces_there(scene);
	want(scene, TARGET_LOGGED_IN, VG_ACTIVE);
	scene->interfaces[0] = (struct scene_interface){ .used = true, .net = 4, .initiator = 2 };
	scene->targets[A].lists[0] = 2;
}

static void interfaces_down(struct scene *scene)
{
	interfaces_there(scene);
	want(scene, TARGET_ABSENT, VG_INACTIVE);
	scene->interfaces[0] = (struct scene_interface){ .used = true, .absent = true };
	scene->targets[A].lists[0] = 2;
}

const struct named_scene named_scenes[] = {
	{ "from nothing", from_nothing },
	{ "the way down", way_down },
	{ "a dead portal", dead_portal },
	{ "a session logged out by hand", logged_out_by_hand },
	{ "a damaged record", damaged_record },
	{ "a held volume", held_volume },
	{ "a used session that is to go", used_session },
	{ "a setting somebody changed", setting_changed },
	{ "listed LUNs to come", luns_to_come },
	{ "logged in, inactive", logged_in_inactive },
	{ "CHAP from nothing", chap_from_nothing },
	{ "a CHAP secret changed", chap_changed },
	{ "no CHAP any more", chap_dropped },
	{ "a wrong CHAP secret", chap_wrong },
	{ "one volume inactive", one_volume_inactive },
	{ "two paths", two_paths },
	{ "two paths, and the way down", two_paths_down },
	{ "a sick session", sick_session },
	{ "a group across two targets", across_targets },
	{ "a target that moved", moved_target },
	{ "a session that is made anew", session_made_anew },
	{ "a target that moved, and goes down", moved_and_down },
	{ "unmanaged, removed", unmanaged_removed },
	{ "interfaces from nothing", interfaces_from_nothing },
	{ "an interface to change", interface_changed },
	{ "interfaces, and the way down", interfaces_down },
	{ 0 },
};

void scene_make(struct scene *scene, const struct named_scene *named)
{
	memset(scene, 0, sizeof(*scene));
	model_init(&scene->model);
	named->make(scene);
}
