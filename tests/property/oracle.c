#include "config.h"

#include "subject.h"

#include "base/str.h"
#include "standin/laws.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what an item is about ---- */

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

static bool is_default(const char *iface)
{
	return str_equal(iface, DEFAULT_IFACE);
}

static void find_target_subject(const struct oracle *o, const char *name, struct subject *subject)
{
	const struct target_wish *target;
	const struct portal_wish *portal;

	vec_each (target, &o->wishes->targets) {
		char full[256];

		if (str_equal(target->name, name))
			subject->target = target;
		snprintf(full, sizeof(full), "%s at other portals", target->name);
		if (str_equal(full, name)) {
			subject->target = target;
			subject->elsewhere = true;
		}
		vec_each (portal, &target->portals) {
			snprintf(full, sizeof(full), "%s at %s:%d%s%s", target->name,
				 portal->portal.host, portal->portal.port,
				 is_default(portal->iface) ? "" : " iface ",
				 is_default(portal->iface) ? "" : portal->iface);
			if (!str_equal(full, name))
				continue;
			subject->target = target;
			subject->portal = portal;
		}
	}
	subject->number =
		subject->target ? model_find_target(o->after, subject->target->name) : MODEL_NONE;
}

struct subject subject_of(const struct oracle *o, const struct item_result *item)
{
	struct subject subject = { .number = MODEL_NONE,
				   .group = MODEL_NONE,
				   .volume = MODEL_NONE };
	const char *slash = strchr(item->name, '/');
	char vg[MODEL_NAME];

	if (str_equal(item->kind, "unmanaged")) {
		subject.unmanaged = o->wishes;
		return subject;
	}
	subject.interface =
		str_equal(item->kind, "interface") ? wishes_interface(o->wishes, item->name) : NULL;
	if (subject.interface)
		return subject;
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

static bool is_listed(const struct target_wish *wish, const char *host, int port, const char *iface)
{
	const struct portal_wish *portal;

	vec_each (portal, &wish->portals)
		if (str_equal(portal->portal.host, host) && portal->portal.port == port &&
		    str_equal(portal->iface, iface))
			return true;
	return false;
}

bool subject_covers(const struct subject *s, const char *target, const char *host, int port,
		    const char *iface)
{
	if (s->unmanaged)
		return wishes_unmanaged(s->unmanaged, target);
	if (!str_equal(s->target->name, target))
		return false;
	if (s->elsewhere)
		return !is_listed(s->target, host, port, iface);
	return !s->portal || (str_equal(s->portal->portal.host, host) &&
			      s->portal->portal.port == port && str_equal(s->portal->iface, iface));
}

bool subject_is_to_go(const struct subject *s)
{
	return s->unmanaged || s->elsewhere || s->target->ensure == TARGET_ABSENT;
}

/* ---- records ---- */

int subject_records(const struct model *model, const struct subject *s, bool damaged)
{
	const struct node_record *record;
	int count = 0;

	model_each (record, model->records)
		count += subject_covers(s, record->target, record->host, record->port,
					record->iface) &&
			 (record->damage != RECORD_GOOD) == damaged;
	return count;
}

bool subject_has_damaged(const struct model *model, const struct subject *s)
{
	struct subject all = *s;

	all.portal = NULL;
	all.elsewhere = false;
	return subject_records(model, &all, true);
}

static bool has_value(const struct node_record *record, const char *name, const char *value)
{
	for (int i = 0; i < PARAM_COUNT; i++)
		if (str_equal(parameter_names[i], name))
			return str_equal(record->values[i], value);
	return false;
}

bool subject_record_is_so(const struct model *model, const struct subject *s)
{
	const struct node_record *record;
	const struct setting *setting;

	if (subject_is_to_go(s))
		return !subject_records(model, s, false);
	if (subject_records(model, s, false) != 1)
		return false;
	model_each (record, model->records) {
		if (record->damage != RECORD_GOOD ||
		    !subject_covers(s, record->target, record->host, record->port, record->iface))
			continue;
		vec_each (setting, &s->target->settings)
			if (!has_value(record, setting->name, setting->value))
				return false;
		if (!laws_is_authorized(model, s->target, record))
			return false;
		if (s->target->startup &&
		    (!has_value(record, "node.startup", s->target->startup) ||
		     !has_value(record, "node.conn[0].startup", s->target->startup)))
			return false;
	}
	return true;
}

/* ---- sessions ---- */

int subject_sessions(const struct model *model, const struct subject *s, bool healthy_only)
{
	const struct session_state_of *session;
	int count = 0;

	model_each (session, model->sessions)
		count += subject_covers(s, model->targets[session->target].name, session->host,
					session->port, session->iface.name) &&
			 (!healthy_only || session->state == SESSION_LOGGED_IN);
	return count;
}

/* One of its sessions has a disk for each listed LUN. */
static bool shows_listed(const struct model *model, const struct subject *s)
{
	const struct session_state_of *session;
	const struct disk *disk;

	model_each (session, model->sessions) {
		size_t found = 0;

		if (!subject_covers(s, model->targets[session->target].name, session->host,
				    session->port, session->iface.name))
			continue;
		model_each (disk, model->disks)
			found += disk->sid == session->sid &&
				 luns_have(&s->target->luns,
					   (unsigned int)model->luns[disk->lun].number + 1);
		if (found >= s->target->luns.list.count)
			return true;
	}
	return false;
}

static bool session_is_so(const struct model *model, const struct subject *s)
{
	if (!subject_is_to_go(s) && s->target->ensure == TARGET_LOGGED_IN)
		return subject_sessions(model, s, true) > 0 && shows_listed(model, s);
	return subject_sessions(model, s, false) == 0;
}

enum portal_answer subject_answer(const struct model *model, const struct subject *s)
{
	const struct interface_file *interface =
		model_find_interface((struct model *)model, s->portal->iface);

	if (interface && !model_interface_leads(interface))
		return PORTAL_SILENT;
	for (int i = 0; i < model->targets[s->number].portals_used; i++)
		if (subject_covers(s, s->target->name, model->targets[s->number].portals[i].host,
				   model->targets[s->number].portals[i].port, s->portal->iface))
			return model->targets[s->number].portals[i].answer;
	return PORTAL_SILENT;
}

bool subject_asks_for_several(const struct model *model, const struct subject *s)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (subject_covers(s, record->target, record->host, record->port, record->iface) &&
		    !has_value(record, parameter_names[PARAM_NR_SESSIONS], "1"))
			return true;
	return false;
}

/* ---- volumes ---- */

static bool volume_is_good(const struct model *model, int lv)
{
	const struct map *map = model_volume_map((struct model *)model, lv);

	return map && !map->suspended && !model_map_is_dangling(model, map);
}

bool subject_group_has_map(const struct model *model, int vg)
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
		return s->group == MODEL_NONE || !subject_group_has_map(model, s->group);
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

static bool is_so(const struct model *model, const struct item_result *item,
		  const struct subject *s)
{
	const char *kind = item->kind;

	if (s->interface)
		return subject_interface_is_so(model, s->interface);
	if (s->unmanaged)
		return str_starts(item->name, "records of ") ? !subject_records(model, s, false)
							     : !subject_sessions(model, s, false);
	if (str_equal(kind, "target"))
		return subject_record_is_so(model, s);
	if (str_equal(kind, "session"))
		return session_is_so(model, s);
	if (str_equal(kind, "volume group"))
		return group_is_so(model, s);
	return volume_is_so(model, s);
}

bool oracle_is_so(const struct oracle *o, const struct item_result *item)
{
	struct subject subject = subject_of(o, item);

	return is_so(o->after, item, &subject);
}
