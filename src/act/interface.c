#include "act/interface.h"

#include "tool/interfaces.h"
#include "tool/iscsiadm.h"
#include "tool/record_files.h"
#include "tool/sysfs.h"

/* `-o new` would reset one that has appeared since. */
static enum guard_answer still_missing(const struct action *action, const struct tools *tools,
				       struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };

	interfaces_read(tools, &now);
	if (now.interfaces_unknown)
		*ret_reason = now.interfaces_unknown;
	else if (snapshot_interface(&now, action->iface))
		*ret_reason = "an interface of that name has appeared since this run looked, and "
			      "would be reset; run converge again";
	else
		return GUARD_GO;
	return GUARD_REFUSE;
}

/* What a session or a record is bound to must stay: iscsiadm deletes the records with it. */
const char *interface_user(const struct snapshot *now, const char *name, struct arena *arena)
{
	const struct session *session;
	const struct record *record;

	vec_each (session, &now->sessions)
		if (str_equal(session->iface, name))
			return arena_printf(arena, "session %u uses it", session->sid);
	vec_each (record, &now->records)
		if (str_equal(record->iface, name))
			return arena_printf(arena,
					    "the record of %s at %s is bound to it, and would be "
					    "deleted with it",
					    record->target, portal_text(arena, &record->portal));
	if (now->damaged.count)
		return arena_printf(arena,
				    "%s is damaged (%s), and may be bound to it; look at it, then "
				    "move it out of the way",
				    now->damaged.at[0].file, now->damaged.at[0].reason);
	return now->vague_sessions ? "a session is just coming or going, and may use it" : NULL;
}

static enum guard_answer still_unbound(const struct action *action, const struct tools *tools,
				       struct arena *arena, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const char *user;

	if (sysfs_read_sessions(tools, &now, ret_reason) < 0 ||
	    iscsiadm_read_files(tools, NULL, &now, ret_reason) < 0)
		return GUARD_REFUSE;
	user = interface_user(&now, action->iface, arena);
	if (!user)
		return GUARD_GO;
	*ret_reason = user;
	return GUARD_REFUSE;
}

const struct action_type interface_new = {
	.name = "interface-new",
	.guard = still_missing,
	.exit_text = iscsiadm_exit_text,
};

const struct action_type interface_clear = {
	.name = "interface-clear",
	.exit_text = iscsiadm_exit_text,
};

const struct action_type interface_update = {
	.name = "interface-update",
	.exit_text = iscsiadm_exit_text,
};

const struct action_type interface_delete = {
	.name = "interface-delete",
	.guard = still_unbound,
	.exit_text = iscsiadm_exit_text,
};

struct action interface_draft(struct planning *p, const struct action_type *type,
			      const struct interface_wish *wish, size_t item, const char *verb)
{
	return (struct action){
		.type = type,
		.item = item,
		.key = arena_printf(p->arena, "%s %s", type->name, wish->name),
		.title = arena_printf(p->arena, "%s interface %s", verb, wish->name),
		.place = wish->place,
		.lane = "records", /* those bound to it are written, or deleted, with it */
		.resource = arena_printf(p->arena, "interface:%s", wish->name),
		.iface = wish->name,
	};
}
