#include "model/marks.h"

#include "model/wish.h"

#include <inttypes.h>
#include <string.h>

void marks_add(struct arena *arena, struct marks *marks, const char *name, const char *text,
	       const struct place *place)
{
	static const struct place nowhere;
	const char *own = arena_strdup(arena, name);
	struct mark *mark;

	for (int number = 2; marks_find(marks, own); number++)
		own = arena_printf(arena, "%s (%d)", name, number);
	strmap_add(arena, &marks->index, own, marks->list.count);
	mark = vec_push(arena, &marks->list);
	*mark = (struct mark){ own, arena_strdup(arena, text), place ? *place : nowhere };
}

const struct mark *marks_find(const struct marks *marks, const char *name)
{
	size_t at = strmap_find(&marks->index, name);

	return at == SIZE_MAX ? NULL : &marks->list.at[at];
}

const char *marks_item(struct arena *arena, const char *kind, const char *name)
{
	/* Of the host as a whole, whatever the name says. */
	if (str_equal(kind, "initiator") || str_equal(kind, "unmanaged"))
		return arena_strdup(arena, kind);
	/* "IQN at PORTAL": a target's record or session. */
	if (str_equal(kind, "target") || str_equal(kind, "session"))
		return arena_printf(arena, "target %.*s", (int)strcspn(name, " "), name);
	return arena_printf(arena, "%s %s", kind, name);
}

static void add_digest(struct arena *arena, struct marks *marks, const char *name, uint64_t digest,
		       const struct place *place)
{
	marks_add(arena, marks, name, arena_printf(arena, "%016" PRIx64, digest), place);
}

static void add_vg(struct arena *arena, struct marks *marks, const struct vg_wish *wish)
{
	const struct lv_wish *lv;

	add_digest(arena, marks, arena_printf(arena, "volume group %s", wish->name), wish->digest,
		   &wish->place);
	vec_each (lv, &wish->lvs)
		add_digest(arena, marks,
			   arena_printf(arena, "logical volume %s/%s", wish->name, lv->name),
			   lv->digest, &lv->place);
}

static void add_host(struct arena *arena, struct marks *marks, const struct wishes *wishes)
{
	if (wishes->initiator)
		add_digest(arena, marks, "initiator", wishes->initiator_digest,
			   &wishes->initiator_place);
	if (wishes->unmanaged != UNMANAGED_IGNORE)
		add_digest(arena, marks, "unmanaged", wishes->unmanaged_digest,
			   &wishes->unmanaged_place);
}

void marks_of_wishes(const struct wishes *wishes, struct arena *arena, struct marks *marks)
{
	const struct interface_wish *interface;
	const struct target_wish *target;
	const struct vg_wish *vg;

	add_host(arena, marks, wishes);
	vec_each (interface, &wishes->interfaces)
		add_digest(arena, marks, arena_printf(arena, "interface %s", interface->name),
			   interface->digest, &interface->place);
	vec_each (target, &wishes->targets)
		add_digest(arena, marks, arena_printf(arena, "target %s", target->name),
			   target->digest, &target->place);
	vec_each (vg, &wishes->vgs)
		add_vg(arena, marks, vg);
}
