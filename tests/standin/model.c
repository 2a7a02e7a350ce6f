#include "config.h"

#include "standin/parts.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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
	[PARAM_ALGS] = "node.session.auth.chap_algs",
	[PARAM_REPLACEMENT] = "node.session.timeo.replacement_timeout",
	[PARAM_SCAN] = "node.session.scan",
	[PARAM_CONN_STARTUP] = "node.conn[0].startup",
	[PARAM_LOGIN_TIMEOUT] = "node.conn[0].timeo.login_timeout",
};
/* Of a new record: what iscsid.conf says, and what is built in, differ in these two. */
#define DEFAULTS(retries, login_timeout)                                                  \
	{                                                                                 \
		[PARAM_STARTUP] = "manual", [PARAM_LOGIN_RETRIES] = (retries),            \
		[PARAM_NR_SESSIONS] = "1", [PARAM_QUEUE_DEPTH] = "32",                    \
		[PARAM_AUTH_METHOD] = "None", [PARAM_USER] = "", [PARAM_PASSWORD] = "",   \
		[PARAM_USER_IN] = "", [PARAM_PASSWORD_IN] = "", [PARAM_ALGS] = "MD5",     \
		[PARAM_REPLACEMENT] = "120", [PARAM_SCAN] = "auto",                       \
		[PARAM_CONN_STARTUP] = "manual", [PARAM_LOGIN_TIMEOUT] = (login_timeout), \
	}

const char *const parameter_defaults[PARAM_COUNT] = DEFAULTS("8", "15");
const char *const parameter_built_in[PARAM_COUNT] = DEFAULTS("4", "30");

void model_full(const char *what)
{
	fprintf(stderr, "the model has no room for another %s\n", what);
	abort();
}

void model_set_text(char *to, size_t room, const char *text)
{
	if (strlen(text) >= room)
		model_full("character of a name");
	memcpy(to, text, strlen(text) + 1);
}

/* ---- building ---- */

struct disk *model_add_disk(struct model *model, int lun, unsigned int sid)
{
	struct disk *disk = model_take(model->disks, "disk"), *other;
	unsigned int number = 0;
	char name[8];
	bool taken;

	do {
		snprintf(name, sizeof(name), number < 26 ? "%s%c" : "%sa%c", sid ? "sd" : "vd",
			 'a' + number % 26);
		number++;
		taken = false;
		model_each (other, model->disks)
			taken |= other != disk && str_equal(other->name, name);
	} while (taken);
	model_set_text(disk->name, sizeof(disk->name), name);
	disk->serial = ++model->last_serial;
	disk->minor = (number - 1) * 16;
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
	struct san_target *target = model_take(model->targets, "target");

	model_set_text(target->name, sizeof(target->name), name);
	return (int)(target - model->targets);
}

void model_add_portal(struct model *model, int target, const char *host, enum portal_answer answer)
{
	struct san_target *of = &model->targets[target];
	struct san_portal *portal;

	if (of->portals_used == MODEL_PORTALS)
		model_full("portal");
	portal = &of->portals[of->portals_used++];
	model_set_text(portal->host, sizeof(portal->host), host);
	portal->port = 3260;
	portal->answer = answer;
}

int model_add_lun(struct model *model, int target, int vg)
{
	struct san_lun *lun = model_take(model->luns, "LUN"), *other;

	lun->target = target;
	lun->vg = vg;
	lun->number = 0;
	model_each (other, model->luns)
		lun->number += other->target == target;
	if (target == MODEL_NONE)
		model_add_disk(model, (int)(lun - model->luns), 0)->stage = DISK_READY;
	return (int)(lun - model->luns);
}

static void make_uuid(char *uuid, char kind, int number)
{
	snprintf(uuid, 40, "%c%05d-aaaa-bbbb-cccc-dddd-eeee-ffffff", kind, number);
}

int model_add_vg(struct model *model, const char *name)
{
	struct volume_group *vg = model_take(model->vgs, "volume group");

	model_set_text(vg->name, sizeof(vg->name), name);
	make_uuid(vg->uuid, 'V', (int)(vg - model->vgs));
	return (int)(vg - model->vgs);
}

int model_add_lv(struct model *model, int vg, const char *name, int lun)
{
	struct volume *lv = model_take(model->lvs, "volume");

	model_set_text(lv->name, sizeof(lv->name), name);
	make_uuid(lv->uuid, 'L', (int)(lv - model->lvs));
	lv->vg = vg;
	lv->luns[lv->luns_used++] = lun;
	return (int)(lv - model->lvs);
}

struct interface_file *model_add_interface(struct model *model, const char *name)
{
	struct interface_file *interface = model_take(model->interfaces, "interface");

	model_set_text(interface->name, sizeof(interface->name), name);
	return interface;
}

struct node_record *model_add_record(struct model *model, const char *target, const char *host,
				     int port, int tpgt)
{
	struct node_record *record = model_take(model->records, "record");

	model_set_text(record->target, sizeof(record->target), target);
	model_set_text(record->host, sizeof(record->host), host);
	record->port = port;
	record->tpgt = tpgt;
	model_set_text(record->iface, sizeof(record->iface), "default");
	for (int i = 0; i < PARAM_COUNT; i++)
		model_set_text(record->values[i], sizeof(record->values[i]), parameter_defaults[i]);
	return record;
}

struct session_state_of *model_add_session(struct model *model, int target, int portal)
{
	const struct san_portal *at = &model->targets[target].portals[portal];
	struct session_state_of *session =
		model_session_begin(model, target, at->host, at->port, "default");
	struct agenda_entry *entry;
	struct disk *disk;

	for (entry = model->agenda; entry < model->agenda + MODEL_AGENDA; entry++)
		if (entry->sort == AGENDA_BLOCK || entry->sort == AGENDA_UDEV)
			entry->sort = AGENDA_NONE;
	model_each (disk, model->disks)
		if (disk->sid == session->sid)
			model_see_disk(model, disk);
	return session;
}

void model_add_use(struct model *model, enum use_sort sort, int lv, int disk)
{
	struct usage *use = model_take(model->uses, "use");

	use->sort = sort;
	use->lv = lv;
	use->disk = disk;
}

/* ---- finding ---- */

struct interface_file *model_find_interface(struct model *model, const char *name)
{
	struct interface_file *interface;

	model_each (interface, model->interfaces)
		if (str_equal(interface->name, name))
			return interface;
	return NULL;
}

bool model_interface_leads(const struct interface_file *interface)
{
	static const char *const devices[][2] = {
		{ "lo", "00:00:00:00:00:00" },
		{ "eth1", "02:00:00:00:00:01" },
		{ "eth2", "02:00:00:00:00:02" },
	};

	if (!*interface->net && !*interface->hwaddress)
		return true;
	for (size_t i = 0; i < sizeof(devices) / sizeof(*devices); i++)
		if (str_equal(*interface->hwaddress ? interface->hwaddress : interface->net,
			      devices[i][*interface->hwaddress != 0]))
			return true;
	return false;
}

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
		if (map->lv == lv && lv != MODEL_NONE && !map->layer)
			return map;
	return NULL;
}

bool model_session_is_healthy(const struct model *model, unsigned int sid)
{
	struct session_state_of *session = model_find_session((struct model *)model, sid);

	return session && session->state == SESSION_LOGGED_IN;
}
