#include "manifest/fleet.h"

#include "manifest/interfaces.h"
#include "manifest/roster.h"

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

/* Does all that speaks of it for hosts that are only meant do so for the others, too? */
static bool may_be(const struct fleet *fleet, const struct crowd *meant, const struct crowd *others,
		   const struct subject *subject)
{
	const struct crowd *lead = &fleet->census->groups.list.at[others->lead];
	const size_t *at;

	vec_each (at, &meant->selection.documents)
		if (speaks_of(document_at(fleet, *at), subject) &&
		    !selection_has(&lead->selection, *at))
			return false;
	return true;
}

bool fleet_differ(const struct fleet *fleet, const struct claim *first, const struct crowd *crowd,
		  const struct subject *subject)
{
	if (!first->crowd || first->crowd->lead == crowd->lead)
		return false;
	if (crowd->guessed && may_be(fleet, crowd, first->crowd, subject))
		return false;
	return !first->crowd->guessed || !may_be(fleet, first->crowd, crowd, subject);
}

const char *fleet_who(const struct fleet *fleet, const struct crowd *crowd)
{
	if (!crowd->who)
		return "hosts that no selector names";
	return crowd->real < 2
		       ? crowd->who
		       : arena_printf(fleet->arena, "%s and %zu more", crowd->who, crowd->real - 1);
}

/* `hosts` of a document that speaks of it; else of any; else the fleet. */
const struct place *fleet_place(const struct fleet *fleet, const struct crowd *crowd,
				const struct subject *subject)
{
	const struct place *place = NULL;
	const struct document *document;
	const size_t *at;

	vec_each (at, &crowd->selection.documents) {
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

static bool lists_agree(const struct host_list *a, const struct host_list *b)
{
	return a->list.count == b->list.count &&
	       str_equal_all(a->list.at, b->list.at, a->list.count);
}

static void check_fleet(struct fleet *fleet, const struct document *document,
			const struct value *first, const struct host_list *hosts)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const struct value *value = value_at(&document->value, DOCUMENT_KEY_FLEET);
	struct host_list others = { 0 };

	if (value == first || !value_is_good(value) ||
	    roster_same_words(&document->fleet, &roster_fleet(fleet->manifest)->fleet))
		return;
	roster_of_fleet(document, &scratch, &others);
	if (!lists_agree(&others, hosts))
		diag_conflict(fleet->diags, &value->place, &first->place,
			      "the other list stands here",
			      "'fleet' differs from what another document says");
}

static void tell_lonely(struct fleet *fleet, const struct lonely *lonely, const struct value *first)
{
	const struct document *document = document_at(fleet, lonely->document);
	const struct value *item;
	size_t at = 0;

	vec_each (item, &value_at(&document->value, DOCUMENT_KEY_HOSTS)->items)
		if (value_is_good(item) && at++ == lonely->selector)
			diag_conflict(fleet->diags, &item->place, &first->place,
				      "the fleet is listed here",
				      "no host of the fleet matches the selector '%s'; correct "
				      "it, or add the host to 'fleet'",
				      item->text);
}

void fleet_check_lists(struct fleet *fleet)
{
	const struct document *document, *has_fleet = roster_fleet(fleet->manifest);
	struct host_list hosts = { 0 };
	const struct lonely *lonely;
	const struct value *first;

	if (!has_fleet)
		return;
	first = value_at(&has_fleet->value, DOCUMENT_KEY_FLEET);
	roster_of_fleet(has_fleet, fleet->arena, &hosts);
	vec_each (document, &fleet->manifest->documents)
		check_fleet(fleet, document, first, &hosts);
	vec_each (lonely, &fleet->census->lonely)
		if (!first->bad)
			tell_lonely(fleet, lonely, first);
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

void fleet_add_initiator(struct fleet *fleet, const struct crowd *crowd,
			 const struct value *initiator, const char *interface)
{
	struct subject subject = { interface ? DOCUMENT_KEY_INTERFACES : DOCUMENT_KEY_INITIATOR,
				   interface, NULL };
	struct claim *first;

	if (!value_is_good(initiator) || !crowd->real)
		return;
	first = initiator_of(fleet, initiator->text);
	if (crowd->real > 1)
		diag_conflict(fleet->diags, &initiator->place, fleet_place(fleet, crowd, &subject),
			      "these hosts are named here",
			      "the initiator name '%s' is that of %s; " INITIATOR_WHY,
			      initiator->text, fleet_who(fleet, crowd));
	else if (fleet_differ(fleet, first, crowd, &subject))
		diag_conflict(
			fleet->diags, &initiator->place, &first->place,
			arena_printf(fleet->arena, "that of %s here",
				     fleet_who(fleet, first->crowd)),
			"the initiator name '%s' is that of %s as well as of %s; " INITIATOR_WHY,
			initiator->text, fleet_who(fleet, crowd), fleet_who(fleet, first->crowd));
	if (!first->crowd)
		*first = (struct claim){ crowd, initiator->place };
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

/* Was every portal understood? */
static bool are_good(const struct value *portals)
{
	const struct value *item;

	vec_each (item, &portals->items)
		if (item->bad || !value_is_good(value_core(item)))
			return false;
	return value_is_good(portals);
}

/* Interfaces are the host's affair: a portal may stand there once for each. */
static struct fleet_target target_at(struct arena *arena, const struct crowd *crowd,
				     const struct value *portals)
{
	struct fleet_target target = { .claim = { crowd, portals->place } };
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

void fleet_add_target(struct fleet *fleet, const struct crowd *crowd, const struct value *target)
{
	const struct value *ensure = value_at(target, TARGET_KEY_ENSURE);
	const struct value *portals = value_at(target, TARGET_KEY_PORTALS);
	const struct subject subject = { DOCUMENT_KEY_TARGETS, target->name, NULL };
	size_t at = strmap_find(&fleet->target_index, target->name);
	struct fleet_target here, *first;

	/* Where it is absent, its portals may be those it had. */
	if (!are_good(portals) || ensure->bad || (ensure->given && ensure->number == TARGET_ABSENT))
		return;
	here = target_at(fleet->arena, crowd, portals);
	if (at == SIZE_MAX) {
		strmap_add(fleet->arena, &fleet->target_index, target->name, fleet->targets.count);
		vec_add(fleet->arena, &fleet->targets, here);
		return;
	}
	first = &fleet->targets.at[at];
	if (first->told || targets_agree(first, &here) ||
	    !fleet_differ(fleet, &first->claim, crowd, &subject))
		return;
	first->told = true;
	diag_conflict(fleet->diags, &portals->place, &first->claim.place,
		      arena_printf(fleet->arena, "the portals for %s",
				   fleet_who(fleet, first->claim.crowd)),
		      "target '%s' has other portals on %s than on %s; list those that it has",
		      target->name, fleet_who(fleet, crowd), fleet_who(fleet, first->claim.crowd));
}
