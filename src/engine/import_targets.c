/* The targets of an import: a portal for each record that is as a manifest would have it. */
#include "engine/import_parts.h"
#include "kind/kind.h"
#include "manifest/field.h"
#include "manifest/interfaces.h"
#include "manifest/names.h"
#include "model/host_name.h"

#include <stdlib.h>
#include <string.h>

/* A record, and its sessions. */
struct sighting {
	const struct record *record;
	size_t sessions;
	const char *sids; /* "3, 4" */
};

struct sightings {
	VEC(struct sighting) list;
	bool any_session; /* of the target, wherever */
};

static void collect_names(const struct import *import, struct names *names)
{
	const struct snapshot *snapshot = import->snapshot;
	const struct damaged_record *damaged;
	const struct session *session;
	const struct record *record;

	vec_each (record, &snapshot->records)
		vec_add(import->arena, &names->list, record->target);
	vec_each (session, &snapshot->sessions)
		vec_add(import->arena, &names->list, session->target);
	vec_each (damaged, &snapshot->damaged)
		vec_add(import->arena, &names->list, damaged->target);
	import_unique(names);
}

/* ---- what there is of one target ---- */

static void see_record(struct import *import, struct imported_target *target,
		       const struct record *record, struct sightings *seen)
{
	const struct sighting *before;

	struct reading reading = { 0 };
	const char *fault = str_equal(record->iface, DEFAULT_IFACE)
				    ? NULL
				    : interface_read_ref(import->arena, record->iface, &reading);

	if (fault) {
		remark_gap(import, &target->remarks,
			   "its record at %s is of interface %s, which a manifest cannot name: %s",
			   portal_text(import->arena, &record->portal), record->iface, fault);
		return;
	}
	vec_each (before, &seen->list)
		if (portal_equal(&before->record->portal, &record->portal) &&
		    str_equal(before->record->iface, record->iface))
			return; /* with another tag; the planner says what is wrong with that */
	vec_add(import->arena, &seen->list, ((struct sighting){ .record = record }));
}

static void see_session(struct import *import, struct imported_target *target,
			const struct session *session, struct sightings *seen)
{
	const char *at = portal_text_bound(import->arena, &session->portal, session->iface);
	struct sighting *sighting;

	seen->any_session = true;
	vec_each (sighting, &seen->list)
		if (session_is_at(import->snapshot, session, &sighting->record->portal) &&
		    str_equal(session->iface, sighting->record->iface)) {
			sighting->sids = sighting->sessions++
						 ? arena_printf(import->arena, "%s, %u",
								sighting->sids, session->sid)
						 : arena_printf(import->arena, "%u", session->sid);
			return;
		}
	remark_gap(
		import, &target->remarks,
		import->snapshot->records_unknown
			? "its session %u at %s is left out: whether it has a record is not known"
			: "its session %u at %s has no record, and a manifest would want one",
		session->sid, at);
}

static void see_all(struct import *import, struct imported_target *target, struct sightings *seen)
{
	const char *name = target->wish.name;
	const struct damaged_record *damaged;
	const struct session *session;
	const struct record *record;

	vec_each (damaged, &import->snapshot->damaged)
		if (str_equal(damaged->target, name))
			remark_gap(import, &target->remarks, "its record %s is damaged (%s)",
				   damaged->file, damaged->reason);
	vec_each (record, &import->snapshot->records)
		if (str_equal(record->target, name))
			see_record(import, target, record, seen);
	vec_each (session, &import->snapshot->sessions)
		if (str_equal(session->target, name))
			see_session(import, target, session, seen);
}

/* ---- its draft ---- */

static const char *portal_fault(struct import *import, const char *target,
				const struct portal *portal, const char *iface)
{
	struct portal parsed;
	const char *fault =
		portal_parse(import->arena, portal_text_tagged(import->arena, portal), &parsed);

	return fault ? fault : name_check_record(import->arena, target, portal, iface);
}

/* One record may ask for several sessions; more than that are somebody's accident. */
static void remark_doubles(struct import *import, struct imported_target *target,
			   const struct sighting *sighting)
{
	const char *asked = record_parameter(sighting->record, "node.session.nr_sessions");
	uint64_t wanted;

	if (!str_number(asked, 1000, &wanted) || !wanted)
		wanted = 1;
	if (sighting->sessions > wanted)
		remark_gap(import, &target->remarks,
			   "%s has %zu sessions (%s), and a manifest cannot say more than one",
			   portal_text_bound(import->arena, &sighting->record->portal,
					     sighting->record->iface),
			   sighting->sessions, sighting->sids);
}

static bool is_described(struct import *import, struct imported_target *target,
			 const struct sightings *seen, const struct sighting *sighting)
{
	const struct portal *portal = &sighting->record->portal;
	const char *iface = sighting->record->iface;
	const char *at = portal_text_bound(import->arena, portal, iface);
	const char *fault = portal_fault(import, target->wish.name, portal, iface);

	if (fault)
		remark_gap(import, &target->remarks, "its record at %s is left out: %s", at, fault);
	else if (seen->any_session && !sighting->sessions)
		remark_gap(import, &target->remarks,
			   "its record at %s has no session, while the target has one elsewhere; "
			   "'ensure' speaks of the whole target",
			   at);
	return !fault && (!seen->any_session || sighting->sessions);
}

static int by_portal(const void *left, const void *right)
{
	const struct portal_wish *a = left, *b = right;
	int order = portal_compare(&a->portal, &b->portal);

	return order ? order : strcmp(a->iface, b->iface);
}

/* A portal that is listed for several interfaces needs its tag, which one of the records has. */
static void tag_portals(struct target_wish *wish)
{
	struct portal_wish *portal;
	const struct portal_wish *twin;

	vec_each (portal, &wish->portals)
		vec_each (twin, &wish->portals)
			if (portal->portal.tpgt == TPGT_NONE &&
			    portal_equal(&portal->portal, &twin->portal))
				portal->portal.tpgt = twin->portal.tpgt;
}

static void draft_target(struct import *import, struct imported_target *target)
{
	VEC(const struct record *) records = { 0 };
	struct sightings seen = { 0 };
	const struct sighting *sighting;
	struct target_wish *wish = &target->wish;

	see_all(import, target, &seen);
	wish->ensure = seen.any_session ? TARGET_LOGGED_IN : TARGET_KNOWN;
	vec_each (sighting, &seen.list) {
		if (!is_described(import, target, &seen, sighting))
			continue;
		remark_doubles(import, target, sighting);
		vec_add(import->arena, &records, sighting->record);
		vec_add(import->arena, &wish->portals,
			((struct portal_wish){ .portal = sighting->record->portal,
					       .iface = sighting->record->iface }));
	}
	target->left_out = !wish->portals.count;
	if (target->left_out)
		return;
	tag_portals(wish);
	qsort(wish->portals.at, wish->portals.count, sizeof(*wish->portals.at), by_portal);
	import_settings(import, target, records.at, records.count);
}

void import_targets(struct import *import)
{
	struct names names = { 0 };
	const char *const *name;

	collect_names(import, &names);
	vec_each (name, &names.list) {
		struct imported_target *target = vec_push(import->arena, &import->targets);
		struct reading reading = { 0 };
		const char *fault = name_read_target_ref(import->arena, *name, &reading);

		target->wish.name = *name;
		if (!fault) {
			draft_target(import, target);
			continue;
		}
		target->left_out = true;
		remark_gap(import, &target->remarks, "a manifest cannot name it: %s", fault);
	}
}

const struct imported_target *import_target(const struct import *import, const char *name)
{
	const struct imported_target *target;

	vec_each (target, &import->targets)
		if (!target->left_out && str_equal(target->wish.name, name))
			return target;
	return NULL;
}
