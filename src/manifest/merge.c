#include "manifest/merge.h"

#include <stdlib.h>
#include <string.h>

/* Room in the copy of a map: most documents add a little to what another one says. */
#define MORE_MEMBERS 8

struct merger {
	struct arena *arena;
	struct diags *diags;
};

static void merge(struct merger *merger, const struct value *owner, struct value *into,
		  const struct value *from);

/* What is below it stays the document's, until something else is merged into it. */
static void copy(struct value *into, const struct value *from)
{
	*into = *from;
	into->shared = true;
}

/* A map or record that is about to be merged into has items of its own, one level of them. */
static void own(struct merger *merger, struct value *value)
{
	const struct value shared = *value;
	struct strmap *index;

	if (!shared.shared)
		return;
	value->shared = false;
	value->items.room =
		shared.items.count + (shared.field->type == FIELD_MAP ? MORE_MEMBERS : 0);
	value->items.at = arena_alloc(merger->arena, value->items.room * sizeof(*value->items.at));
	for (size_t i = 0; i < shared.items.count; i++)
		copy(&value->items.at[i], &shared.items.at[i]);
	if (!shared.index)
		return;
	index = arena_alloc(merger->arena, sizeof(*index));
	strmap_copy(merger->arena, shared.index, index);
	value->index = index;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static const char **sorted_texts(struct merger *merger, const struct value *list)
{
	const char **texts = arena_alloc(merger->arena, (list->items.count + 1) * sizeof(*texts));

	for (size_t i = 0; i < list->items.count; i++)
		texts[i] = value_line(merger->arena, &list->items.at[i], false);
	qsort(texts, list->items.count, sizeof(*texts), compare);
	return texts;
}

static bool lists_agree(struct merger *merger, const struct value *a, const struct value *b)
{
	const char **left, **right;

	if (a->items.count != b->items.count)
		return false;
	left = sorted_texts(merger, a);
	right = sorted_texts(merger, b);
	for (size_t i = 0; i < a->items.count; i++)
		if (!str_equal(left[i], right[i]))
			return false;
	return true;
}

/* Was any item refused? Then nobody knows what the list was to say. */
static bool list_is_whole(const struct value *list)
{
	const struct value *item;

	vec_each (item, &list->items)
		if (!value_is_good(value_core(item)))
			return false;
	return true;
}

/* " of target 'iqn…'", however deep in it, or " of 'unmanaged'"; nothing for the keys of the
 * document itself. */
static const char *of_owner(struct merger *merger, const struct value *owner)
{
	if (!owner)
		return "";
	return owner->name
		       ? arena_printf(merger->arena, " of %s '%s'", owner->field->noun, owner->name)
		       : arena_printf(merger->arena, " of '%s'", owner->field->name);
}

static void merge_list(struct merger *merger, const struct value *owner, const struct value *into,
		       const struct value *from)
{
	if (!list_is_whole(into) || !list_is_whole(from) || lists_agree(merger, into, from))
		return;
	diag_conflict(merger->diags, &from->place, &into->place, "the other list stands here",
		      "'%s'%s differs from what another document says", from->field->name,
		      of_owner(merger, owner));
}

static void merge_scalar(struct merger *merger, const struct value *owner, const struct value *into,
			 const struct value *from)
{
	const char *name = from->name ? from->name : from->field->name;

	if (into->number == from->number && str_equal(into->text, from->text))
		return;
	if (from->text)
		diag_conflict(merger->diags, &from->place, &into->place,
			      "the other one stands here",
			      "'%s'%s is '%s' here and '%s' in another document", name,
			      of_owner(merger, owner), from->text, into->text);
	else
		diag_conflict(
			merger->diags, &from->place, &into->place, "the other one stands here",
			"'%s'%s is %lld here and %lld in another document", name,
			of_owner(merger, owner), (long long)from->number, (long long)into->number);
}

static void merge_map(struct merger *merger, const struct value *owner, struct value *into,
		      const struct value *from)
{
	const struct value *member;

	own(merger, into);
	vec_each (member, &from->items) {
		size_t at = into->index ? strmap_find(into->index, member->name) : SIZE_MAX;

		if (at != SIZE_MAX) {
			merge(merger, owner, &into->items.at[at], member);
			continue;
		}
		copy(vec_push(merger->arena, &into->items), member);
		strmap_add(merger->arena, into->index, member->name, into->items.count - 1);
	}
}

static void merge_record(struct merger *merger, const struct value *owner, struct value *into,
			 const struct value *from)
{
	if (from->name || (!owner && from->field->name))
		owner = into;
	own(merger, into);
	into->vague |= from->vague;
	for (size_t i = 0; i < from->items.count; i++)
		merge(merger, owner, &into->items.at[i], &from->items.at[i]);
}

static void merge(struct merger *merger, const struct value *owner, struct value *into,
		  const struct value *from)
{
	if (!from->given)
		return;
	if (!into->given) {
		copy(into, from);
		return;
	}
	if (into->bad || from->bad)
		return;
	switch (from->field->type) {
	case FIELD_NUMBER:
	case FIELD_BOOL:
	case FIELD_WORD:
	case FIELD_TEXT:
		merge_scalar(merger, owner, into, from);
		break;
	case FIELD_LIST:
		merge_list(merger, owner, into, from);
		break;
	case FIELD_MAP:
		merge_map(merger, owner, into, from);
		break;
	case FIELD_RECORD:
		merge_record(merger, owner, into, from);
		break;
	}
}

void merge_value(struct arena *arena, struct value *into, const struct value *from,
		 struct diags *diags)
{
	struct merger merger = { arena, diags };

	merge(&merger, NULL, into, from);
}

void merge_document(struct arena *arena, struct value *into, const struct value *from,
		    struct diags *diags)
{
	struct merger merger = { arena, diags };

	if (!into->given) {
		copy(into, from);
		return;
	}
	own(&merger, into);
	into->vague |= from->vague;
	/* `hosts` has done its work: it says which documents meet here, and may differ. `fleet` is
	 * about no host, and compared by fleet_check_lists(). */
	for (size_t key = DOCUMENT_KEY_FLEET + 1; key < from->items.count; key++)
		merge(&merger, NULL, &into->items.at[key], value_at(from, key));
}
