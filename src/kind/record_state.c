/* Node records as they are, before anything is wanted of them. */
#include "kind/target.h"
#include "model/host_name.h"

const struct record *find_record(struct planning *p, const char *target,
				 const struct portal_wish *listed, size_t *ret_count)
{
	struct indices found = portals_records(p, target, &listed->portal, listed->iface);

	*ret_count = found.list.count;
	return found.list.count ? p->records.at[found.list.at[0]] : NULL;
}

const struct damaged_record *find_damaged(const struct planning *p, const char *target)
{
	const struct damaged_record *damaged;

	vec_each (damaged, &p->snapshot->damaged)
		if (str_equal(damaged->target, target))
			return damaged;
	return NULL;
}

bool target_is_busy(struct planning *p, const char *target, size_t item)
{
	const char *resource = arena_printf(p->arena, "target:%s", target);
	const char *straggler = planning_straggler(p, resource);

	if (straggler)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "%s", straggler);
	return straggler;
}

bool records_are_unknown(struct planning *p, const char *target, size_t item)
{
	const struct damaged_record *damaged = find_damaged(p, target);

	if (p->snapshot->records_unknown)
		plan_judge(p->plan, item, VERDICT_UNKNOWN, "the node records could not be read: %s",
			   p->snapshot->records_unknown);
	else if (damaged)
		plan_judge(p->plan, item, VERDICT_UNKNOWN,
			   "its record %s is damaged (%s); look at it, then move it out of the way",
			   damaged->file, damaged->reason);
	return p->snapshot->records_unknown || damaged;
}
