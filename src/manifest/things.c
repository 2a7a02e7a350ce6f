#include "manifest/things.h"

#include <stdint.h>
#include <stdlib.h>

/* ---- what is said of what ---- */

static struct thing *thing_of(struct inventory *inventory, struct things *things, const char *name)
{
	size_t at = strmap_find(&things->index, name);

	if (at != SIZE_MAX)
		return &things->list.at[at];
	strmap_add(inventory->arena, &things->index, name, things->list.count);
	return vec_push(inventory->arena, &things->list);
}

static void note(struct inventory *inventory, struct thing *thing, size_t document,
		 const struct value *value)
{
	if (value->given)
		vec_add(inventory->arena, &thing->mentions, ((struct mention){ document, value }));
}

static void note_map(struct inventory *inventory, struct things *things, size_t document,
		     enum document_key key)
{
	const struct value *map = value_at(&inventory->manifest->documents.at[document].value, key);
	const struct value *member;

	vec_each (member, &map->items)
		note(inventory, thing_of(inventory, things, member->name), document, member);
}

/* Volume groups once more, by the UUID that they are pinned to. */
static void note_uuids(struct inventory *inventory, size_t document)
{
	const struct value *vgs =
		value_at(&inventory->manifest->documents.at[document].value, DOCUMENT_KEY_VGS);
	const struct value *vg;

	vec_each (vg, &vgs->items)
		if (!vg->bad && value_is_good(value_at(vg, VG_KEY_UUID)))
			note(inventory,
			     thing_of(inventory, &inventory->uuids,
				      value_at(vg, VG_KEY_UUID)->text),
			     document, vg);
}

void inventory_take(const struct manifest *manifest, struct arena *arena,
		    struct inventory *ret_inventory)
{
	struct inventory *inventory = ret_inventory;

	*inventory = (struct inventory){ .manifest = manifest, .arena = arena };
	for (size_t i = 0; i < inventory->manifest->documents.count; i++) {
		const struct value *value = &inventory->manifest->documents.at[i].value;

		note(inventory, &inventory->initiator, i, value_at(value, DOCUMENT_KEY_INITIATOR));
		note(inventory, &inventory->unmanaged, i, value_at(value, DOCUMENT_KEY_UNMANAGED));
		note_map(inventory, &inventory->interfaces, i, DOCUMENT_KEY_INTERFACES);
		note_map(inventory, &inventory->targets, i, DOCUMENT_KEY_TARGETS);
		note_map(inventory, &inventory->vgs, i, DOCUMENT_KEY_VGS);
		note_uuids(inventory, i);
	}
}

const struct value *thing_said_by(const struct thing *thing, size_t document)
{
	size_t first = 0, end = thing->mentions.count;

	while (first < end) {
		size_t middle = first + (end - first) / 2;
		const struct mention *mention = &thing->mentions.at[middle];

		if (mention->document == document)
			return mention->value;
		if (mention->document < document)
			first = middle + 1;
		else
			end = middle;
	}
	return NULL;
}

/* ---- which documents matter to a thing ---- */

void thing_add_mentions(const struct thing *thing, struct arena *arena, struct selection *selection)
{
	const struct mention *mention;

	vec_each (mention, &thing->mentions)
		vec_add(arena, &selection->documents, mention->document);
}

static int compare(const void *a, const void *b)
{
	size_t left = *(const size_t *)a, right = *(const size_t *)b;

	return left < right ? -1 : left > right;
}

void selection_tidy(struct selection *selection)
{
	size_t *at = selection->documents.at, kept = 0;

	if (selection->documents.count)
		qsort(at, selection->documents.count, sizeof(*at), compare);
	for (size_t i = 0; i < selection->documents.count; i++)
		if (!kept || at[kept - 1] != at[i])
			at[kept++] = at[i];
	selection->documents.count = kept;
}

/* Is it there for every group that the other thing is there for? */
static bool reaches(struct census *census, struct thing *thing, const struct thing *other)
{
	const struct mention *mention;
	const size_t *group;

	if (!thing->reached) {
		thing->reached = arena_alloc(census->arena, census->groups.list.count);
		vec_each (mention, &thing->mentions)
			vec_each (group, &census->documents[mention->document].groups)
				thing->reached[*group] = true;
	}
	vec_each (mention, &other->mentions)
		vec_each (group, &census->documents[mention->document].groups)
			if (!thing->reached[*group])
				return false;
	return true;
}

void thing_add_named(struct census *census, const struct thing *by, const struct things *things,
		     struct selection *selection, const char *name, size_t ensure, bool must)
{
	size_t at = strmap_find(&things->index, name);
	const struct mention *mention;
	struct thing *thing;
	bool all;

	if (at == SIZE_MAX)
		return;
	thing = &things->list.at[at];
	all = must && !reaches(census, thing, by);
	vec_each (mention, &thing->mentions)
		if (all || (!mention->value->bad && value_at(mention->value, ensure)->given))
			vec_add(census->arena, &selection->documents, mention->document);
}
