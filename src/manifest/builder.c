#include "manifest/builder.h"

#include "manifest/scalar.h"
#include "manifest/text.h"

#include <stdint.h>

#define MANY_KEYS 16 /* from here on a map's keys are looked up by hash */

struct node *builder_node(struct builder *builder, enum node_kind kind, const struct place *place)
{
	struct node *node = builder->spare;

	if (node)
		*node = (struct node){ 0 };
	else
		node = arena_alloc(builder->arena, sizeof(*node));
	builder->spare = NULL;
	node->kind = kind;
	node->place = *place;
	return node;
}

void builder_refuse_null(struct builder *builder, struct node *node, const struct pair *owner)
{
	if (node->kind != NODE_SCALAR || scalar_type(node->text, node->plain) != SCALAR_NULL)
		return;
	if (!owner)
		BUILDER_REFUSE(
			builder, &node->place,
			"an item of a list is empty or null; write a value or remove the item");
	else if (!*node->text)
		BUILDER_REFUSE(
			builder, &owner->place,
			"'%s' has no value; write one, or leave the key out to leave it alone",
			text_shown(builder->arena, owner->key));
	else
		BUILDER_REFUSE(
			builder, &node->place,
			"'%s' is null; write a value (in quotes if it is text), or leave the key out to "
			"leave it alone",
			text_shown(builder->arena, owner->key));
	node->kind = NODE_HOLE;
}

/* The key must be text of its own, and new in this map. */
static bool check_key(struct builder *builder, const struct node *key)
{
	if (key->kind == NODE_HOLE)
		return false;
	if (key->kind == NODE_LIST) {
		BUILDER_REFUSE(
			builder, &key->place,
			"a key must be text, not a list; an IPv6 portal in a list needs quotes, as in "
			"\"[2001:db8::1]:3260\"");
		return false;
	}
	if (key->kind == NODE_MAP) {
		BUILDER_REFUSE(builder, &key->place, "a key must be text, not a map");
		return false;
	}
	if (key->plain && str_equal(key->text, "<<")) {
		BUILDER_REFUSE(
			builder, &key->place,
			"merge keys ('<<') are not allowed; write out what they would bring");
		return false;
	}
	if (scalar_type(key->text, key->plain) == SCALAR_NULL) {
		BUILDER_REFUSE(builder, &key->place,
			       "a key is empty or null; write its name, in quotes if it "
			       "really is 'null' or '~'");
		return false;
	}
	return true;
}

static const struct pair *find_key(const struct frame *frame, const char *key)
{
	const struct pair *pair;
	size_t at;

	if (frame->seen.count) {
		at = strmap_find(&frame->seen, key);
		return at == SIZE_MAX ? NULL : &frame->node->pairs.at[at];
	}
	vec_each (pair, &frame->node->pairs)
		if (str_equal(pair->key, key))
			return pair;
	return NULL;
}

static void remember_key(struct builder *builder, struct frame *frame)
{
	size_t count = frame->node->pairs.count, first = frame->seen.count;

	if (count < MANY_KEYS)
		return;
	for (size_t i = first; i < count; i++)
		strmap_add(builder->arena, &frame->seen, frame->node->pairs.at[i].key, i);
}

static void add_pair(struct builder *builder, struct frame *frame, struct node *value)
{
	struct node *key = frame->key;
	const struct pair *twin;
	struct pair *pair;

	frame->key = NULL;
	if (!check_key(builder, key)) {
		frame->node->broken = true;
		return;
	}
	twin = find_key(frame, key->text);
	if (twin) {
		builder->failed = true;
		diag_conflict(builder->diags, &key->place, &twin->place, "it stands here already",
			      "the key '%s' is given twice; keep one of them",
			      text_shown(builder->arena, key->text));
		return;
	}
	pair = vec_push(builder->arena, &frame->node->pairs);
	*pair = (struct pair){ key->text, key->place, value };
	builder->spare = key;
	builder_refuse_null(builder, value, pair);
	remember_key(builder, frame);
}

void builder_add(struct builder *builder, struct node *node)
{
	struct frame *frame = builder->depth ? &builder->frame[builder->depth - 1] : NULL;

	if (++builder->nodes > TREE_NODES && !builder->stopped) {
		BUILDER_REFUSE(builder, &node->place, "more than %d values in one file; split it",
			       TREE_NODES);
		builder->stopped = true;
	}
	if (!frame) {
		builder->root = node;
	} else if (frame->node->kind == NODE_LIST) {
		builder_refuse_null(builder, node, NULL);
		vec_add(builder->arena, &frame->node->items, node);
	} else if (!frame->key) {
		frame->key = node;
	} else {
		add_pair(builder, frame, node);
	}
}

void builder_open(struct builder *builder, enum node_kind kind, const struct place *place)
{
	if (builder->depth == TREE_DEPTH) {
		BUILDER_REFUSE(builder, place, "more than %d levels of lists and maps", TREE_DEPTH);
		builder->stopped = true;
		return;
	}
	/* Added where it belongs when it is complete: a map knows by then what its keys are. */
	builder->frame[builder->depth++] =
		(struct frame){ .node = builder_node(builder, kind, place) };
}

void builder_close(struct builder *builder, unsigned int line, unsigned int column)
{
	const struct frame *frame = &builder->frame[--builder->depth];
	struct node *node = frame->node;
	struct place *place = &node->place;

	/* "[a, b]" on one line is underlined as a whole. */
	if (line == place->line && column > place->column)
		place_set_width(place, column - place->column);
	if (frame->seen.count) {
		struct strmap *index = arena_alloc(builder->texts, sizeof(*index));

		strmap_copy(builder->texts, &frame->seen, index);
		node->index = index;
	}
	builder_add(builder, node);
}
