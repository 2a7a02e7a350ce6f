#include "act/unused.h"

#include "act/uses.h"
#include "tool/proc.h"
#include "tool/sysfs.h"
#include "tool/users.h"

int unused_look(const struct tools *tools, struct snapshot *now, const char **ret_reason)
{
	if (sysfs_read(tools, now, ret_reason) < 0 || proc_read(tools, now, ret_reason) < 0)
		return -1;
	users_read(tools, now);
	return 0;
}

enum guard_answer unused_judge(const struct snapshot *now, const struct uses *uses,
			       struct arena *arena, const char **ret_reason)
{
	struct uses staying = { 0 };

	uses_select(arena, uses, false, &staying);
	*ret_reason = uses_text(arena, staying.list.count ? &staying : uses);
	if (now->devices_unknown)
		*ret_reason = now->devices_unknown;
	else if (now->openers_unknown)
		*ret_reason = now->openers_unknown;
	else if (!staying.list.count)
		return uses->list.count ? GUARD_WAIT : GUARD_GO;
	return GUARD_REFUSE;
}
