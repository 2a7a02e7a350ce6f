/* release: the way down of everything that applies have brought up on this host. */
#include "config.h"

#include "base/str.h"
#include "cli/applied.h"
#include "cli/common.h"
#include "cli/verbs.h"

#include <string.h>

/* What follows the kind and a space; NULL if this is of another kind. */
static const char *name_of(const char *resource, const char *kind)
{
	size_t length = strlen(kind);

	return str_starts(resource, kind) && resource[length] == ' ' ? resource + length + 1 : NULL;
}

/* No portals: every session of the target, and no record. */
static void release_target(struct wishes *wishes, const char *name)
{
	strmap_add(wishes->arena, &wishes->target_index, name, wishes->targets.count);
	vec_add(wishes->arena, &wishes->targets,
		((struct target_wish){ .name = name, .ensure = TARGET_KNOWN }));
}

static void release_vg(struct wishes *wishes, const char *name)
{
	strmap_add(wishes->arena, &wishes->vg_index, name, wishes->vgs.count);
	vec_add(wishes->arena, &wishes->vgs,
		((struct vg_wish){ .name = name, .ensure = VG_INACTIVE }));
}

int release_wishes(struct arena *arena, const struct tools *tools, const char *host,
		   const struct wishes **ret_wishes)
{
	struct wishes *wishes = arena_alloc(arena, sizeof(*wishes));
	struct names resources = { 0 };
	const char *const *resource, *name;
	int error = applied_names(arena, tools, &resources);

	if (error)
		return complain("cannot read %s/applied, which has what was brought up here: %s",
				tools->state, strerror(-error));
	wishes->arena = arena;
	wishes->host = host;
	wishes->release = true;
	vec_each (resource, &resources.list) {
		if ((name = name_of(*resource, "target")))
			release_target(wishes, name);
		else if ((name = name_of(*resource, "volume group")))
			release_vg(wishes, name);
	}
	wishes->documents = wishes->targets.count + wishes->vgs.count ? 1 : 0;
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
