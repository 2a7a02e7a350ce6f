#include "kind/access.h"

#include "act/volume.h"
#include "kind/volume.h"
#include "tool/lvm.h"

#include <ctype.h>
#include <string.h>

/* ---- a volume group ---- */

bool access_bars_group(struct planning *p, const struct vg_wish *wish, const struct vg *vg,
		       size_t item)
{
	/* Why LVM does not let us near is told elsewhere. */
	if (!vg || vg->inaccessible || !vg_wish_activates(wish))
		return false;
	if (wish->access == ACCESS_LOCKD && !*vg->lock_type)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "its access is lockd, but it has no lock type; with lvmlockd and its "
			   "lock manager running, and no volume of it active on any host: vgchange "
			   "--lock-type sanlock|dlm %s, then: vgchange --lock-start %s",
			   vg->name, vg->name);
	else if (wish->access == ACCESS_SHARED && *vg->lock_type)
		plan_judge(p->plan, item, VERDICT_REFUSED,
			   "its access is shared, but its lock type is %s: lvmlockd would let only "
			   "the first host have its volumes active; write 'access: lockd'",
			   vg->lock_type);
	else
		return false;
	return true;
}

/* ---- a volume ---- */

/* "linear,striped" is one that has grown by another sort of segment. */
static bool is_plain(const char *layout)
{
	static const char *const plain[] = { "linear", "striped", "linear,striped" };

	for (size_t i = 0; i < sizeof(plain) / sizeof(*plain); i++)
		if (str_equal(layout, plain[i]))
			return true;
	return false;
}

/* What the letters of lv_attr (lvs(8)) say that it is beyond its layout; NULL: nothing. */
static const char *special_attr(const struct lv *lv)
{
	if (strlen(lv->attr) < 3)
		return "without attributes";
	if (isupper((unsigned char)lv->attr[2]))
		return "locked, as by pvmove";
	return lv->attr[0] == '-' ? NULL : "of a type of its own by lv_attr";
}

/* "snapshot,thicksnapshot" of "public,snapshot,thicksnapshot". */
static const char *special_role(const char *role)
{
	return str_starts(role, "public,") ? role + strlen("public,") : role;
}

const char *access_bars(const struct vg_wish *wish, const struct lv *lv)
{
	if (wish->access != ACCESS_SHARED)
		return NULL;
	if (!is_plain(lv->layout))
		return *lv->layout ? lv->layout : "of unknown layout";
	if (!str_equal(lv->role, "public"))
		return *lv->role ? special_role(lv->role) : "of unknown role";
	return special_attr(lv);
}

bool access_splits(const struct vg_wish *wish, const struct vg *vg)
{
	const struct lv *lv;

	if (!vg || wish->access != ACCESS_SHARED)
		return false;
	vec_each (lv, &vg->lvs)
		if (access_bars(wish, lv))
			return true;
	return false;
}

bool access_defers(struct planning *p, const struct vg_wish *wish,
		   const struct vg_progress *progress)
{
	const struct plan *first = p->history ? p->history->first : NULL;

	return first && access_splits(wish, progress->vg) &&
	       plan_find_action(first, vg_activation_key(p, wish)) != PLAN_NONE;
}

/* ---- what is said of barred volumes ---- */

#define WHY "access is shared, and without lvmlockd only linear and striped volumes may be active"
#define OR_ELSE                                                                                \
	"or write 'access: exclusive' if this is the only host that has volumes of the group " \
	"active"

static void judge_listed(struct planning *p, const struct vg_wish *wish,
			 const struct vg_progress *progress, const struct lv *lv)
{
	plan_judge(p->plan, lv_item(p, wish, lv->name, progress), VERDICT_REFUSED,
		   "its group's " WHY "; this one is %s%s; list it as inactive, " OR_ELSE,
		   access_bars(wish, lv),
		   lv->active ? ", and is active all the same: see to it that no other host has it "
				"active"
			      : "");
}

/* "a (thin,pool), b (thin)": those that no line of the manifest speaks of; NULL if there are none.
 */
static const char *barred_others(struct planning *p, const struct vg_wish *wish,
				 const struct vg *vg, bool active)
{
	const char *list = NULL;
	const struct lv *lv;

	vec_each (lv, &vg->lvs) {
		const char *barred = access_bars(wish, lv);

		if (!barred || vg_wish_lv(wish, lv->name) || !lv_is_wanted(wish, lv) ||
		    lv->active != active)
			continue;
		list = arena_printf(p->arena, "%s%s%s (%s)", list ? list : "", list ? ", " : "",
				    lv->name, barred);
	}
	return list;
}

static bool lacks_others(const struct vg_wish *wish, const struct vg *vg)
{
	const struct lv *lv;

	vec_each (lv, &vg->lvs)
		if (lv_is_wanted(wish, lv) && !lv->active && !access_bars(wish, lv))
			return true;
	return false;
}

static void judge_others(struct planning *p, const struct vg_wish *wish,
			 const struct vg_progress *progress)
{
	const char *idle = barred_others(p, wish, progress->vg, false);
	const char *active = barred_others(p, wish, progress->vg, true);
	const char *deferred =
		progress->deferred && lacks_others(wish, progress->vg)
			? "; run converge again to have the others activated one by one"
			: "";

	if (idle || active)
		plan_judge(p->plan, progress->item, VERDICT_REFUSED,
			   WHY "%s%s%s%s; list those as inactive, " OR_ELSE "%s",
			   idle ? "; not activated: " : "", idle ? idle : "",
			   active ? "; active all the same, so see to it that no other host has "
				    "them active: "
				  : "",
			   active ? active : "", deferred);
	else if (*deferred)
		plan_judge(p->plan, progress->item, VERDICT_REFUSED,
			   "since this run began it has become possible to activate its volumes "
			   "one by one, as not all are linear or striped%s",
			   deferred);
}

void access_judge_volumes(struct planning *p, const struct vg_wish *wish,
			  const struct vg_progress *progress)
{
	const struct lv *lv;

	if (!access_splits(wish, progress->vg))
		return;
	judge_others(p, wish, progress);
	vec_each (lv, &progress->vg->lvs)
		if (vg_wish_lv(wish, lv->name) && lv_is_wanted(wish, lv) && access_bars(wish, lv))
			judge_listed(p, wish, progress, lv);
}

/* ---- steps ---- */

const char *access_when(struct planning *p, const struct vg_wish *wish, const char *late,
			const char *lv)
{
	if (!late || wish->access != ACCESS_SHARED)
		return late;
	if (lv)
		return arena_printf(p->arena, "%s and %s/%s is linear or striped", late, wish->name,
				    lv);
	return arena_printf(p->arena, "%s and all its volumes are linear or striped", late);
}

enum lvm_activation access_activation(const struct vg_wish *wish)
{
	return wish->access == ACCESS_LOCKD ? LVM_EXCLUSIVELY : LVM_PLAINLY;
}

void access_hint(struct planning *p, const struct vg_wish *wish, struct action *draft)
{
	if (wish->access == ACCESS_LOCKD)
		planning_hint(p, draft, LVM_PROCESSING_FAILED,
			      arena_printf(p->arena,
					   "where its locks are not started on this host: vgchange "
					   "--lock-start %s",
					   wish->name));
}

static bool activates(const struct action *action)
{
	return action->type == &vg_activate_type || action->type == &lv_activate_type;
}

void access_note(struct planning *p)
{
	bool *noted = arena_alloc(p->arena, p->wishes->vgs.count * sizeof(*noted));
	const struct action *action;

	vec_each (action, &p->plan->actions) {
		const struct vg_wish *wish =
			activates(action) ? wishes_vg(p->wishes, action->vg) : NULL;
		size_t at = wish ? (size_t)(wish - p->wishes->vgs.at) : 0;

		if (!wish || noted[at] || !wish->has_access || wish->access != ACCESS_EXCLUSIVE ||
		    (p->vgs[at].vg && *p->vgs[at].vg->lock_type))
			continue;
		noted[at] = true;
		vec_add(p->arena, &p->plan->notes,
			arena_printf(
				p->arena,
				"only manifests say that one host at a time has volume group %s active "
				"(access: exclusive): nothing enforces it at run time, but 'converge validate' and "
				"'converge plan --fleet' compare hosts",
				wish->name));
	}
}
