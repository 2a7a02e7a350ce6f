#include "manifest/field.h"

#include "manifest/misfit.h"
#include "manifest/scalar.h"
#include "manifest/text.h"

static void decode(struct decoder *decoder, const struct field *field, const struct node *node,
		   struct value *value);

const struct value *value_member(const struct value *map, const char *name)
{
	size_t at = map->index ? strmap_find(map->index, name) : SIZE_MAX;

	return at == SIZE_MAX ? NULL : &map->items.at[at];
}

const struct value *value_core(const struct value *value)
{
	const struct field *brief;

	if (value->field->type != FIELD_RECORD || value->bad)
		return value;
	brief = field_short(value->field);
	return brief ? value_at(value, (size_t)(brief - value->field->fields)) : value;
}

const char *value_line(struct arena *arena, const struct value *item, bool identity)
{
	const struct value *core = value_core(item), *other;
	/* A number has no text. */
	const char *line = identity || !core->text ? core->identity : core->text;

	if (core == item)
		return line;
	vec_each (other, &item->items)
		if (other != core && value_is_good(other))
			line = arena_printf(arena, "%s %s %s", line, other->field->name,
					    other->text);
	return line;
}

static void decode_number(struct decoder *decoder, const struct node *node, struct value *value)
{
	const struct field *field = value->field;

	if (node->kind != NODE_SCALAR || scalar_type(node->text, node->plain) != SCALAR_INTEGER ||
	    !scalar_integer(node->text, &value->number) || value->number < field->minimum ||
	    value->number > field->maximum)
		misfit_type(decoder, value, node);
	value->identity = arena_printf(decoder->arena, "%lld", (long long)value->number);
}

static void decode_bool(struct decoder *decoder, const struct node *node, struct value *value)
{
	if (node->kind != NODE_SCALAR || scalar_type(node->text, node->plain) != SCALAR_BOOL) {
		misfit_type(decoder, value, node);
		return;
	}
	value->number = node->text[0] == 't' || node->text[0] == 'T';
	value->text = value->number ? "true" : "false";
}

static void decode_word(struct decoder *decoder, const struct node *node, struct value *value)
{
	const struct field *field = value->field;

	if (node->kind != NODE_SCALAR || scalar_type(node->text, node->plain) != SCALAR_TEXT) {
		misfit_type(decoder, value, node);
		return;
	}
	for (size_t i = 0; field->words[i]; i++)
		if (str_equal(node->text, field->words[i])) {
			value->number = (int64_t)i;
			value->text = field->words[i];
			return;
		}
	misfit_word(decoder, value, node);
}

/* What a reader made of text: its fault or warning is said, false when it was refused. owner: the
 * name it is the value of. */
static bool take_text(struct decoder *decoder, const char *fault, const struct reading *reading,
		      const char *noun, const char *owner, const char *text,
		      const struct place *place)
{
	const char *shown;

	if (!fault && !reading->warning)
		return true;
	shown = text_shown(decoder->arena, text);
	if (fault && owner)
		diag_error(decoder->diags, place,
			   "the value '%s' of the %s '%s' cannot be used: %s", shown, noun,
			   text_shown(decoder->arena, owner), fault);
	else if (fault)
		diag_error(decoder->diags, place, "the %s '%s' cannot be used: %s", noun, shown,
			   fault);
	else
		diag_warning(decoder->diags, place, "the %s '%s': %s", noun, shown,
			     reading->warning);
	return !fault;
}

static bool is_text(const struct field *field, const struct node *node)
{
	enum scalar_type type;

	if (node->kind != NODE_SCALAR)
		return false;
	type = scalar_type(node->text, node->plain);
	return type == SCALAR_TEXT || (field->flags & FIELD_ANY_SCALAR && type != SCALAR_NULL);
}

static void decode_text(struct decoder *decoder, const struct node *node, struct value *value)
{
	const struct field *field = value->field;
	struct reading reading = { 0 };
	const char *fault;

	if (!is_text(field, node)) {
		misfit_type(decoder, value, node);
		return;
	}
	fault = field->read_named
			? field->read_named(decoder->arena, value->name, node->text, &reading)
			: field->read(decoder->arena, node->text, &reading);
	value->bad |= !take_text(decoder, fault, &reading, field->noun, value->name, node->text,
				 &node->place);
	value->text = reading.text;
	value->identity = reading.identity ? reading.identity : reading.text;
}

static void check_unique(struct decoder *decoder, struct value *list, struct strmap *seen,
			 size_t at)
{
	const struct value *item = value_core(&list->items.at[at]);
	const struct value *twin;
	const char *identity;
	size_t index;

	if (!value_is_good(item))
		return;
	identity = value_line(decoder->arena, &list->items.at[at], true);
	index = strmap_find(seen, identity);
	if (index == SIZE_MAX) {
		strmap_add(decoder->arena, seen, identity, at);
		return;
	}
	twin = value_core(&list->items.at[index]);
	list->bad = true;
	diag_conflict(decoder->diags, &item->place, &twin->place, "it stands here already",
		      "the %s '%s' is listed twice in '%s'", item->field->noun, identity,
		      list->field->name);
}

/* So many at once: the array of a large map must not be copied while it grows. */
static void make_items(struct decoder *decoder, struct value *value, size_t count)
{
	value->items.at = arena_alloc(decoder->arena, count * sizeof(*value->items.at));
	value->items.count = value->items.room = count;
}

/* A map that is large enough has one already. */
static struct strmap *index_of(struct decoder *decoder, const struct node *node)
{
	struct strmap *index;

	if (node->index)
		return node->index;
	index = arena_alloc(decoder->arena, sizeof(*index));
	strmap_reserve(decoder->arena, index, node->pairs.count);
	for (size_t i = 0; i < node->pairs.count; i++)
		strmap_add(decoder->arena, index, node->pairs.at[i].key, i);
	return index;
}

static void decode_list(struct decoder *decoder, const struct node *node, struct value *value)
{
	const struct field *field = value->field;
	struct strmap seen = { 0 };

	if (node->kind != NODE_LIST) {
		misfit_type(decoder, value, node);
		return;
	}
	if (!node->items.count && field->flags & FIELD_NOT_EMPTY) {
		value->bad = true;
		diag_error(decoder->diags, &node->place,
			   "'%s' is an empty list; name at least one %s, or leave the key out",
			   field->name, field->item->noun);
	}
	make_items(decoder, value, node->items.count);
	for (size_t i = 0; i < node->items.count; i++) {
		struct value *item = &value->items.at[i];

		item->key = node->items.at[i]->place;
		decode(decoder, field->item, node->items.at[i], item);
		value->bad |= item->bad;
		if (field->flags & FIELD_UNIQUE && node->items.count > 1)
			check_unique(decoder, value, &seen, i);
	}
}

static void decode_map(struct decoder *decoder, const struct node *node, struct value *value)
{
	const struct field *item = value->field->item;
	const struct pair *pair;

	if (node->kind != NODE_MAP) {
		misfit_type(decoder, value, node);
		return;
	}
	make_items(decoder, value, node->pairs.count);
	value->index = index_of(decoder, node);
	vec_each (pair, &node->pairs) {
		struct value *member = &value->items.at[pair - node->pairs.at];
		struct reading reading = { 0 };
		const char *fault = item->read_name(decoder->arena, pair->key, &reading);

		member->key = pair->place;
		member->name = pair->key;
		member->bad = !take_text(decoder, fault, &reading, item->noun, NULL, pair->key,
					 &pair->place);
		decode(decoder, item, pair->value, member);
	}
}

static size_t field_find(const struct field *record, const char *key)
{
	for (size_t i = 0; i < record->field_count; i++)
		if (str_equal(record->fields[i].name, key))
			return i;
	return SIZE_MAX;
}

static void decode_fields(struct decoder *decoder, const struct node *node, struct value *value)
{
	const struct pair *pair;

	vec_each (pair, &node->pairs) {
		size_t at = field_find(value->field, pair->key);
		struct value *member;

		if (at == SIZE_MAX) {
			misfit_key(decoder, value, pair);
			continue;
		}
		member = &value->items.at[at];
		member->key = pair->place;
		decode(decoder, &value->field->fields[at], pair->value, member);
	}
}

static void check_required(struct decoder *decoder, const struct value *value)
{
	const struct field *record = value->field;

	for (size_t i = 0; i < record->field_count; i++)
		if (record->fields[i].flags & FIELD_REQUIRED && !value->items.at[i].given)
			diag_error(decoder->diags, value->name ? &value->key : &value->place,
				   "this %s has no '%s'; write one, such as '%s: %s'", record->noun,
				   record->fields[i].name, record->fields[i].name,
				   record->fields[i].example);
}

static void decode_record(struct decoder *decoder, const struct node *node, struct value *value)
{
	const struct field *record = value->field, *brief = field_short(record);
	size_t size = record->field_count * sizeof(struct value);

	if (node->kind != NODE_MAP && (node->kind != NODE_SCALAR || !brief)) {
		misfit_type(decoder, value, node);
		return;
	}
	value->items.at = arena_alloc(decoder->arena, size);
	value->items.count = value->items.room = record->field_count;
	for (size_t i = 0; i < record->field_count; i++)
		value->items.at[i].field = &record->fields[i];
	if (node->kind == NODE_MAP) {
		value->vague = node->broken;
		decode_fields(decoder, node, value);
		if (!value->vague)
			check_required(decoder, value);
	} else {
		struct value *member = &value->items.at[brief - record->fields];

		member->key = node->place;
		decoder->whole = value;
		decode(decoder, brief, node, member);
		decoder->whole = NULL;
	}
}

static void decode(struct decoder *decoder, const struct field *field, const struct node *node,
		   struct value *value)
{
	static void (*const decoders[])(struct decoder *, const struct node *, struct value *) = {
		[FIELD_NUMBER] = decode_number, [FIELD_BOOL] = decode_bool,
		[FIELD_WORD] = decode_word,	[FIELD_TEXT] = decode_text,
		[FIELD_LIST] = decode_list,	[FIELD_MAP] = decode_map,
		[FIELD_RECORD] = decode_record,
	};

	value->field = field;
	value->given = true;
	value->place = node->place;
	if (node->kind == NODE_HOLE)
		value->bad = true;
	else
		decoders[field->type](decoder, node, value);
}

void field_decode(struct arena *arena, const struct field *field, const struct node *node,
		  struct diags *diags, struct value *ret_value)
{
	struct decoder decoder = { .arena = arena, .diags = diags };

	*ret_value = (struct value){ 0 };
	decode(&decoder, field, node, ret_value);
}
