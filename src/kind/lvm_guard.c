#include "kind/lvm_guard.h"

#include "base/strbuf.h"
#include "tool/lvm.h"
#include "tool/sysfs.h"

static bool was_sick(const struct action *action, unsigned int sid)
{
	const unsigned int *sick;

	vec_each (sick, &action->sick)
		if (*sick == sid)
			return true;
	return false;
}

enum guard_answer lvm_guard(const struct action *action, const struct tools *tools,
			    struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct session *session;

	if (sysfs_read(tools, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	vec_each (session, &now.sessions) {
		if (session_is_logged_in(session) || was_sick(action, session->sid))
			continue;
		*ret_reason = arena_printf(arena,
					   "session %u of %s is %s since this run looked, and LVM "
					   "would hang on its disks",
					   session->sid, session->target, session->state);
		return GUARD_REFUSE;
	}
	return GUARD_GO;
}

const char *lvm_key(struct arena *arena, const struct action_type *type, const char *vg,
		    const char *lv)
{
	return lv ? arena_printf(arena, "%s %s/%s", type->name, vg, lv)
		  : arena_printf(arena, "%s %s", type->name, vg);
}

struct action lvm_draft(struct planning *p, const struct action_type *type, size_t item,
			const char *vg, const char *lv)
{
	const struct session *session;
	struct action draft = {
		.type = type,
		.item = item,
		.key = lvm_key(p->arena, type, vg, lv),
		.place = p->plan->items.at[item].place,
		.lane = arena_printf(p->arena, "vg:%s", vg),
		.resource = arena_printf(p->arena, "vg:%s", vg),
		.vg = vg,
		.lv = lv,
	};

	vec_each (session, &p->snapshot->sessions)
		if (!session_is_logged_in(session))
			vec_add(p->arena, &draft.sick, session->sid);
	return draft;
}

bool volume_can_be_active(const struct lv *lv)
{
	return !str_equal(lv->layout, "cache,pool") && !str_equal(lv->layout, "vdo,pool");
}

bool volume_is_stale(const struct planning *p, const struct vg *vg, const struct lv *lv)
{
	const struct block *block = stack_volume(&p->stack, vg, lv);

	return block && (lv->unknown || stack_is_dangling(&p->stack, block));
}

/* Who uses it from outside of its VG, and will not be over in a moment. */
static void outside_uses(struct planning *p, const struct vg *vg, const struct block *block,
			 struct uses *ret_uses)
{
	struct uses all = { 0 }, staying = { 0 };
	const struct use *use;

	stack_uses(&p->stack, block, &all);
	uses_select(p->arena, &all, false, &staying);
	vec_each (use, &staying.list)
		if (!str_equal(use->vg, vg->name))
			vec_add(p->arena, &ret_uses->list, *use);
}

const char *volume_holders(struct planning *p, const struct vg *vg, const struct lv *lv)
{
	const struct block *block = stack_volume(&p->stack, vg, lv);
	struct uses uses = { 0 };
	unsigned int count;

	/* A pool or image is held open by the volumes made of it: its role is private. */
	if (str_starts(lv->role, "private"))
		return NULL;
	if (block)
		outside_uses(p, vg, block, &uses);
	if (uses.list.count)
		return arena_printf(p->arena, "%s/%s is open: %s", vg->name, lv->name,
				    uses_text(p->arena, &uses));
	/* LVM looked earlier, and what it saw may be over; the count is of now. */
	if (!lv->open || (block && stack_open_count(&p->stack, block, &count)))
		return NULL;
	return arena_printf(p->arena,
			    "%s/%s is open, by whom cannot be seen from here (to look elsewhere: "
			    "fuser -v /dev/%s/%s)",
			    vg->name, lv->name, vg->name, lv->name);
}
