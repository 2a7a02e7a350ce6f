#include "manifest/census.h"
#include "manifest/check.h"
#include "manifest/fleet.h"
#include "manifest/interfaces.h"
#include "manifest/manifest.h"
#include "manifest/merge.h"
#include "manifest/roster.h"
#include "manifest/things.h"
#include "model/wish.h"

#include <stdint.h>
#include <stdlib.h>

/* A fault of one crowd or of several. */
struct fault {
	size_t diag; /* index in the diagnostics */
	const char *who;
	size_t groups, hosts;
};

/*
 * Every thing is looked at once for each set of documents that speaks of it, not once for each
 * host: what a thousand hosts share is checked once.
 */
struct survey {
	const struct manifest *manifest;
	struct arena *arena;
	struct diags *diags;
	struct census census;
	struct fleet fleet;
	struct inventory things;
	VEC(struct fault) faults;
	struct strmap fault_index;
};

/* One thing, for one crowd. */
struct look {
	struct survey *survey;
	const struct crowd *crowd;
	bool alone;	     /* the thing is one host's at most: no other could disagree */
	struct arena *arena; /* ends with the look */
	struct diags diags;
};

/* ---- looking ---- */

static void add_fault(struct survey *survey, const struct crowd *crowd, const struct diag *diag)
{
	const char *key = arena_printf(survey->arena, "%p:%u:%u:%p:%u:%u:%s",
				       (const void *)diag->place.source, diag->place.line,
				       diag->place.column, (const void *)diag->second.source,
				       diag->second.line, diag->second.column, diag->text);
	size_t at = strmap_find(&survey->fault_index, key);

	if (at == SIZE_MAX) {
		at = survey->faults.count;
		strmap_add(survey->arena, &survey->fault_index, key, at);
		vec_add(survey->arena, &survey->faults,
			((struct fault){ .diag = survey->diags->list.count, .who = crowd->who }));
		if (diag->second_text)
			diag_conflict(survey->diags, &diag->place, &diag->second, diag->second_text,
				      "%s", diag->text);
		else
			diag_error(survey->diags, &diag->place, "%s", diag->text);
	}
	survey->faults.at[at].groups += crowd->groups;
	survey->faults.at[at].hosts += crowd->hosts;
}

/* What the crowd's documents say of it together; NULL: none speaks of it, or one does badly. */
static const struct value *merged(struct look *look, const struct thing *thing)
{
	const struct value *only = NULL;
	struct value *all = NULL;
	const size_t *document;

	vec_each (document, &look->crowd->selection.documents) {
		const struct value *value = thing_said_by(thing, *document);

		if (value && only && !all) {
			all = arena_alloc(look->arena, sizeof(*all));
			merge_value(look->arena, all, only, &look->diags);
		}
		if (value && only)
			merge_value(look->arena, all, value, &look->diags);
		else if (value)
			only = value;
	}
	if (all)
		only = all;
	return only && !only->bad ? only : NULL;
}

static struct checker checker_of(struct look *look)
{
	static const struct value none = { 0 };

	return (struct checker){ .arena = look->arena,
				 .interfaces = &none,
				 .targets = &none,
				 .vgs = &none,
				 .whole = look->survey->manifest->whole && !look->crowd->vague,
				 .diags = &look->diags };
}

/* Looks at a thing for each crowd that its documents make; others: documents that matter as well.
 */
static void look_at(struct survey *survey, const struct thing *thing, struct selection *others,
		    void (*check)(struct look *look, const struct thing *thing))
{
	const struct crowds *crowds;
	const struct crowd *crowd;
	const struct diag *diag;

	thing_add_mentions(thing, survey->arena, others);
	selection_tidy(others);
	crowds = census_split(&survey->census, others);
	vec_each (crowd, &crowds->list) {
		CLEANUP(arena_free) struct arena scratch = { 0 };
		struct look look = { .survey = survey,
				     .crowd = crowd,
				     .alone = crowds->list.count == 1 && crowd->real < 2,
				     .arena = &scratch,
				     .diags = { .arena = &scratch } };

		check(&look, thing);
		vec_each (diag, &look.diags.list)
			add_fault(survey, crowd, diag);
	}
}

/* ---- kinds of things ---- */

static void check_initiator(struct look *look, const struct thing *thing)
{
	const struct value *value = merged(look, thing);

	if (value && !look->diags.errors)
		fleet_add_initiator(&look->survey->fleet, look->crowd, value, NULL);
}

static void check_rest(struct look *look, const struct thing *thing)
{
	const struct value *value = merged(look, thing);
	struct checker checker = checker_of(look);

	if (value)
		check_unmanaged(&checker, value);
}

static void check_interface(struct look *look, const struct thing *thing)
{
	const struct value *value = merged(look, thing);

	if (!value)
		return;
	interface_check(value, &look->diags);
	if (!look->diags.errors)
		fleet_add_initiator(&look->survey->fleet, look->crowd,
				    value_at(value, INTERFACE_KEY_INITIATOR), value->name);
}

/* A map with what the documents of the crowd's first group say of one name: of several, what
 * gives `ensure`. */
static void add_declared(struct look *look, enum document_key key, const char *name, size_t ensure,
			 struct value *map)
{
	const struct survey *survey = look->survey;
	const struct selection *selection =
		&survey->census.groups.list.at[look->crowd->lead].selection;
	const struct value *found = NULL;
	const size_t *at;

	if (value_member(map, name))
		return;
	vec_each (at, &selection->documents) {
		const struct value *value = value_member(
			value_at(&survey->manifest->documents.at[*at].value, key), name);

		if (value && (!found || value->bad || value_at(value, ensure)->given))
			found = value;
		if (found && (found->bad || value_at(found, ensure)->given))
			break;
	}
	if (!found)
		return;
	if (!map->index)
		map->index = arena_alloc(look->arena, sizeof(*map->index));
	strmap_add(look->arena, map->index, name, map->items.count);
	vec_add(look->arena, &map->items, *found);
}

static void check_one_target(struct look *look, const struct thing *thing)
{
	const struct value *target = merged(look, thing), *portal;
	struct checker checker = checker_of(look);
	struct value interfaces = { 0 };

	if (!target)
		return;
	vec_each (portal, &value_at(target, TARGET_KEY_PORTALS)->items)
		if (!portal->bad && value_is_good(value_at(portal, PORTAL_KEY_IFACE)))
			add_declared(look, DOCUMENT_KEY_INTERFACES,
				     value_at(portal, PORTAL_KEY_IFACE)->text, INTERFACE_KEY_ENSURE,
				     &interfaces);
	checker.interfaces = &interfaces;
	check_target(&checker, target);
	if (!look->diags.errors && !look->alone)
		fleet_add_target(&look->survey->fleet, look->crowd, target);
}

static void check_one_vg(struct look *look, const struct thing *thing)
{
	const struct value *vg = merged(look, thing), *ref;
	struct checker checker = checker_of(look);
	struct value targets = { 0 };

	if (!vg)
		return;
	vec_each (ref, &value_at(vg, VG_KEY_TARGETS)->items)
		if (value_is_good(ref))
			add_declared(look, DOCUMENT_KEY_TARGETS, ref->text, TARGET_KEY_ENSURE,
				     &targets);
	checker.targets = &targets;
	check_vg(&checker, vg);
	/* One that is pinned may be another host's by another name. */
	if (!look->diags.errors && (!look->alone || value_at(vg, VG_KEY_UUID)->given))
		fleet_add_vg(&look->survey->fleet, look->crowd, vg);
}

/* A name that a thing's documents use: each is asked for once. */
static void add_name(struct survey *survey, const struct thing *thing, struct strmap *seen,
		     struct selection *selection, const char *name, bool is_target)
{
	if (strmap_find(seen, name) != SIZE_MAX)
		return;
	strmap_add(survey->arena, seen, name, 0);
	thing_add_named(&survey->census, thing,
			is_target ? &survey->things.targets : &survey->things.interfaces, selection,
			name, is_target ? (size_t)TARGET_KEY_ENSURE : (size_t)INTERFACE_KEY_ENSURE,
			is_target);
}

static void look_at_target(struct survey *survey, const struct thing *thing)
{
	struct selection selection = { 0 };
	struct strmap seen = { 0 };
	const struct mention *mention;
	const struct value *portal;

	vec_each (mention, &thing->mentions) {
		if (mention->value->bad)
			continue;
		vec_each (portal, &value_at(mention->value, TARGET_KEY_PORTALS)->items)
			if (!portal->bad && value_is_good(value_at(portal, PORTAL_KEY_IFACE)))
				add_name(survey, thing, &seen, &selection,
					 value_at(portal, PORTAL_KEY_IFACE)->text, false);
	}
	look_at(survey, thing, &selection, check_one_target);
}

static void look_at_vg(struct survey *survey, const struct thing *thing)
{
	struct selection selection = { 0 };
	struct strmap seen = { 0 };
	const struct mention *mention;
	const struct value *ref;

	vec_each (mention, &thing->mentions) {
		if (mention->value->bad)
			continue;
		vec_each (ref, &value_at(mention->value, VG_KEY_TARGETS)->items)
			if (value_is_good(ref))
				add_name(survey, thing, &seen, &selection, ref->text, true);
	}
	look_at(survey, thing, &selection, check_one_vg);
}

/* Volume groups of several names that are pinned to one UUID, each as its first document has it. */
static void check_one_uuid(struct look *look, const struct thing *thing)
{
	struct checker checker = checker_of(look);
	const struct mention *mention;
	struct strmap names = { 0 };
	struct value vgs = { 0 };

	vec_each (mention, &thing->mentions) {
		const struct value *vg = mention->value;

		if (!selection_has(&look->crowd->selection, mention->document) ||
		    strmap_find(&names, vg->name) != SIZE_MAX)
			continue;
		strmap_add(look->arena, &names, vg->name, 0);
		vec_add(look->arena, &vgs.items, *vg);
	}
	checker.vgs = &vgs;
	check_uuids(&checker);
}

static void look_at_uuid(struct survey *survey, const struct thing *thing)
{
	struct selection selection = { 0 };
	const struct mention *mention;

	vec_each (mention, &thing->mentions)
		if (!str_equal(mention->value->name, thing->mentions.at[0].value->name)) {
			look_at(survey, thing, &selection, check_one_uuid);
			return;
		}
}

static void look_at_all(struct survey *survey)
{
	const struct thing *thing;

	look_at(survey, &survey->things.initiator, &(struct selection){ 0 }, check_initiator);
	look_at(survey, &survey->things.unmanaged, &(struct selection){ 0 }, check_rest);
	vec_each (thing, &survey->things.interfaces.list)
		look_at(survey, thing, &(struct selection){ 0 }, check_interface);
	vec_each (thing, &survey->things.targets.list)
		look_at_target(survey, thing);
	vec_each (thing, &survey->things.vgs.list)
		look_at_vg(survey, thing);
	vec_each (thing, &survey->things.uuids.list)
		look_at_uuid(survey, thing);
}

/* ---- all of it ---- */

/* Says whom a fault concerns, where it does not concern everybody. */
static void name_hosts(struct survey *survey, const struct fault *fault)
{
	struct diag *diag = &survey->diags->list.at[fault->diag];

	if (!fault->who || fault->groups == survey->census.groups.list.count)
		return;
	if (fault->hosts == 1)
		diag->text =
			arena_printf(survey->diags->arena, "%s (on %s)", diag->text, fault->who);
	else
		diag->text = arena_printf(survey->diags->arena, "%s (on %s and %zu more)",
					  diag->text, fault->who, fault->hosts - 1);
}

void manifest_hosts(const struct manifest *manifest, struct arena *arena,
		    const char *const **ret_hosts, size_t *ret_count)
{
	struct host_list hosts = { 0 };

	if (!roster_check(manifest, NULL))
		roster_hosts(manifest, arena, &hosts);
	*ret_hosts = hosts.list.at;
	*ret_count = hosts.list.count;
}

int manifest_check(const struct manifest *manifest, struct diags *diags)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct survey survey = {
		.manifest = manifest,
		.arena = &scratch,
		.diags = diags,
		.fleet = { .manifest = manifest, .arena = &scratch, .diags = diags },
	};
	size_t before = diags->errors;
	const struct fault *fault;

	if (roster_check(manifest, diags) || census_take(manifest, &scratch, diags, &survey.census))
		return -1;
	survey.fleet.census = &survey.census;
	fleet_check_lists(&survey.fleet);
	inventory_take(manifest, &scratch, &survey.things);
	look_at_all(&survey);
	vec_each (fault, &survey.faults)
		name_hosts(&survey, fault);
	return diags->errors > before ? -1 : 0;
}
