#include "config.h"

#include "standin/parts.h"

#include "base/str.h"

#include <string.h>

/* How long things take, in ms. Only their order means anything. */
enum { BLOCK_MS = 40, UDEV_MS = 80, ACTIVATE_MS = 60 };

void model_schedule(struct model *model, enum agenda_sort sort, int64_t delay, int object)
{
	struct agenda_entry *entry = model->agenda;

	while (entry < model->agenda + MODEL_AGENDA && entry->sort)
		entry++;
	if (entry == model->agenda + MODEL_AGENDA)
		model_full("agenda entry");
	*entry =
		(struct agenda_entry){ .sort = sort, .time = model->now + delay, .object = object };
}

bool model_udev_is_busy(const struct model *model)
{
	for (int i = 0; i < MODEL_AGENDA; i++)
		if (model->agenda[i].sort == AGENDA_BLOCK || model->agenda[i].sort == AGENDA_UDEV ||
		    model->agenda[i].sort == AGENDA_ACTIVATE)
			return true;
	return false;
}

int64_t model_next(const struct model *model)
{
	int64_t next = INT64_MAX;

	for (int i = 0; i < MODEL_AGENDA; i++)
		if (model->agenda[i].sort && model->agenda[i].time < next)
			next = model->agenda[i].time;
	return next;
}

static void add_path(struct map *map, const struct disk *disk)
{
	if (map->slaves_used == MODEL_SLAVES)
		model_full("path");
	memset(&map->slaves[map->slaves_used], 0, sizeof(map->slaves[0]));
	map->slaves[map->slaves_used].disk = disk->serial;
	map->slaves[map->slaves_used].map = MODEL_NONE;
	map->slaves[map->slaves_used].host = disk->sid;
	model_set_text(map->slaves[map->slaves_used].name, sizeof(map->slaves[0].name), disk->name);
	map->slaves_used++;
}

/* multipathd takes the disk as a path; whether that makes a device that was not there before. */
static bool take_path(struct model *model, const struct disk *disk)
{
	struct map *map = model_multipath(model, disk->lun), *made;

	if (map) {
		add_path(map, disk);
		return false;
	}
	made = model_take(model->maps, "map");
	made->lv = MODEL_NONE;
	made->lun = disk->lun;
	made->minor = model->next_minor++;
	add_path(made, disk);
	return true;
}

void model_see_disk(struct model *model, struct disk *disk)
{
	int vg = model->luns[disk->lun].vg;

	disk->stage = DISK_READY;
	if (model->multipathd && disk->sid && !take_path(model, disk))
		return;
	if (vg == MODEL_NONE || model->autoactivation == AUTO_OFF || model->vg_online[vg] ||
	    !model_vg_is_complete(model, vg, NULL) || model->vgs[vg].exported)
		return;
	model->vg_online[vg] = true;
	if (model->autoactivation == AUTO_IN_RULE)
		model_schedule(model, AGENDA_ACTIVATE, ACTIVATE_MS, vg);
	else
		model_schedule(model, AGENDA_BACKGROUND, model->background_ms, vg);
}

static void activate_by_event(struct model *model, int vg)
{
	for (int i = 0; i < MODEL_LVS; i++)
		if (model->lvs[i].used && model->lvs[i].vg == vg && !model->lvs[i].skip)
			model_activate(model, i, NULL);
}

static void happen(struct model *model, const struct agenda_entry *entry)
{
	struct disk *disk = NULL;

	switch (entry->sort) {
	case AGENDA_BLOCK:
		disk = model_find_disk(model, entry->object);
		if (!disk)
			break;
		disk->stage = DISK_BLOCK;
		model_schedule(model, AGENDA_UDEV, UDEV_MS, disk->serial);
		break;
	case AGENDA_UDEV:
		disk = model_find_disk(model, entry->object);
		if (disk)
			model_see_disk(model, disk);
		break;
	case AGENDA_ACTIVATE:
	case AGENDA_BACKGROUND:
		activate_by_event(model, entry->object);
		break;
	case AGENDA_LOGIN:
		model_session_begin(model, entry->object, entry->host, entry->port, entry->iface);
		break;
	case AGENDA_NONE:
		break;
	}
}

void model_advance(struct model *model, int64_t now)
{
	while (model_next(model) <= now) {
		struct agenda_entry *entry = model->agenda, due;

		while (!entry->sort || entry->time != model_next(model))
			entry++;
		due = *entry;
		entry->sort = AGENDA_NONE;
		if (model->now < due.time)
			model->now = due.time;
		happen(model, &due);
	}
	if (model->now < now)
		model->now = now;
}

struct session_state_of *model_session_begin(struct model *model, int target, const char *host,
					     int port, const char *iface)
{
	struct session_state_of *session = model_take(model->sessions, "session");
	const struct interface_file *bound = model_find_interface(model, iface);

	session->sid = ++model->last_sid;
	session->target = target;
	model_set_text(session->host, sizeof(session->host), host);
	session->port = port;
	if (bound)
		session->iface = *bound;
	model_set_text(session->iface.name, sizeof(session->iface.name), iface);
	model_rescan(model, session);
	return session;
}

static bool shows(const struct model *model, unsigned int sid, int lun)
{
	const struct disk *disk;

	model_each (disk, model->disks)
		if (disk->sid == sid && disk->lun == lun)
			return true;
	return false;
}

void model_rescan(struct model *model, const struct session_state_of *session)
{
	for (int i = 0; i < MODEL_LUNS; i++)
		if (model->luns[i].used && model->luns[i].target == session->target &&
		    !shows(model, session->sid, i))
			model_schedule(model, AGENDA_BLOCK, BLOCK_MS,
				       model_add_disk(model, i, session->sid)->serial);
}

/* multipathd lets go of a path, and of a map without paths that nobody uses. */
static void lose_path(struct model *model, int serial)
{
	struct map *map;

	model_each (map, model->maps) {
		if (map->lv != MODEL_NONE)
			continue;
		for (int i = 0; i < map->slaves_used; i++) {
			if (map->slaves[i].disk != serial)
				continue;
			map->slaves[i] = map->slaves[map->slaves_used - 1];
			memset(&map->slaves[--map->slaves_used], 0, sizeof(map->slaves[0]));
		}
		if (!map->slaves_used && !model_map_is_open(model, map))
			map->used = false;
	}
}

void model_session_end(struct model *model, struct session_state_of *session)
{
	struct disk *disk;

	model_each (disk, model->disks) {
		if (disk->sid != session->sid)
			continue;
		disk->used = false;
		lose_path(model, disk->serial);
	}
	session->used = false;
}
