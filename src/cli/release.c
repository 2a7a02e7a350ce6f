/* release: the way down of everything that applies have brought up on this host. */
#include "config.h"

#include "base/str.h"
#include "cli/brought_up.h"
#include "cli/common.h"
#include "cli/verbs.h"

#include <string.h>

/* No portals: every session of the target, and no record. */
static void release_target(struct wishes *wishes, const char *name)
{
	strmap_add(wishes->arena, &wishes->target_index, name, wishes->targets.count);
	vec_add(wishes->arena, &wishes->targets,
		((struct target_wish){ .name = name, .ensure = TARGET_KNOWN }));
}

static struct vg_wish *vg_wish(struct wishes *wishes, const char *name, enum vg_ensure ensure)
{
	size_t at = strmap_find(&wishes->vg_index, name);

	if (at == SIZE_MAX) {
		at = wishes->vgs.count;
		strmap_add(wishes->arena, &wishes->vg_index, name, at);
		vec_add(wishes->arena, &wishes->vgs,
			((struct vg_wish){ .name = name, .ensure = ensure }));
	}
	return &wishes->vgs.at[at];
}

/* "VG/LV"; of a group that goes as a whole nothing is listed. */
static void release_lv(struct wishes *wishes, const char *name)
{
	size_t length = strcspn(name, "/");
	struct vg_wish *vg =
		vg_wish(wishes, arena_strndup(wishes->arena, name, length), VG_PRESENT);

	if (!name[length] || vg->ensure != VG_PRESENT)
		return;
	strmap_add(wishes->arena, &vg->lv_index, name + length + 1, vg->lvs.count);
	vec_add(wishes->arena, &vg->lvs,
		((struct lv_wish){ .name = name + length + 1, .ensure = LV_INACTIVE }));
}

int release_wishes(struct arena *arena, const struct tools *tools, const char *host,
		   const struct wishes **ret_wishes)
{
	struct wishes *wishes = arena_alloc(arena, sizeof(*wishes));
	struct names lines = { 0 };
	const char *const *line, *name;
	int error = brought_up_read(tools, arena, &lines);

	if (error)
		return complain("cannot read %s/up, which says what was brought up here: %s",
				tools->state, file_error(error));
	wishes->arena = arena;
	wishes->host = host;
	wishes->release = true;
	vec_each (line, &lines.list) {
		if ((name = brought_up_name(*line, "target")))
			release_target(wishes, name);
		else if ((name = brought_up_name(*line, "volume group")))
			vg_wish(wishes, name, VG_INACTIVE);
		else if ((name = brought_up_name(*line, "logical volume")))
			release_lv(wishes, name);
	}
	wishes->documents = lines.list.count ? 1 : 0;
	*ret_wishes = wishes;
	return 0;
}

const struct verb verb_release = {
	.name = "release",
	.arguments = "",
	.summary = "deactivate and log out of what applies have brought up; keep node records",
	.accepts =
		ACCEPTS_OUTPUT | ACCEPTS_TOOLS | ACCEPTS_RUN | ACCEPTS_EXITCODES | ACCEPTS_TIMEOUT,
	.outputs = 1 << OUTPUT_MARKDOWN | 1 << OUTPUT_DOT,
	.run = apply_run,
};
