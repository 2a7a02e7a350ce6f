#include "config.h"

#include "scene.h"

#include "base/str.h"

static void print_auth(const struct scene_target *wish, struct strbuf *out)
{
	if (wish->auth == SCENE_NONE)
		strbuf_add(out, "    auth: none\n");
	if (wish->auth < SCENE_ONE_WAY)
		return;
	strbuf_printf(out, "    auth:\n      user: 'us #1'\n      password_credential: t%d\n",
		      wish->target);
	if (wish->algs)
		strbuf_printf(out, "      chap_algs: '%s'\n", wish->algs);
	if (wish->auth == SCENE_MUTUAL)
		strbuf_printf(out, "      mutual: {user: them, password_credential: m%d}\n",
			      wish->target);
}

static void print_luns(const struct model *model, int target, struct strbuf *out)
{
	const struct san_lun *lun;
	const char *comma = "";

	strbuf_add(out, "    luns: [");
	model_each (lun, model->luns)
		if (lun->target == target) {
			strbuf_printf(out, "%s%d", comma, lun->number + 1);
			comma = ", ";
		}
	strbuf_add(out, "]\n");
}

static void print_portals(const struct scene *scene, const struct scene_target *wish,
			  struct strbuf *out)
{
	const struct san_target *target = &scene->model.targets[wish->target];
	const char *comma = "";

	if (!wish->lists[0] && !wish->lists[1])
		return;
	strbuf_add(out, "    portals: [");
	for (int i = 0; i < target->portals_used; i++)
		for (int bit = 0; bit <= SCENE_INTERFACES; bit++) {
			bool several = wish->lists[i] & (wish->lists[i] - 1);

			if (!(wish->lists[i] & (1 << bit)))
				continue;
			strbuf_printf(out, "%s%s'%s:%d%s'", comma, bit ? "{address: " : "",
				      target->portals[i].host, target->portals[i].port,
				      several || wish->tag ? ",1" : "");
			if (bit)
				strbuf_printf(out, ", iface: %s}", scene_interfaces[bit - 1]);
			comma = ", ";
		}
	strbuf_add(out, "]\n");
}

static void print_target(const struct scene *scene, const struct scene_target *wish,
			 struct strbuf *out)
{
	const struct san_target *target = &scene->model.targets[wish->target];

	strbuf_printf(out, "  %s:\n    ensure: %s\n", target->name,
		      target_ensure_words[wish->ensure]);
	print_portals(scene, wish, out);
	if (wish->exclusive)
		strbuf_add(out, "    portals_exclusive: true\n");
	if (wish->relogin)
		strbuf_add(out, "    relogin: when_idle\n");
	if (wish->luns)
		print_luns(&scene->model, wish->target, out);
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
	if (wish->access)
		strbuf_printf(out, "    access: %s\n", vg_access_words[wish->access]);
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

static void print_interface(const struct scene *scene, int number, struct strbuf *out)
{
	const struct scene_interface *wish = &scene->interfaces[number];

	strbuf_printf(out, "  %s: {ensure: %s", scene_interfaces[number],
		      interface_ensure_words[wish->absent]);
	if (wish->net && !wish->absent)
		strbuf_printf(
			out, ", %s: '%s'", wish->net > 3 ? "hwaddress" : "net",
			scene_devices[wish->net > 3 ? wish->net - 3 : wish->net][wish->net > 3]);
	if (wish->initiator && !wish->absent)
		strbuf_printf(out, ", initiator: '%s'", scene_initiators[wish->initiator]);
	strbuf_add(out, "}\n");
}

void scene_manifest(const struct scene *scene, struct strbuf *out)
{
	const struct scene_target *target;
	const struct scene_group *group;
	bool heading = false;

	strbuf_add(out, "version: 1\n");
	if (scene->unmanaged)
		strbuf_printf(out, "unmanaged: {mode: %s, match: '%s'}\n",
			      unmanaged_words[scene->unmanaged],
			      scene_patterns[scene->unmanaged_match]);
	for (int i = 0; i < SCENE_INTERFACES; i++) {
		if (!scene->interfaces[i].used)
			continue;
		if (!heading)
			strbuf_add(out, "interfaces:\n");
		heading = true;
		print_interface(scene, i, out);
	}
	heading = false;
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
	static const char *const sorts[] = { "",	 ", striped",	  ", a snapshot",
					     ", a RAID", ", being moved", ", cached" };
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
			strbuf_printf(out, "volume %s/%s on LUN %d%s%s%s\n",
				      model->vgs[model->lvs[i].vg].name, model->lvs[i].name,
				      model->lvs[i].luns[0],
				      model->lvs[i].luns_used > 1 ? " and another" : "",
				      model->lvs[i].skip ? ", skip" : "",
				      sorts[model->lvs[i].sort]);
	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used && model->vgs[i].exported)
			strbuf_printf(out, "%s is exported\n", model->vgs[i].name);
	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used && model->vgs[i].locked)
			strbuf_printf(out, "%s has a lock type\n", model->vgs[i].name);
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

static void print_accounts(const struct model *model, struct strbuf *out)
{
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (*model->targets[i].files[0] || *model->targets[i].files[1])
			strbuf_printf(out, "target %s wants '%s' %s; files: %s, %s\n",
				      model->targets[i].name, model->targets[i].wants.user,
				      model->targets[i].wants.secret, model->targets[i].files[0],
				      model->targets[i].files[1]);
}

void scene_print(const struct scene *scene, struct strbuf *out)
{
	static const char *const damages[] = { "", ", empty", ", garbage", ", newer" };
	static const char *const states[] = { "LOGGED_IN", "FAILED", "FREE" };
	static const char *const ways[] = { "off", "in udev's rule", "in the background" };
	const struct model *model = &scene->model;
	const struct session_state_of *session;
	const struct interface_file *interface;
	const struct node_record *record;
	const struct usage *use;

	print_storage(model, out);
	print_accounts(model, out);
	model_each (interface, model->interfaces)
		strbuf_printf(out, "interface %s: net '%s', hwaddress '%s', initiator '%s'\n",
			      interface->name, interface->net, interface->hwaddress,
			      interface->initiator);
	model_each (record, model->records) {
		strbuf_printf(out, "record %s at %s, tag %d, by %s%s:", record->target,
			      record->host, record->tpgt, record->iface, damages[record->damage]);
		for (int i = 0; i < PARAM_COUNT; i++)
			if (!str_equal(record->values[i], parameter_defaults[i]))
				strbuf_printf(out, " %s=%s", parameter_names[i], record->values[i]);
		strbuf_add(out, "\n");
	}
	model_each (session, model->sessions)
		strbuf_printf(out, "session %u: %s at %s by %s, %s\n", session->sid,
			      model->targets[session->target].name, session->host,
			      session->iface.name, states[session->state]);
	print_devices(model, out);
	model_each (use, model->uses)
		strbuf_printf(out, "use: sort %d of volume %d or disk %d\n", use->sort, use->lv,
			      use->disk);
	strbuf_printf(out, "multipathd %s; autoactivation %s (%lld ms)\n",
		      model->multipathd ? "runs" : "does not run", ways[model->autoactivation],
		      (long long)model->background_ms);
}
