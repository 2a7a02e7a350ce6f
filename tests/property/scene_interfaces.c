#include "config.h"

#include "base/str.h"
#include "chance.h"
#include "scene.h"

#include <stdio.h>

const char *const scene_interfaces[SCENE_INTERFACES] = { "a", "b-2" };
const char *const scene_devices[4][2] = { { "", "" },
					  { "eth1", "02:00:00:00:00:01" },
					  { "eth2", "02:00:00:00:00:02" },
					  { "eth9", "02:00:00:00:00:09" } };
const char *const scene_initiators[3] = { "", "iqn.1993-08.org.debian:01:xen01-a",
					  "iqn.1993-08.org.debian:01:xen01-b" };

static int draw_device(uint64_t *state)
{
	int word = below(state, 100);

	return word < 45 ? 1 : word < 90 ? 2 : 3;
}

static void draw_file(struct scene *scene, uint64_t *state, int number)
{
	struct interface_file *file = model_add_interface(&scene->model, scene_interfaces[number]);
	const char *const *device = scene_devices[draw_device(state)];
	int word = below(state, 100);

	/* Both, as a boot from an offload card leaves it. */
	if (word < 50 || word >= 92)
		snprintf(file->net, sizeof(file->net), "%s", device[0]);
	if (word >= 50 && (word < 80 || word >= 92))
		snprintf(file->hwaddress, sizeof(file->hwaddress), "%s", device[1]);
	if (chance(state, 40))
		snprintf(file->initiator, sizeof(file->initiator), "%s",
			 scene_initiators[1 + below(state, 2)]);
}

static void draw_wish(struct scene_interface *wish, uint64_t *state)
{
	wish->used = chance(state, 75);
	wish->absent = chance(state, 30);
	if (chance(state, 75))
		wish->net = draw_device(state) + (chance(state, 35) ? 3 : 0);
	if (chance(state, 40))
		wish->initiator = 1 + below(state, 2);
}

/* One of those there are; NULL: none. */
static const struct interface_file *some_interface(const struct scene *scene, uint64_t *state)
{
	const struct interface_file *file =
		&scene->model.interfaces[below(state, SCENE_INTERFACES)];

	return file->used ? file : NULL;
}

/* A record is bound to another interface, with the session that it has. */
static void rebind(struct scene *scene, struct node_record *record,
		   const struct interface_file *file)
{
	int target = model_find_target(&scene->model, record->target);
	struct session_state_of *session;

	model_each (session, scene->model.sessions)
		if (session->target == target && str_equal(session->host, record->host) &&
		    str_equal(session->iface.name, record->iface))
			session->iface = *file;
	snprintf(record->iface, sizeof(record->iface), "%s", file->name);
}

static bool has_record(const struct scene *scene, const struct node_record *like, const char *iface)
{
	const struct node_record *record;

	model_each (record, scene->model.records)
		if (str_equal(record->target, like->target) &&
		    str_equal(record->host, like->host) && str_equal(record->iface, iface))
			return true;
	return false;
}

/* The portal has a record for one more interface, and perhaps a session. */
static void double_record(struct scene *scene, uint64_t *state, const struct node_record *record,
			  const struct interface_file *file)
{
	struct model *model = &scene->model;
	int target = model_find_target(model, record->target), portal = 0;
	struct node_record *made;

	while (!str_equal(model->targets[target].portals[portal].host, record->host))
		portal++;
	made = model_add_record(model, record->target, record->host, record->port, 1);
	snprintf(made->iface, sizeof(made->iface), "%s", file->name);
	if (chance(state, model->multipathd ? 70 : 8))
		model_add_session(model, target, portal)->iface = *file;
}

static void bind_records(struct scene *scene, uint64_t *state)
{
	bool doubled = false;

	for (int i = 0; i < MODEL_RECORDS; i++) {
		struct node_record *record = &scene->model.records[i];
		const struct interface_file *file = some_interface(scene, state);

		if (!record->used || !file || has_record(scene, record, file->name))
			continue;
		if (chance(state, 50)) {
			rebind(scene, record, file);
		} else if (!doubled && record->tpgt == 1 && chance(state, 40)) {
			double_record(scene, state, record, file);
			doubled = true;
		}
	}
	/* Somebody has changed one since its logins, or made away with its file. */
	for (int i = 0; i < SCENE_INTERFACES; i++) {
		struct interface_file *file = &scene->model.interfaces[i];

		if (file->used && chance(state, 15))
			snprintf(file->initiator, sizeof(file->initiator), "%s",
				 scene_initiators[2]);
		else if (file->used && chance(state, 5))
			file->used = false;
	}
}

static void bind_wish(struct scene_target *wish, uint64_t *state)
{
	bool several = false;

	wish->tag = chance(state, 50);
	for (int i = 0; i < MODEL_PORTALS; i++) {
		if (!wish->lists[i] || !chance(state, 65))
			continue;
		wish->lists[i] = (unsigned char)(2 << below(state, 2));
		if (!several && chance(state, 30)) {
			wish->lists[i] |= (unsigned char)(1 << below(state, 3));
			several = true;
		}
	}
}

/* Nothing may be bound to one that is to go, unless it goes, too. */
static void keep_bound(struct scene *scene)
{
	const struct scene_target *wish;

	model_each (wish, scene->targets)
		for (int i = 0; i < MODEL_PORTALS; i++)
			for (int k = 0; k < SCENE_INTERFACES; k++)
				if (wish->ensure != TARGET_ABSENT && wish->lists[i] & (2 << k))
					scene->interfaces[k].absent = false;
}

void scene_draw_interfaces(struct scene *scene, uint64_t *state)
{
	struct scene_target *wish;

	if (!chance(state, 40))
		return;
	for (int i = 0; i < SCENE_INTERFACES; i++) {
		if (chance(state, 65))
			draw_file(scene, state, i);
		draw_wish(&scene->interfaces[i], state);
	}
	bind_records(scene, state);
	model_each (wish, scene->targets)
		bind_wish(wish, state);
	keep_bound(scene);
	for (int i = 0; i < MODEL_AGENDA; i++)
		scene->model.agenda[i].sort = AGENDA_NONE;
}
