/* The targets of an import: a portal for each record that is as a manifest would have it. */
#include "act/planning.h"
#include "base/strlists.h"
#include "engine/import_parts.h"
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
	struct strlists at; /* of the list, by portal and interface */
	bool any_session;   /* of the target, wherever */
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

/* What the snapshot has of each target, as indices. */
struct by_target {
	struct strlists damaged, records, sessions;
};

static struct by_target index_snapshot(const struct import *import)
{
	const struct snapshot *snapshot = import->snapshot;
	struct by_target by = { 0 };

	for (size_t i = 0; i < snapshot->damaged.count; i++)
		strlists_add(import->arena, &by.damaged, snapshot->damaged.at[i].target, i);
	for (size_t i = 0; i < snapshot->records.count; i++)
		strlists_add(import->arena, &by.records, snapshot->records.at[i].target, i);
	for (size_t i = 0; i < snapshot->sessions.count; i++)
		strlists_add(import->arena, &by.sessions, snapshot->sessions.at[i].target, i);
	return by;
}

/* ---- what there is of one target ---- */

static void see_record(struct import *import, struct imported_target *target,
		       const struct record *record, struct sightings *seen)
{
	const char *at = portal_text_bound(import->arena, &record->portal, record->iface);
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
	if (strlists_at(&seen->at, at)->list.count)
		return; /* with another tag; the planner says what is wrong with that */
	strlists_add(import->arena, &seen->at, at, seen->list.count);
	vec_add(import->arena, &seen->list, ((struct sighting){ .record = record }));
}

/* The record of a session, of which the one that says the same words is the first to ask. */
static struct sighting *find_sighting(const struct import *import, struct sightings *seen,
				      const struct session *session, const char *at)
{
	const struct indices *same = strlists_at(&seen->at, at);
	struct sighting *sighting;

	if (same->list.count)
		return &seen->list.at[same->list.at[0]];
	vec_each (sighting, &seen->list)
		if (session_is_at(import->snapshot, session, &sighting->record->portal) &&
		    str_equal(session->iface, sighting->record->iface))
			return sighting;
	return NULL;
}

static void see_session(struct import *import, struct imported_target *target,
			const struct session *session, struct sightings *seen)
{
	const char *at = portal_text_bound(import->arena, &session->portal, session->iface);
	struct sighting *sighting = find_sighting(import, seen, session, at);

	seen->any_session = true;
	if (sighting) {
		sighting->sids = sighting->sessions++
					 ? arena_printf(import->arena, "%s, %u", sighting->sids,
							session->sid)
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

static void see_all(struct import *import, struct imported_target *target,
		    const struct by_target *by, struct sightings *seen)
{
	const struct snapshot *snapshot = import->snapshot;
	const char *name = target->wish.name;
	const size_t *at;

	vec_each (at, &strlists_at(&by->damaged, name)->list) {
		const struct damaged_record *damaged = &snapshot->damaged.at[*at];

		remark_gap(import, &target->remarks, "its record %s is damaged (%s)", damaged->file,
			   damaged->reason);
	}
	vec_each (at, &strlists_at(&by->records, name)->list)
		see_record(import, target, &snapshot->records.at[*at], seen);
	vec_each (at, &strlists_at(&by->sessions, name)->list)
		see_session(import, target, &snapshot->sessions.at[*at], seen);
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

/*
 * A portal that is listed for several interfaces needs its tag, which one of the records has. They
 * are sorted: the same portals are neighbours, and those without a tag the first of them.
 */
static void tag_portals(struct target_wish *wish)
{
	for (size_t i = wish->portals.count; i-- > 1;) {
		struct portal *portal = &wish->portals.at[i - 1].portal;
		const struct portal *next = &wish->portals.at[i].portal;

		if (portal->tpgt == TPGT_NONE && portal_equal(portal, next))
			portal->tpgt = next->tpgt;
	}
}

static void draft_target(struct import *import, struct imported_target *target,
			 const struct by_target *by)
{
	VEC(const struct record *) records = { 0 };
	struct sightings seen = { 0 };
	const struct sighting *sighting;
	struct target_wish *wish = &target->wish;

	see_all(import, target, by, &seen);
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
	qsort(wish->portals.at, wish->portals.count, sizeof(*wish->portals.at), by_portal);
	tag_portals(wish);
	qsort(wish->portals.at, wish->portals.count, sizeof(*wish->portals.at), by_portal);
	import_settings(import, target, records.at, records.count);
}

void import_targets(struct import *import)
{
	struct names names = { 0 };
	const struct by_target by = index_snapshot(import);
	const char *const *name;

	collect_names(import, &names);
	vec_each (name, &names.list) {
		struct imported_target *target = vec_push(import->arena, &import->targets);
		struct reading reading = { 0 };
		const char *fault = name_read_target_ref(import->arena, *name, &reading);

		target->wish.name = *name;
		if (!fault) {
			draft_target(import, target, &by);
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
