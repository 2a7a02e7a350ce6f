#include "manifest/fleet.h"

#include "manifest/interfaces.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- who ---- */

static const struct document *document_at(const struct fleet *fleet, size_t at)
{
	return &fleet->manifest->documents.at[at];
}

static bool speaks_of(const struct document *document, const struct subject *subject)
{
	const struct value *value = value_at(&document->value, subject->key);

	if (subject->name && value->given && !value->bad)
		value = value_member(value, subject->name);
	if (subject->lv && value && value->given && !value->bad)
		value = value_member(value_at(value, VG_KEY_LVS), subject->lv);
	return value && value->given;
}

static bool has_document(const struct group *group, size_t document)
{
	const size_t *at;

	vec_each (at, &group->selection.documents)
		if (*at == document)
			return true;
	return false;
}

/* Does all that speaks of it for hosts that are only meant do so for the others, too? */
static bool may_be(const struct fleet *fleet, const struct group *meant, const struct group *others,
		   const struct subject *subject)
{
	const size_t *at;

	vec_each (at, &meant->selection.documents)
		if (speaks_of(document_at(fleet, *at), subject) && !has_document(others, *at))
			return false;
	return true;
}

bool fleet_differ(const struct fleet *fleet, const struct claim *first, const struct group *group,
		  const struct subject *subject)
{
	if (!first->group || first->group == group)
		return false;
	if (group->guessed && may_be(fleet, group, first->group, subject))
		return false;
	return !first->group->guessed || !may_be(fleet, first->group, group, subject);
}

const char *fleet_who(const struct fleet *fleet, const struct group *group)
{
	if (!group->who)
		return "hosts that no selector names";
	return group->real < 2
		       ? group->who
		       : arena_printf(fleet->arena, "%s and %zu more", group->who, group->real - 1);
}

/* `hosts` of a document that speaks of it; else of any; else the fleet. */
const struct place *fleet_place(const struct fleet *fleet, const struct group *group,
				const struct subject *subject)
{
	const struct place *place = NULL;
	const struct document *document;
	const size_t *at;

	vec_each (at, &group->selection.documents) {
		document = document_at(fleet, *at);
		if (!document->for_all && (!place || speaks_of(document, subject)))
			place = &value_at(&document->value, DOCUMENT_KEY_HOSTS)->place;
		if (!document->for_all && speaks_of(document, subject))
			return place;
	}
	vec_each (document, &fleet->manifest->documents)
		if (document->fleet.list.count)
			return &value_at(&document->value, DOCUMENT_KEY_FLEET)->place;
	vec_each (document, &fleet->manifest->documents)
		if (!place && !document->for_all)
			place = &value_at(&document->value, DOCUMENT_KEY_HOSTS)->place;
	return place;
}

/* ---- the fleet and its selectors ---- */

static void expand_fleet(const struct document *document, struct arena *arena,
			 struct host_list *hosts)
{
	const struct selector *selector;

	vec_each (selector, &document->fleet.list)
		selector_expand(selector, arena, hosts);
	host_list_tidy(hosts);
}

static const struct document *find_fleet(const struct manifest *manifest)
{
	const struct document *document;

	vec_each (document, &manifest->documents)
		if (document->fleet.list.count)
			return document;
	return NULL;
}

bool fleet_hosts(const struct manifest *manifest, struct arena *arena, struct host_list *hosts)
{
	const struct document *document = find_fleet(manifest);

	if (document)
		expand_fleet(document, arena, hosts);
	return document != NULL;
}

static bool lists_agree(const struct host_list *a, const struct host_list *b)
{
	if (a->list.count != b->list.count)
		return false;
	for (size_t i = 0; i < a->list.count; i++)
		if (!str_equal(a->list.at[i], b->list.at[i]))
			return false;
	return true;
}

static void check_fleet(struct fleet *fleet, const struct document *document,
			const struct value *first, const struct host_list *hosts)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const struct value *value = value_at(&document->value, DOCUMENT_KEY_FLEET);
	struct host_list others = { 0 };

	if (value == first || !value_is_good(value))
		return;
	expand_fleet(document, &scratch, &others);
	if (!lists_agree(&others, hosts))
		diag_conflict(fleet->diags, &value->place, &first->place,
			      "the other list stands here",
			      "'fleet' differs from what another document says");
}

static bool matches_any(const struct selector *selector, const struct host_list *hosts)
{
	const char *const *host;

	vec_each (host, &hosts->list)
		if (selector_matches(selector, *host))
			return true;
	return false;
}

static void check_selectors(struct fleet *fleet, const struct document *document,
			    const struct value *first, const struct host_list *hosts)
{
	const struct value *item;
	const struct selector *selector = document->hosts.list.at;

	vec_each (item, &value_at(&document->value, DOCUMENT_KEY_HOSTS)->items) {
		if (!value_is_good(item))
			continue;
		if (!matches_any(selector++, hosts))
			diag_conflict(fleet->diags, &item->place, &first->place,
				      "the fleet is listed here",
				      "no host of the fleet matches the selector '%s'; correct "
				      "it, or add the host to 'fleet'",
				      item->text);
	}
}

void fleet_check_lists(struct fleet *fleet)
{
	const struct document *document, *has_fleet = find_fleet(fleet->manifest);
	const struct value *first;
	struct host_list hosts = { 0 };

	if (!has_fleet)
		return;
	first = value_at(&has_fleet->value, DOCUMENT_KEY_FLEET);
	expand_fleet(has_fleet, fleet->arena, &hosts);
	vec_each (document, &fleet->manifest->documents) {
		check_fleet(fleet, document, first, &hosts);
		if (!first->bad)
			check_selectors(fleet, document, first, &hosts);
	}
}

/* ---- initiators ---- */

static struct claim *initiator_of(struct fleet *fleet, const char *name)
{
	size_t at = strmap_find(&fleet->initiator_index, name);

	if (at == SIZE_MAX) {
		at = fleet->initiators.count;
		strmap_add(fleet->arena, &fleet->initiator_index, name, at);
		vec_push(fleet->arena, &fleet->initiators);
	}
	return &fleet->initiators.at[at];
}

#define INITIATOR_WHY                                                                               \
	"a target takes them for one host, and ends the sessions of the one that was there first; " \
	"give each host its own"

/* interface: the one that has this name in place of the host; NULL: the host itself. */
static void add_initiator(struct fleet *fleet, const struct group *group,
			  const struct value *initiator, const char *interface)
{
	struct subject subject = { interface ? DOCUMENT_KEY_INTERFACES : DOCUMENT_KEY_INITIATOR,
				   interface, NULL };
	struct claim *first;

	if (!value_is_good(initiator) || !group->real)
		return;
	first = initiator_of(fleet, initiator->text);
	if (group->real > 1)
		diag_conflict(fleet->diags, &initiator->place, fleet_place(fleet, group, &subject),
			      "these hosts are named here",
			      "the initiator name '%s' is that of %s; " INITIATOR_WHY,
			      initiator->text, fleet_who(fleet, group));
	else if (fleet_differ(fleet, first, group, &subject))
		diag_conflict(
			fleet->diags, &initiator->place, &first->place,
			arena_printf(fleet->arena, "that of %s here",
				     fleet_who(fleet, first->group)),
			"the initiator name '%s' is that of %s as well as of %s; " INITIATOR_WHY,
			initiator->text, fleet_who(fleet, group), fleet_who(fleet, first->group));
	if (!first->group)
		*first = (struct claim){ group, initiator->place };
}

/* ---- targets ---- */

/* Where a target listens, as the first hosts have it. */
struct fleet_target {
	struct claim claim;
	size_t count;
	struct at {
		const char *portal, *tagged;
	} * at; /* sorted, each portal once */
	bool told;
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct at *)a)->portal, ((const struct at *)b)->portal);
}

/* Interfaces are the host's affair: a portal may stand there once for each. */
static struct fleet_target target_at(struct arena *arena, const struct group *group,
				     const struct value *portals)
{
	struct fleet_target target = { .claim = { group, portals->place } };
	const struct value *item;

	target.at = arena_alloc(arena, portals->items.count * sizeof(*target.at));
	vec_each (item, &portals->items) {
		const struct value *address = value_core(item);

		if (address->identity) /* else it is a fault of its own */
			target.at[target.count++] = (struct at){ address->identity, address->text };
	}
	qsort(target.at, target.count, sizeof(*target.at), compare);
	for (size_t i = 1; i < target.count; i++)
		if (str_equal(target.at[i - 1].portal, target.at[i].portal)) {
			memmove(&target.at[i], &target.at[i + 1],
				(--target.count - i) * sizeof(*target.at));
			i--;
		}
	return target;
}

/* A group tag that one of them leaves out is no other one. */
static bool targets_agree(const struct fleet_target *a, const struct fleet_target *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		const struct at *left = &a->at[i], *right = &b->at[i];

		if (!str_equal(left->portal, right->portal))
			return false;
		if (!str_equal(left->tagged, right->tagged) &&
		    !str_equal(left->tagged, left->portal) &&
		    !str_equal(right->tagged, right->portal))
			return false;
	}
	return true;
}

static void add_target(struct fleet *fleet, const struct group *group, const struct value *target)
{
	const struct value *ensure = value_at(target, TARGET_KEY_ENSURE);
	const struct value *portals = value_at(target, TARGET_KEY_PORTALS);
	const struct subject subject = { DOCUMENT_KEY_TARGETS, target->name, NULL };
	size_t at = strmap_find(&fleet->target_index, target->name);
	struct fleet_target here, *first;

	/* Where it is absent, its portals may be those it had. */
	if (!value_is_good(portals) || ensure->bad ||
	    (ensure->given && ensure->number == TARGET_ABSENT))
		return;
	here = target_at(fleet->arena, group, portals);
	if (at == SIZE_MAX) {
		strmap_add(fleet->arena, &fleet->target_index, target->name, fleet->targets.count);
		vec_add(fleet->arena, &fleet->targets, here);
		return;
	}
	first = &fleet->targets.at[at];
	if (first->told || targets_agree(first, &here) ||
	    !fleet_differ(fleet, &first->claim, group, &subject))
		return;
	first->told = true;
	diag_conflict(fleet->diags, &portals->place, &first->claim.place,
		      arena_printf(fleet->arena, "the portals for %s",
				   fleet_who(fleet, first->claim.group)),
		      "target '%s' has other portals on %s than on %s; list those that it has",
		      target->name, fleet_who(fleet, group), fleet_who(fleet, first->claim.group));
}

void fleet_add(struct fleet *fleet, const struct group *group, const struct value *merged)
{
	const struct value *item;

	add_initiator(fleet, group, value_at(merged, DOCUMENT_KEY_INITIATOR), NULL);
	vec_each (item, &value_at(merged, DOCUMENT_KEY_INTERFACES)->items)
		if (!item->bad)
			add_initiator(fleet, group, value_at(item, INTERFACE_KEY_INITIATOR),
				      item->name);
	vec_each (item, &value_at(merged, DOCUMENT_KEY_TARGETS)->items)
		if (!item->bad)
			add_target(fleet, group, item);
	vec_each (item, &value_at(merged, DOCUMENT_KEY_VGS)->items)
		if (!item->bad)
			fleet_add_vg(fleet, group, item);
}
