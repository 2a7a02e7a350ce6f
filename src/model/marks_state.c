/* Marks of a host: what a plan for it rests on. */
#include "model/marks.h"
#include "model/snapshot.h"
#include "model/wish.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

struct marking {
	struct arena *arena;
	const struct wishes *wishes;
	const struct snapshot *snapshot;
	struct marks *marks;
};

static void add(struct marking *m, const char *name, const char *text)
{
	marks_add(m->arena, m->marks, name, text, NULL);
}

/* Whether the plan may do something about what this target has. */
static bool concerns(const struct marking *m, const char *target)
{
	return wishes_target(m->wishes, target) ||
	       (m->wishes->unmanaged == UNMANAGED_REMOVE && wishes_unmanaged(m->wishes, target));
}

/* Whether something follows from this parameter for a plan: the manifest may set it, or planning
 * asks for it. */
static bool parameter_counts(const struct target_wish *wish, const char *name)
{
	const struct setting *setting;

	if (str_starts(name, "node.session.auth.") || str_equal(name, "node.startup") ||
	    str_equal(name, "node.conn[0].startup") || str_equal(name, "node.session.scan") ||
	    str_equal(name, "node.session.initial_login_retry_max"))
		return true;
	if (wish)
		vec_each (setting, &wish->settings)
			if (str_equal(setting->name, name))
				return true;
	return false;
}

static void add_record(struct marking *m, const struct record *record)
{
	const struct target_wish *wish = wishes_target(m->wishes, record->target);
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct parameter *parameter;

	strbuf_printf(&text, "at %s", record->address);
	if (record->portal.tpgt != TPGT_NONE)
		strbuf_printf(&text, ",%d", record->portal.tpgt);
	vec_each (parameter, &record->parameters)
		if (*parameter->value && parameter_counts(wish, parameter->name))
			strbuf_printf(&text, ", %s=%s", parameter->name, parameter->value);
	add(m,
	    arena_printf(m->arena, "record %s at %s", record->target,
			 portal_text_bound(m->arena, &record->portal, record->iface)),
	    strbuf_text(&text));
}

static const char *session_name(const struct marking *m, const struct session *session)
{
	return arena_printf(m->arena, "session %s at %s", session->target,
			    portal_text_bound(m->arena, &session->portal, session->iface));
}

static void add_session(struct marking *m, const struct session *session)
{
	add(m, session_name(m, session),
	    arena_printf(m->arena, "session %u, %s, to %s", session->sid, session->state,
			 session->address ? session->address : "an unknown address"));
}

static void add_disks(struct marking *m)
{
	const struct block *block;

	vec_each (block, &m->snapshot->blocks) {
		const struct session *session =
			block->sid ? snapshot_session(m->snapshot, block->sid) : NULL;

		if (!session || block->disk || !concerns(m, session->target))
			continue;
		add(m, arena_printf(m->arena, "disk %s", block->name),
		    arena_printf(m->arena, "%s of session %u, %s, %" PRIu64 " sectors, %s",
				 block->lun ? block->lun : "no LUN", block->sid,
				 block->wwid ? block->wwid : "no WWID", block->size,
				 block->state ? block->state : "no state"));
	}
}

/* lv_attr without its sixth character, which says whether the volume is open. */
static const char *attr_text(struct arena *arena, const char *attr)
{
	char *text = arena_strdup(arena, attr);

	if (strlen(text) > 5)
		text[5] = '-';
	return text;
}

static void add_volumes(struct marking *m, const struct vg *vg)
{
	const struct lv *lv;

	vec_each (lv, &vg->lvs)
		add(m, arena_printf(m->arena, "logical volume %s/%s", vg->name, lv->name),
		    arena_printf(m->arena, "%s, %s, %" PRIu64 " bytes, uuid %s",
				 lv->unknown  ? "unknown"
				 : lv->active ? "active"
					      : "inactive",
				 attr_text(m->arena, lv->attr), lv->size, lv->uuid));
}

static void add_vg(struct marking *m, const struct vg *vg)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct pv *pv;

	strbuf_printf(&text, "uuid %s, seqno %" PRIu64 ", %s", vg->uuid, vg->seqno, vg->attr);
	if (*vg->systemid)
		strbuf_printf(&text, ", system ID %s", vg->systemid);
	if (*vg->lock_type)
		strbuf_printf(&text, ", lock type %s", vg->lock_type);
	vec_each (pv, &vg->pvs)
		strbuf_printf(&text, ", PV %s", pv->missing ? "missing" : pv->name);
	add(m, arena_printf(m->arena, "volume group %s", vg->name), strbuf_text(&text));
	add_volumes(m, vg);
}

/* Whether sessions of this target may be logged out, so that all that stands on their disks counts.
 */
static bool may_leave(const struct marking *m, const char *target)
{
	const struct target_wish *wish = wishes_target(m->wishes, target);

	return wish ? wish->ensure != TARGET_LOGGED_IN || wish->portals_exclusive
		    : concerns(m, target);
}

/* Whether one of its disks came in over a session that may go. */
static bool is_carried(const struct marking *m, const struct vg *vg)
{
	const struct session *session;

	vec_each (session, &m->snapshot->sessions)
		if (may_leave(m, session->target) &&
		    snapshot_vg_is_on(m->snapshot, vg, session->sid))
			return true;
	return false;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* DNS gives them in any order. */
static const char *addresses_text(struct arena *arena, const struct host_name *name)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	VEC(const char *) sorted = { 0 };
	const char *const *address;

	vec_each (address, &name->addresses)
		vec_add(arena, &sorted, *address);
	if (sorted.count)
		qsort(sorted.at, sorted.count, sizeof(*sorted.at), compare);
	vec_each (address, &sorted)
		strbuf_printf(&text, "%s%s", address == sorted.at ? "" : ", ", *address);
	return text.length ? arena_strdup(arena, strbuf_text(&text)) : "unresolved";
}

static bool is_wished(const struct wishes *wishes, const char *host)
{
	const struct target_wish *target;
	const struct portal_wish *portal;

	vec_each (target, &wishes->targets)
		vec_each (portal, &target->portals)
			if (str_equal(portal->portal.host, host))
				return true;
	return false;
}

/* What is not of one target or group. */
static void add_host(struct marking *m)
{
	const struct snapshot *snapshot = m->snapshot;
	const struct interface *interface;
	const struct host_name *name;

	if (m->wishes->targets.count)
		add(m, "initiator", snapshot->initiator ? snapshot->initiator : "unknown");
	if (snapshot->devices_unknown)
		add(m, "devices",
		    arena_printf(m->arena, "not all are known: %s", snapshot->devices_unknown));
	add(m, "multipathd", snapshot->multipathd ? "runs" : "does not run");
	vec_each (name, &snapshot->host_names)
		if (is_wished(m->wishes, name->name))
			add(m, arena_printf(m->arena, "host name %s", name->name),
			    addresses_text(m->arena, name));
	vec_each (interface, &snapshot->interfaces)
		if (wishes_interface(m->wishes, interface->name))
			add(m, arena_printf(m->arena, "interface %s", interface->name),
			    arena_printf(m->arena, "net '%s', hwaddress '%s', initiator '%s'",
					 interface->net, interface->hwaddress,
					 interface->initiator));
}

void marks_of_state(const struct wishes *wishes, const struct snapshot *snapshot,
		    struct arena *arena, struct marks *marks)
{
	struct marking m = { arena, wishes, snapshot, marks };
	const struct session *session;
	const struct record *record;
	const struct vg *vg;

	add_host(&m);
	vec_each (record, &snapshot->records)
		if (concerns(&m, record->target))
			add_record(&m, record);
	vec_each (session, &snapshot->sessions)
		if (concerns(&m, session->target))
			add_session(&m, session);
	add_disks(&m);
	vec_each (vg, &snapshot->vgs)
		if (wishes_vg(wishes, vg->name) || is_carried(&m, vg))
			add_vg(&m, vg);
}
