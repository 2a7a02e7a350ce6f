#include "config.h"

#include "san.h"

#include "base/str.h"
#include "host.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { META_MB = 4, VOLUME_MB = 8 };

static const char *const addresses[MODEL_PORTALS] = { "10.5.88.21", "127.0.0.1" };

/* The number of a word in a list that ends with NULL. */
static int number_of(const char *word, const char *const *words)
{
	for (int i = 0; word && words[i]; i++)
		if (str_equal(word, words[i]))
			return i;
	host_fail("'%s' is none of %s, %s, …", word ? word : "", words[0], words[1]);
}

static int target_of(const struct model *model, const char *name)
{
	int target = name ? model_find_target(model, name) : MODEL_NONE;

	if (target == MODEL_NONE)
		host_fail("no target '%s'", name ? name : "");
	return target;
}

void san_target(struct model *model, const char *const *words)
{
	int target;

	if (!words[0])
		host_fail("which target?");
	target = model_add_target(model, words[0]);
	for (int i = 0; i < MODEL_PORTALS; i++)
		model_add_portal(model, target, addresses[i], PORTAL_ANSWERS);
	for (words++; *words; words++)
		model->luns[model_add_lun(model, target, MODEL_NONE)].megabytes =
			(int)strtol(*words, NULL, 10);
}

/* ---- volume groups ---- */

/* "IQN" or "IQN/LUN", LUNs counted from 1. */
static void add_physical(struct model *model, int vg, const char *word)
{
	size_t length = strcspn(word, "/");
	char name[2 * MODEL_NAME];
	int target, number = word[length] ? (int)strtol(word + length + 1, NULL, 10) : 0;

	snprintf(name, sizeof(name), "%.*s", (int)length, word);
	target = target_of(model, name);
	for (int i = 0; i < MODEL_LUNS; i++)
		if (model->luns[i].used && model->luns[i].target == target &&
		    (!number || model->luns[i].number == number))
			model->luns[i].vg = vg;
}

/* On all LUNs of its volume group; the space of the others is not counted. */
static void mirror(const struct model *model, struct volume *lv)
{
	lv->sort = VOLUME_RAID;
	lv->luns_used = 0;
	for (int i = 0; i < MODEL_LUNS; i++)
		if (model->luns[i].used && model->luns[i].vg == lv->vg)
			lv->luns[lv->luns_used++] = i;
}

/* "NAME", "NAME:MB" or "NAME:MB:raid1". Takes the first space there is, as LVM does. */
static void add_volume(struct model *model, int vg, const char *word, int taken[MODEL_LUNS])
{
	const char *colon = strchr(word, ':');
	int megabytes = colon ? (int)strtol(colon + 1, NULL, 10) : VOLUME_MB, lv = MODEL_NONE;
	char name[MODEL_NAME];

	snprintf(name, sizeof(name), "%.*s", (int)strcspn(word, ":"), word);
	for (int i = 0; i < MODEL_LUNS && megabytes > 0; i++) {
		int room = model->luns[i].megabytes - META_MB - taken[i];

		if (!model->luns[i].used || model->luns[i].vg != vg || room <= 0)
			continue;
		if (lv == MODEL_NONE)
			lv = model_add_lv(model, vg, name, i);
		else
			model->lvs[lv].luns[model->lvs[lv].luns_used++] = i;
		taken[i] += room < megabytes ? room : megabytes;
		megabytes -= room;
	}
	if (megabytes > 0)
		host_fail("no room for %s", word);
	if (colon && str_equal(colon + 1 + strcspn(colon + 1, ":"), ":raid1"))
		mirror(model, &model->lvs[lv]);
}

void san_group(struct model *model, const char *const *words)
{
	int taken[MODEL_LUNS] = { 0 };
	bool volumes = false;
	int vg;

	if (!words[0])
		host_fail("which volume group?");
	vg = model_add_vg(model, words[0]);
	for (words++; *words; words++)
		if (str_equal(*words, "--"))
			volumes = true;
		else if (volumes)
			add_volume(model, vg, *words, taken);
		else
			add_physical(model, vg, *words);
}

static int volume_of(const struct model *model, const char *name)
{
	for (int i = 0; i < MODEL_LVS; i++) {
		const struct volume *lv = &model->lvs[i];
		size_t length = lv->used ? strlen(model->vgs[lv->vg].name) : 0;

		if (lv->used && str_starts(name, model->vgs[lv->vg].name) && name[length] == '/' &&
		    str_equal(name + length + 1, lv->name))
			return i;
	}
	host_fail("no volume '%s'", name ? name : "");
}

void san_mount(struct model *model, const char *const *words)
{
	int lv = volume_of(model, words[0]);

	if (!model_volume_map(model, lv))
		host_fail("%s is not active", words[0]);
	model_add_use(model, USED_MOUNT, lv, MODEL_NONE);
}

void san_unmount(struct model *model, const char *const *words)
{
	int lv = volume_of(model, words[0]);
	struct usage *use;

	model_each (use, model->uses)
		if (use->lv == lv)
			use->used = false;
}

/* ---- trouble ---- */

void san_portal(struct model *model, const char *const *words)
{
	static const char *const answers[] = { [PORTAL_ANSWERS] = "answers",
					       [PORTAL_SILENT] = "silent",
					       [PORTAL_REFUSES] = "refuses",
					       [PORTAL_DENIES] = "denies",
					       NULL };
	struct session_state_of *session;
	struct san_target *target;
	int answer;

	if (!words[0])
		host_fail("which portal?");
	answer = number_of(words[1], answers);
	model_each (target, model->targets)
		for (int i = 0; i < target->portals_used; i++)
			if (str_equal(target->portals[i].host, words[0]))
				target->portals[i].answer = (enum portal_answer)answer;
	model_each (session, model->sessions)
		if (str_equal(session->host, words[0]))
			session->state =
				answer == PORTAL_SILENT ? SESSION_FAILED : SESSION_LOGGED_IN;
}

static bool answers(const struct model *model, const struct session_state_of *session)
{
	const struct san_target *target = &model->targets[session->target];

	for (int i = 0; i < target->portals_used; i++)
		if (str_equal(target->portals[i].host, session->host))
			return target->portals[i].answer == PORTAL_ANSWERS;
	return false;
}

void san_recover(struct model *model)
{
	struct session_state_of *session;

	model_each (session, model->sessions)
		if (answers(model, session))
			session->state = SESSION_LOGGED_IN;
}

void san_activation(struct model *model, const char *const *words)
{
	static const char *const ways[] = {
		[AUTO_OFF] = "off", [AUTO_IN_RULE] = "rule", [AUTO_BACKGROUND] = "background", NULL
	};

	model->autoactivation = (enum udev_activation)number_of(words[0], ways);
}

void san_trigger(struct model *model, const char *const *words)
{
	const struct disk *disk;

	(void)words;
	memset(model->vg_online, 0, sizeof(model->vg_online));
	model_each (disk, model->disks)
		if (disk->stage == DISK_READY)
			model_schedule(model, AGENDA_UDEV, 0, disk->serial);
}

void san_damage(struct model *model, const char *const *words)
{
	static const char *const damages[] = { [RECORD_GOOD] = "good",
					       [RECORD_EMPTY] = "empty",
					       [RECORD_GARBAGE] = "garbage",
					       [RECORD_NEWER] = "newer",
					       NULL };
	struct node_record *record;

	target_of(model, words[0]);
	model_each (record, model->records)
		if (str_equal(record->target, words[0]))
			record->damage = (enum damage)number_of(words[1], damages);
}
