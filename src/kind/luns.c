#include "kind/luns.h"

#include "act/session.h"
#include "act/stack.h"
#include "kind/initiator.h"
#include "kind/rescan.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
	unsigned int left = *(const unsigned int *)a, right = *(const unsigned int *)b;

	return left < right ? -1 : left > right;
}

/* Those of all, in order, that are not in but. */
static struct luns without(struct planning *p, const struct luns *all, const struct luns *but)
{
	const unsigned int *number;
	struct luns rest = { 0 };

	vec_each (number, &all->list)
		if (!luns_have(but, *number) && !luns_have(&rest, *number))
			vec_add(p->arena, &rest.list, *number);
	if (rest.list.count)
		qsort(rest.list.at, rest.list.count, sizeof(*rest.list.at), compare);
	return rest;
}

static struct luns luns_of(struct planning *p, const struct session *session)
{
	const size_t *at;
	struct luns luns = { 0 };
	unsigned int number;

	vec_each (at, &stack_disks(&p->stack, session->sid)->list) {
		const struct block *block = &p->snapshot->blocks.at[*at];

		if (block->lun && lun_number(block->lun, &number))
			vec_add(p->arena, &luns.list, number);
	}
	return luns;
}

static void note_others(struct planning *p, const struct session *session,
			const struct luns *others)
{
	vec_add(p->arena, &p->plan->notes,
		arena_printf(p->arena,
			     "session %u of %s has %s, which 'luns' does not list; left alone",
			     session->sid,
			     portal_name(p, session->target, &session->portal, session->iface),
			     luns_text(p->arena, others)));
}

static void judge_missing(struct planning *p, const struct session *session, size_t item,
			  const char *missing)
{
	const char *several = session_shares_target(p, session)
				      ? "it is not rescanned, because the target has several "
					"sessions and multipathd does not run: LVM would lose what "
					"comes in twice; start multipathd, or end all but one"
				      : NULL;

	if (!several && rescan_tried(p, session))
		several = "a rescan has not brought it; see that the target shows it to this host, "
			  "by the name in /etc/iscsi/initiatorname.iscsi";
	else if (!several)
		several = "see that the target shows it to this host, by the name in "
			  "/etc/iscsi/initiatorname.iscsi, then run converge again, which rescans";
	plan_judge(p->plan, item, VERDICT_FAILS, "session %u has no disk for %s: %s", session->sid,
		   missing, several);
}

bool luns_are_there(struct planning *p, const struct target_wish *wish,
		    const struct session *session, size_t item, struct target_progress *target)
{
	struct luns have, missing, others;
	const char *text;
	size_t wait;

	if (!wish->luns.list.count)
		return true;
	have = luns_of(p, session);
	missing = without(p, &wish->luns, &have);
	others = without(p, &have, &wish->luns);
	if (others.list.count && p->plan->items.at[item].selected)
		note_others(p, session, &others);
	if (!missing.list.count)
		return true;
	text = luns_text(p->arena, &missing);
	wait = rescan_session(p, session, item,
			      arena_printf(p->arena, "because it has no disk for %s", text));
	if (wait == PLAN_NONE)
		judge_missing(p, session, item, text);
	else
		vec_add(p->arena, &target->rescans, wait);
	return false;
}

/* ---- no disk at all ---- */

/* The sessions that have a disk, in order. */
static struct luns with_disks(struct planning *p)
{
	const struct block *block;
	struct luns sids = { 0 };

	vec_each (block, &p->snapshot->blocks)
		if (block->sid)
			vec_add(p->arena, &sids.list, block->sid);
	if (sids.list.count)
		qsort(sids.list.at, sids.list.count, sizeof(*sids.list.at), compare);
	return sids;
}

static void note_none(struct planning *p, const struct session *session)
{
	const char *name = initiator_of(p, session->iface);

	vec_add(p->arena, &p->plan->notes,
		arena_printf(p->arena,
			     "session %u of %s brings no disk: look at what the target "
			     "maps to %s (its LUN mapping, or ACL)",
			     session->sid, session->target,
			     name ? name : "this host's initiator name"));
}

void luns_note_none(struct planning *p)
{
	const struct luns disks = with_disks(p);
	const struct session *session;

	vec_each (session, &p->snapshot->sessions) {
		const struct target_wish *wish = wishes_target(p->wishes, session->target);

		if (!wish || wish->ensure != TARGET_LOGGED_IN || wish->luns.list.count ||
		    !planning_selects(p, wish->name) || !session_is_logged_in(session) ||
		    session->awaited || !str_equal(session->target_state, "SCANNED"))
			continue;
		if (!disks.list.count || !bsearch(&session->sid, disks.list.at, disks.list.count,
						  sizeof(*disks.list.at), compare))
			note_none(p, session);
	}
}
