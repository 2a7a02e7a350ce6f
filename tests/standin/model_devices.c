#include "config.h"

#include "standin/parts.h"

#include "base/str.h"

#include <stdio.h>
#include <string.h>

static bool lists_device(const char *devices, const char *name)
{
	size_t length = strlen(name);

	for (const char *at = devices; at && *at; at = strchr(at, ',') ? strchr(at, ',') + 1 : "")
		if (str_starts(at, name) && (at[length] == ',' || !at[length]))
			return true;
	return false;
}

static bool is_device(const char *devices, const char *directory, const char *name)
{
	char path[80];

	snprintf(path, sizeof(path), "%s/%s", directory, name);
	return !devices || lists_device(devices, path);
}

struct map *model_multipath(const struct model *model, int lun)
{
	struct map *map;

	model_each (map, ((struct model *)model)->maps)
		if (map->lv == MODEL_NONE && map->lun == lun)
			return map;
	return NULL;
}

/* A multipath map works as long as one of its paths does. */
static bool has_path(const struct model *model, const struct map *map)
{
	for (int i = 0; i < map->slaves_used; i++) {
		const struct disk *disk =
			model_find_disk((struct model *)model, map->slaves[i].disk);

		if (disk && model_session_is_healthy(model, disk->sid))
			return true;
	}
	return false;
}

bool model_pv(const struct model *model, int lun, const char *devices, struct disk **ret_disk,
	      struct map **ret_map)
{
	struct map *map = model_multipath(model, lun);
	struct disk *disk, *found = NULL;
	char name[24];
	int paths = 0;

	*ret_disk = NULL;
	*ret_map = NULL;
	if (map) {
		snprintf(name, sizeof(name), "mpath%d", lun);
		*ret_map = map;
		return has_path(model, map) && is_device(devices, "/dev/mapper", name);
	}
	model_each (disk, ((struct model *)model)->disks) {
		if (disk->lun != lun || disk->stage == DISK_SCSI)
			continue;
		/* Equal ids make both look like paths of a multipath map, and neither is used. */
		paths++;
		if (!disk->sid || model_session_is_healthy(model, disk->sid))
			found = disk;
	}
	if (paths != 1 || !found || !is_device(devices, "/dev", found->name))
		return false;
	*ret_disk = found;
	return true;
}

static int pvs_there(const struct model *model, int vg, const char *devices, int *ret_all)
{
	struct disk *disk;
	struct map *map;
	int there = 0;

	*ret_all = 0;
	for (int i = 0; i < MODEL_LUNS; i++) {
		if (!model->luns[i].used || model->luns[i].vg != vg)
			continue;
		++*ret_all;
		there += model_pv(model, i, devices, &disk, &map);
	}
	return there;
}

bool model_vg_is_visible(const struct model *model, int vg, const char *devices)
{
	int all;

	return pvs_there(model, vg, devices, &all) > 0;
}

bool model_vg_is_complete(const struct model *model, int vg, const char *devices)
{
	int all, there = pvs_there(model, vg, devices, &all);

	return all && there == all;
}

bool model_map_is_dangling(const struct model *model, const struct map *map)
{
	for (int i = 0; i < map->slaves_used; i++) {
		struct map *below;

		if (map->slaves[i].disk != MODEL_NONE) {
			if (!model_find_disk((struct model *)model, map->slaves[i].disk))
				return true;
			continue;
		}
		below = model_find_map((struct model *)model, (unsigned int)map->slaves[i].map);
		if (!below || model_map_is_dangling(model, below))
			return true;
	}
	return map->slaves_used == 0;
}

bool model_disk_is_used(const struct model *model, const struct disk *disk)
{
	const struct usage *use;

	model_each (use, model->uses)
		if (use->disk == disk->serial &&
		    (use->sort != USED_CLAIM || model_session_is_healthy(model, disk->sid)))
			return true;
	return false;
}

bool model_disk_has_map(const struct model *model, const struct disk *disk)
{
	const struct map *map;

	model_each (map, model->maps)
		for (int i = 0; i < map->slaves_used; i++)
			if (map->slaves[i].disk == disk->serial)
				return true;
	return false;
}

bool model_map_is_open(const struct model *model, const struct map *map)
{
	const struct usage *use;
	const struct map *above;

	model_each (use, model->uses)
		if (map->lv != MODEL_NONE && use->lv == map->lv)
			return true;
	model_each (above, model->maps)
		for (int i = 0; i < above->slaves_used; i++)
			if (above->slaves[i].disk == MODEL_NONE &&
			    above->slaves[i].map == (int)map->minor)
				return true;
	return false;
}

/* Points the map at the disks of now. */
static bool load_table(struct model *model, struct map *map, const int *luns, int count,
		       const char *devices)
{
	struct map loaded = *map;
	struct disk *disk;
	struct map *below;

	loaded.slaves_used = 0;
	for (int i = 0; i < count; i++) {
		const struct session_state_of *session;

		if (!model_pv(model, luns[i], devices, &disk, &below))
			return false;
		memset(&loaded.slaves[i], 0, sizeof(loaded.slaves[i]));
		loaded.slaves[i].disk = disk ? disk->serial : MODEL_NONE;
		loaded.slaves[i].map = disk ? MODEL_NONE : (int)below->minor;
		if (disk)
			model_set_text(loaded.slaves[i].name, sizeof(loaded.slaves[i].name),
				       disk->name);
		else
			snprintf(loaded.slaves[i].name, sizeof(loaded.slaves[i].name), "dm-%u",
				 below->minor % 100);
		session = disk && disk->sid ? model_find_session(model, disk->sid) : NULL;
		loaded.slaves[i].host = session ? session->sid : 0;
		loaded.slaves_used++;
	}
	*map = loaded;
	return true;
}

/* The map of the volume itself, on that of its data. */
static void add_top(struct model *model, int lv, const struct map *layer)
{
	struct map *map = model_take(model->maps, "map");

	map->lv = lv;
	map->lun = MODEL_NONE;
	map->minor = model->next_minor++;
	map->slaves[0].disk = MODEL_NONE;
	map->slaves[0].map = (int)layer->minor;
	snprintf(map->slaves[0].name, sizeof(map->slaves[0].name), "dm-%u", layer->minor % 100);
	map->slaves_used = 1;
}

void model_set_sort(struct model *model, int lv, enum volume_sort sort)
{
	struct map *map = model_volume_map(model, lv), *layer;

	if (map && (sort == VOLUME_CACHED) != (model->lvs[lv].sort == VOLUME_CACHED)) {
		layer = sort == VOLUME_CACHED
				? map
				: model_find_map(model, (unsigned int)map->slaves[0].map);
		layer->layer = sort == VOLUME_CACHED;
		if (layer->layer)
			add_top(model, lv, layer);
		else
			map->used = false;
	}
	model->lvs[lv].sort = sort;
}

bool model_activate(struct model *model, int lv, const char *devices)
{
	struct map *map = model_volume_map(model, lv), made = { 0 };

	if (map) /* -ay on an active volume does nothing, stale table or not */
		return true;
	made = (struct map){ .used = true,
			     .lv = lv,
			     .lun = MODEL_NONE,
			     .layer = model->lvs[lv].sort == VOLUME_CACHED };
	if (!load_table(model, &made, model->lvs[lv].luns, model->lvs[lv].luns_used, devices))
		return false;
	made.minor = model->next_minor++;
	*model_take(model->maps, "map") = made;
	if (made.layer)
		add_top(model, lv, &made);
	return true;
}

void model_deactivate(struct model *model, int lv)
{
	struct map *map;

	model_each (map, model->maps)
		if (map->lv == lv && lv != MODEL_NONE)
			map->used = false;
}

bool model_keeps_failure(const struct model *model, int lv)
{
	const struct map *map = model_volume_map((struct model *)model, lv);

	return map && model->lvs[lv].sort == VOLUME_CACHED && model_map_is_dangling(model, map);
}

bool model_refresh(struct model *model, int lv, const char *devices)
{
	struct map *map = model_volume_map(model, lv);

	if (model_keeps_failure(model, lv)) {
		map->suspended = true;
		return false;
	}
	return !map || model->lvs[lv].sort == VOLUME_CACHED ||
	       load_table(model, map, model->lvs[lv].luns, model->lvs[lv].luns_used, devices);
}

void model_dm_name(const struct model *model, int lv, struct strbuf *out)
{
	const char *parts[2] = { model->vgs[model->lvs[lv].vg].name, model->lvs[lv].name };

	for (int i = 0; i < 2; i++) {
		if (i)
			strbuf_add_char(out, '-');
		for (const char *at = parts[i]; *at; at++) {
			if (*at == '-')
				strbuf_add_char(out, '-');
			strbuf_add_char(out, *at);
		}
	}
}

void model_dm_uuid(const struct model *model, int lv, struct strbuf *out)
{
	const char *parts[2] = { model->vgs[model->lvs[lv].vg].uuid, model->lvs[lv].uuid };

	strbuf_add(out, "LVM-");
	for (int i = 0; i < 2; i++)
		for (const char *at = parts[i]; *at; at++)
			if (*at != '-')
				strbuf_add_char(out, *at);
}
