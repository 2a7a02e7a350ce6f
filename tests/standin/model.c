#include "config.h"

#include "standin/model.h"

#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* How long things take, in ms. Only their order means anything. */
enum { BLOCK_MS = 40, UDEV_MS = 80, ACTIVATE_MS = 60 };

#define COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

const char *const parameter_names[PARAM_COUNT] = {
	[PARAM_STARTUP] = "node.startup",
	[PARAM_LOGIN_RETRIES] = "node.session.initial_login_retry_max",
	[PARAM_NR_SESSIONS] = "node.session.nr_sessions",
	[PARAM_QUEUE_DEPTH] = "node.session.queue_depth",
	[PARAM_AUTH_METHOD] = "node.session.auth.authmethod",
	[PARAM_USER] = "node.session.auth.username",
	[PARAM_PASSWORD] = "node.session.auth.password",
	[PARAM_USER_IN] = "node.session.auth.username_in",
	[PARAM_PASSWORD_IN] = "node.session.auth.password_in",
	[PARAM_REPLACEMENT] = "node.session.timeo.replacement_timeout",
	[PARAM_SCAN] = "node.session.scan",
	[PARAM_CONN_STARTUP] = "node.conn[0].startup",
	[PARAM_LOGIN_TIMEOUT] = "node.conn[0].timeo.login_timeout",
};
const char *const parameter_defaults[PARAM_COUNT] = {
	[PARAM_STARTUP] = "manual",   [PARAM_LOGIN_RETRIES] = "8",  [PARAM_NR_SESSIONS] = "1",
	[PARAM_QUEUE_DEPTH] = "32",   [PARAM_AUTH_METHOD] = "None", [PARAM_USER] = "",
	[PARAM_PASSWORD] = "",	      [PARAM_USER_IN] = "",	    [PARAM_PASSWORD_IN] = "",
	[PARAM_REPLACEMENT] = "120",  [PARAM_SCAN] = "auto",	    [PARAM_CONN_STARTUP] = "manual",
	[PARAM_LOGIN_TIMEOUT] = "15",
};
const char *const parameter_built_in[PARAM_COUNT] = {
	[PARAM_STARTUP] = "manual",   [PARAM_LOGIN_RETRIES] = "4",  [PARAM_NR_SESSIONS] = "1",
	[PARAM_QUEUE_DEPTH] = "32",   [PARAM_AUTH_METHOD] = "None", [PARAM_USER] = "",
	[PARAM_PASSWORD] = "",	      [PARAM_USER_IN] = "",	    [PARAM_PASSWORD_IN] = "",
	[PARAM_REPLACEMENT] = "120",  [PARAM_SCAN] = "auto",	    [PARAM_CONN_STARTUP] = "manual",
	[PARAM_LOGIN_TIMEOUT] = "30",
};

static void full(const char *what)
{
	fprintf(stderr, "the model has no room for another %s\n", what);
	abort();
}

/* The first free slot of an array, zeroed and taken. */
#define take(array, what)                                       \
	({                                                      \
		int at_ = 0;                                    \
		while (at_ < COUNT(array) && (array)[at_].used) \
			at_++;                                  \
		if (at_ == COUNT(array))                        \
			full(what);                             \
		memset(&(array)[at_], 0, sizeof((array)[at_])); \
		(array)[at_].used = true;                       \
		&(array)[at_];                                  \
	})

static void set_text(char *to, size_t room, const char *text)
{
	if (strlen(text) >= room)
		full("character of a name");
	memcpy(to, text, strlen(text) + 1);
}

/* ---- building ---- */

static struct disk *add_disk(struct model *model, int lun, unsigned int sid)
{
	struct disk *disk = take(model->disks, "disk"), *other;
	char name[8];

	for (char letter = 'a'; letter <= 'z'; letter++) {
		bool taken = false;

		snprintf(name, sizeof(name), "%s%c", sid ? "sd" : "vd", letter);
		model_each (other, model->disks)
			taken |= other != disk && str_equal(other->name, name);
		if (!taken)
			break;
	}
	set_text(disk->name, sizeof(disk->name), name);
	disk->serial = ++model->last_serial;
	disk->minor = (unsigned int)(name[2] - 'a') * 16;
	disk->lun = lun;
	disk->sid = sid;
	return disk;
}

void model_init(struct model *model)
{
	memset(model, 0, sizeof(*model));
	model->next_minor = 0;
	model_add_lun(model, MODEL_NONE, MODEL_NONE);
}

int model_add_target(struct model *model, const char *name)
{
	struct san_target *target = take(model->targets, "target");

	set_text(target->name, sizeof(target->name), name);
	return (int)(target - model->targets);
}

void model_add_portal(struct model *model, int target, const char *host, enum portal_answer answer)
{
	struct san_target *of = &model->targets[target];
	struct san_portal *portal;

	if (of->portals_used == MODEL_PORTALS)
		full("portal");
	portal = &of->portals[of->portals_used++];
	set_text(portal->host, sizeof(portal->host), host);
	portal->port = 3260;
	portal->answer = answer;
}

int model_add_lun(struct model *model, int target, int vg)
{
	struct san_lun *lun = take(model->luns, "LUN"), *other;

	lun->target = target;
	lun->vg = vg;
	lun->number = 0;
	model_each (other, model->luns)
		lun->number += other->target == target;
	if (target == MODEL_NONE)
		add_disk(model, (int)(lun - model->luns), 0)->stage = DISK_READY;
	return (int)(lun - model->luns);
}

static void make_uuid(char *uuid, char kind, int number)
{
	snprintf(uuid, 40, "%c%05d-aaaa-bbbb-cccc-dddd-eeee-ffffff", kind, number);
}

int model_add_vg(struct model *model, const char *name)
{
	struct volume_group *vg = take(model->vgs, "volume group");

	set_text(vg->name, sizeof(vg->name), name);
	make_uuid(vg->uuid, 'V', (int)(vg - model->vgs));
	return (int)(vg - model->vgs);
}

int model_add_lv(struct model *model, int vg, const char *name, int lun)
{
	struct volume *lv = take(model->lvs, "volume");

	set_text(lv->name, sizeof(lv->name), name);
	make_uuid(lv->uuid, 'L', (int)(lv - model->lvs));
	lv->vg = vg;
	lv->luns[lv->luns_used++] = lun;
	return (int)(lv - model->lvs);
}

struct node_record *model_add_record(struct model *model, const char *target, const char *host,
				     int port, int tpgt)
{
	struct node_record *record = take(model->records, "record");

	set_text(record->target, sizeof(record->target), target);
	set_text(record->host, sizeof(record->host), host);
	record->port = port;
	record->tpgt = tpgt;
	for (int i = 0; i < PARAM_COUNT; i++)
		set_text(record->values[i], sizeof(record->values[i]), parameter_defaults[i]);
	return record;
}

static void see_disk(struct model *model, struct disk *disk);

struct session_state_of *model_add_session(struct model *model, int target, int portal)
{
	const struct san_portal *at = &model->targets[target].portals[portal];
	struct session_state_of *session = model_session_begin(model, target, at->host, at->port);
	struct agenda_entry *entry;
	struct disk *disk;

	for (entry = model->agenda; entry < model->agenda + MODEL_AGENDA; entry++)
		if (entry->sort == AGENDA_BLOCK || entry->sort == AGENDA_UDEV)
			entry->sort = AGENDA_NONE;
	model_each (disk, model->disks)
		if (disk->sid == session->sid)
			see_disk(model, disk);
	return session;
}

void model_add_use(struct model *model, enum use_sort sort, int lv, int disk)
{
	struct usage *use = take(model->uses, "use");

	use->sort = sort;
	use->lv = lv;
	use->disk = disk;
}

/* ---- finding ---- */

int model_find_target(const struct model *model, const char *name)
{
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (model->targets[i].used && str_equal(model->targets[i].name, name))
			return i;
	return MODEL_NONE;
}

struct session_state_of *model_find_session(struct model *model, unsigned int sid)
{
	struct session_state_of *session;

	model_each (session, model->sessions)
		if (session->sid == sid)
			return session;
	return NULL;
}

struct disk *model_find_disk(struct model *model, int serial)
{
	struct disk *disk;

	model_each (disk, model->disks)
		if (disk->serial == serial)
			return disk;
	return NULL;
}

struct map *model_find_map(struct model *model, unsigned int minor)
{
	struct map *map;

	model_each (map, model->maps)
		if (map->minor == minor)
			return map;
	return NULL;
}

struct map *model_volume_map(struct model *model, int lv)
{
	struct map *map;

	model_each (map, model->maps)
		if (map->lv == lv && lv != MODEL_NONE)
			return map;
	return NULL;
}

bool model_session_is_healthy(const struct model *model, unsigned int sid)
{
	struct session_state_of *session = model_find_session((struct model *)model, sid);

	return session && session->state == SESSION_LOGGED_IN;
}

/* ---- devices ---- */

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

static struct map *multipath_of(const struct model *model, int lun)
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
	struct map *map = multipath_of(model, lun);
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

static void drop_map(struct model *model, struct map *map)
{
	(void)model;
	map->used = false;
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
			set_text(loaded.slaves[i].name, sizeof(loaded.slaves[i].name), disk->name);
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

bool model_activate(struct model *model, int lv, const char *devices)
{
	struct map *map = model_volume_map(model, lv), made = { 0 };

	if (map) /* -ay on an active volume does nothing, stale table or not */
		return true;
	made = (struct map){ .used = true, .lv = lv, .lun = MODEL_NONE };
	if (!load_table(model, &made, model->lvs[lv].luns, model->lvs[lv].luns_used, devices))
		return false;
	made.minor = model->next_minor++;
	*take(model->maps, "map") = made;
	return true;
}

bool model_refresh(struct model *model, int lv, const char *devices)
{
	struct map *map = model_volume_map(model, lv);

	return !map ||
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

/* ---- what happens by itself ---- */

void model_schedule(struct model *model, enum agenda_sort sort, int64_t delay, int object)
{
	struct agenda_entry *entry = model->agenda;

	while (entry < model->agenda + MODEL_AGENDA && entry->sort)
		entry++;
	if (entry == model->agenda + MODEL_AGENDA)
		full("agenda entry");
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
		full("path");
	memset(&map->slaves[map->slaves_used], 0, sizeof(map->slaves[0]));
	map->slaves[map->slaves_used].disk = disk->serial;
	map->slaves[map->slaves_used].map = MODEL_NONE;
	map->slaves[map->slaves_used].host = disk->sid;
	set_text(map->slaves[map->slaves_used].name, sizeof(map->slaves[0].name), disk->name);
	map->slaves_used++;
}

/* multipathd takes the disk as a path; whether that makes a device that was not there before. */
static bool take_path(struct model *model, const struct disk *disk)
{
	struct map *map = multipath_of(model, disk->lun), *made;

	if (map) {
		add_path(map, disk);
		return false;
	}
	made = take(model->maps, "map");
	made->lv = MODEL_NONE;
	made->lun = disk->lun;
	made->minor = model->next_minor++;
	add_path(made, disk);
	return true;
}

/* udev's rule 69-lvm: when the disk completes a volume group, once. */
static void see_disk(struct model *model, struct disk *disk)
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
			see_disk(model, disk);
		break;
	case AGENDA_ACTIVATE:
	case AGENDA_BACKGROUND:
		activate_by_event(model, entry->object);
		break;
	case AGENDA_LOGIN:
		model_session_begin(model, entry->object, entry->host, entry->port);
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
					     int port)
{
	struct session_state_of *session = take(model->sessions, "session");

	session->sid = ++model->last_sid;
	session->target = target;
	set_text(session->host, sizeof(session->host), host);
	session->port = port;
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
				       add_disk(model, i, session->sid)->serial);
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
			drop_map(model, map);
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

/* ---- the tools ---- */

void reply_done(struct reply *reply)
{
	strbuf_done(&reply->out);
	strbuf_done(&reply->err);
}

int reply_fail(struct reply *reply, int code, const char *format, ...)
{
	char text[512];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	strbuf_printf(&reply->err, "%s\n", text);
	return reply->code = code;
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

void model_run(struct model *model, const char *const *argv, const char *config,
	       struct reply *reply)
{
	const char *name = base_name(argv[0]);

	if (str_equal(name, "iscsiadm"))
		iscsiadm_run(model, argv + 1, config, reply);
	else
		lvm_run(model, str_equal(name, "lvm") ? argv + 1 : argv, reply);
}

int64_t model_duration(const struct model *model, const char *const *argv)
{
	const char *name = base_name(argv[0]);

	if (str_equal(name, "iscsiadm"))
		return iscsiadm_duration(model, argv + 1);
	if (lvm_hangs(model, str_equal(name, "lvm") ? argv + 1 : argv))
		return INT64_MAX;
	return 100;
}
