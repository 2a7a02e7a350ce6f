#include "config.h"

#include "standin/foreign.h"

#include "base/str.h"

#include <string.h>

const char *const foreign_words[FOREIGN_SORTS] = {
	[FOREIGN_MOUNT] = "mounts an active volume",
	[FOREIGN_SWAP] = "swaps on an active volume",
	[FOREIGN_LOGIN] = "logs in to a target",
	[FOREIGN_LOGOUT] = "logs a session out",
	[FOREIGN_RECORD] = "makes a node record",
	[FOREIGN_FAIL] = "makes a session fail",
	[FOREIGN_CLAIM] = "claims a disk",
	[FOREIGN_ACTIVATE] = "activates volumes",
	[FOREIGN_DEACTIVATE] = "deactivates a volume",
};

static void use_volume(struct model *model, enum use_sort sort)
{
	const struct map *map;

	model_each (map, model->maps)
		if (map->lv != MODEL_NONE) {
			model_add_use(model, sort, map->lv, MODEL_NONE);
			return;
		}
}

/* A journal, or a mount that nobody sees. */
static void claim_disk(struct model *model)
{
	const struct disk *disk;

	model_each (disk, model->disks)
		if (disk->sid && disk->stage != DISK_SCSI && !model_disk_has_map(model, disk) &&
		    !model_disk_is_used(model, disk)) {
			model_add_use(model, USED_CLAIM, MODEL_NONE, disk->serial);
			return;
		}
}

static bool has_session(const struct model *model, int target)
{
	const struct session_state_of *session;

	model_each (session, model->sessions)
		if (session->target == target)
			return true;
	return false;
}

static void log_in(struct model *model)
{
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (model->targets[i].used && model->targets[i].portals_used &&
		    !has_session(model, i)) {
			model_add_session(model, i, 0);
			return;
		}
}

static bool has_record(const struct model *model, int target)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (str_equal(record->target, model->targets[target].name))
			return true;
	return false;
}

static void make_record(struct model *model)
{
	for (int i = 0; i < MODEL_TARGETS; i++)
		if (model->targets[i].used && !has_record(model, i)) {
			const struct san_portal *portal = &model->targets[i].portals[0];
			struct node_record *record =
				model_add_record(model, model->targets[i].name, portal->host,
						 portal->port, MODEL_NONE);

			memcpy(record->values[PARAM_REPLACEMENT], "77", sizeof("77"));
			return;
		}
}

static void activate(struct model *model)
{
	for (int i = 0; i < MODEL_LVS; i++)
		if (model->lvs[i].used)
			model_activate(model, i, NULL);
}

static void deactivate(struct model *model)
{
	struct map *map;

	model_each (map, model->maps)
		if (map->lv != MODEL_NONE && !map->layer && !model_map_is_open(model, map)) {
			model_deactivate(model, map->lv);
			return;
		}
}

void foreign_change(struct model *model, enum foreign_sort sort)
{
	struct session_state_of *session;

	switch (sort) {
	case FOREIGN_MOUNT:
		use_volume(model, USED_MOUNT);
		break;
	case FOREIGN_SWAP:
		use_volume(model, USED_SWAP);
		break;
	case FOREIGN_CLAIM:
		claim_disk(model);
		break;
	case FOREIGN_LOGIN:
		log_in(model);
		break;
	case FOREIGN_RECORD:
		make_record(model);
		break;
	case FOREIGN_ACTIVATE:
		activate(model);
		break;
	case FOREIGN_DEACTIVATE:
		deactivate(model);
		break;
	case FOREIGN_LOGOUT:
	case FOREIGN_FAIL:
		model_each (session, model->sessions) {
			if (sort == FOREIGN_FAIL)
				session->state = SESSION_FAILED;
			else
				model_session_end(model, session);
			return;
		}
		break;
	case FOREIGN_SORTS:
		break;
	}
}
