#include "manifest/tree.h"

#include "manifest/builder.h"
#include "manifest/scalar.h"
#include "manifest/tabs.h"
#include "manifest/text.h"

#include <stdint.h>
#include <string.h>
#include <yaml.h>

struct reader {
	struct builder builder;
	const struct source *source;
	struct tree *tree;
	struct spans spans;
	bool may_have_tags;	/* there is a '!' at all */
	struct place last;	/* behind the last character */
	size_t end;		/* of the last event, in characters */
	size_t byte, character; /* how far byte_at() has come */
};

#define REFUSE(reader, place, ...) BUILDER_REFUSE(&(reader)->builder, (place), __VA_ARGS__)

/* The byte at a mark; marks only move forward. */
static char byte_at(struct reader *reader, const yaml_mark_t *mark)
{
	const struct source *source = reader->source;

	if (mark->index < reader->character)
		return '\0';
	while (reader->byte < source->size && reader->character < mark->index) {
		reader->byte++;
		while (reader->byte < source->size &&
		       ((unsigned char)source->text[reader->byte] & 0xc0) == 0x80)
			reader->byte++;
		reader->character++;
	}
	return reader->byte < source->size ? source->text[reader->byte] : '\0';
}

/* libyaml thinks of a line end behind the last line where it has none. */
static struct place place_of(const struct reader *reader, const yaml_mark_t *start,
			     const yaml_mark_t *end)
{
	struct place place = { reader->source, (unsigned int)start->line + 1,
			       (unsigned int)start->column + 1, 1 };

	if (place.line > reader->last.line)
		return reader->last;
	if (end && end->line == start->line && end->column > start->column)
		place_set_width(&place, end->column - start->column);
	return place;
}

static struct node *node_new(struct reader *reader, enum node_kind kind, const yaml_event_t *event)
{
	struct place place = place_of(reader, &event->start_mark, &event->end_mark);

	return builder_node(&reader->builder, kind, &place);
}

static void refuse_properties(struct reader *reader, const yaml_event_t *event,
			      const yaml_char_t *anchor, bool tag)
{
	struct place place = place_of(reader, &event->start_mark, NULL);

	if (anchor)
		REFUSE(reader, &place,
		       "anchors ('&') are not allowed; write the value out where it "
		       "is needed");
	if (tag)
		REFUSE(reader, &place,
		       "tags ('!') are not allowed; quote the value if it is meant as text");
}

static void add_scalar(struct reader *reader, const yaml_event_t *event)
{
	struct node *node = node_new(reader, NODE_SCALAR, event);
	yaml_scalar_style_t style = event->data.scalar.style;
	const char *text = (const char *)event->data.scalar.value;
	size_t length = event->data.scalar.length;

	/* libyaml drops a lone '!' in front of a scalar. */
	refuse_properties(reader, event, event->data.scalar.anchor,
			  event->data.scalar.tag || (reader->may_have_tags &&
						     byte_at(reader, &event->start_mark) == '!'));
	node->plain = style == YAML_PLAIN_SCALAR_STYLE;
	if (!node->plain)
		vec_add(reader->builder.arena, &reader->spans.list,
			((struct span){ event->start_mark.index, event->end_mark.index }));
	if (memchr(text, '\0', length)) {
		REFUSE(reader, &node->place, "text must not hold a NUL character");
		node->kind = NODE_HOLE;
	} else {
		node->text = arena_strndup(reader->builder.texts, text, length);
	}
	builder_add(&reader->builder, node);
}

static void open_collection(struct reader *reader, enum node_kind kind, const yaml_event_t *event)
{
	struct place place = place_of(reader, &event->start_mark, &event->end_mark);

	builder_open(&reader->builder, kind, &place);
}

static void refuse_alias(struct reader *reader, const yaml_event_t *event)
{
	struct node *node = node_new(reader, NODE_HOLE, event);

	REFUSE(reader, &node->place,
	       "aliases ('*') are not allowed; write the value out (a text that begins with '*' needs "
	       "quotes)");
	builder_add(&reader->builder, node);
}

static void check_directives(struct reader *reader, const yaml_event_t *event)
{
	const yaml_version_directive_t *version = event->data.document_start.version_directive;
	struct place place = place_of(reader, &event->start_mark, NULL);

	if (event->data.document_start.tag_directives.start !=
	    event->data.document_start.tag_directives.end)
		REFUSE(reader, &place, "tags are not allowed, so there is no use for %%TAG");
	if (version && (version->major != 1 || version->minor != 2))
		REFUSE(reader, &place, "manifests are YAML 1.2; remove the %%YAML line");
}

static void end_document(struct reader *reader)
{
	struct node *root = reader->builder.root;

	reader->builder.root = NULL;
	if (root->kind == NODE_SCALAR && scalar_type(root->text, root->plain) == SCALAR_NULL) {
		REFUSE(reader, &root->place,
		       "this document is empty; begin it with 'version: 1', or remove the '---'");
		return;
	}
	vec_add(reader->builder.arena, &reader->tree->documents, root);
}

static void take_event(struct reader *reader, const yaml_event_t *event)
{
	switch (event->type) {
	case YAML_DOCUMENT_START_EVENT:
		check_directives(reader, event);
		break;
	case YAML_DOCUMENT_END_EVENT:
		end_document(reader);
		break;
	case YAML_ALIAS_EVENT:
		refuse_alias(reader, event);
		break;
	case YAML_SCALAR_EVENT:
		add_scalar(reader, event);
		break;
	case YAML_SEQUENCE_START_EVENT:
		refuse_properties(reader, event, event->data.sequence_start.anchor,
				  event->data.sequence_start.tag);
		open_collection(reader, NODE_LIST, event);
		break;
	case YAML_MAPPING_START_EVENT:
		refuse_properties(reader, event, event->data.mapping_start.anchor,
				  event->data.mapping_start.tag);
		open_collection(reader, NODE_MAP, event);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		builder_close(&reader->builder, (unsigned int)event->end_mark.line + 1,
			      (unsigned int)event->end_mark.column + 1);
		break;
	default:
		break;
	}
	reader->end = event->end_mark.index;
}

static void refuse_syntax(struct reader *reader, const yaml_parser_t *parser)
{
	struct place place = place_of(reader, &parser->problem_mark, NULL);
	struct place context = place_of(reader, &parser->context_mark, NULL);
	const char *problem = parser->problem ? parser->problem : "it cannot be read";

	if (parser->context && (context.line != place.line || context.column != place.column)) {
		reader->builder.failed = true;
		diag_conflict(reader->builder.diags, &place, &context, parser->context,
			      "this is not YAML: %s", problem);
	} else {
		REFUSE(reader, &place, "this is not YAML: %s%s%s", problem,
		       parser->context ? " " : "", parser->context ? parser->context : "");
	}
}

/* At a syntax error: tabs before it are told first, and a tab at it is told instead of it. */
static void end_in_error(struct reader *reader, const yaml_parser_t *parser)
{
	size_t mark = parser->problem_mark.index;
	bool at_tab = byte_at(reader, &parser->problem_mark) == '\t';
	size_t end = at_tab ? mark + 1 : reader->end < mark ? reader->end : mark;

	if (tabs_check(reader->source, &reader->spans, end, reader->builder.diags))
		reader->builder.failed = true;
	if (!at_tab)
		refuse_syntax(reader, parser);
}

static void refuse_rest(struct reader *reader, const yaml_parser_t *parser)
{
	struct place place = place_of(reader, &parser->mark, NULL);

	REFUSE(reader, &place, "more than %d faults up to here; the rest of the file was not read",
	       TREE_FAULTS);
}

static void read_events(struct reader *reader, yaml_parser_t *parser)
{
	size_t most = reader->builder.diags->errors + TREE_FAULTS;
	yaml_event_t event;
	bool ended = false;

	while (!ended && !reader->builder.stopped) {
		if (reader->builder.diags->errors > most) {
			refuse_rest(reader, parser);
			return;
		}
		if (!yaml_parser_parse(parser, &event)) {
			end_in_error(reader, parser);
			return;
		}
		ended = event.type == YAML_STREAM_END_EVENT;
		take_event(reader, &event);
		yaml_event_delete(&event);
	}
	if (tabs_check(reader->source, &reader->spans,
		       reader->builder.stopped ? reader->end : SIZE_MAX, reader->builder.diags))
		reader->builder.failed = true;
}

static struct place end_of(const struct source *source)
{
	const char *at = source->text, *end = at + source->size, *next;
	struct place place = { source, 1, 1, 1 };

	for (; (next = memchr(at, '\n', (size_t)(end - at))); at = next + 1)
		place.line++;
	for (; at < end; at++)
		place.column += ((unsigned char)*at & 0xc0) != 0x80;
	return place;
}

int tree_read(struct arena *arena, const struct source *source, struct diags *diags,
	      struct tree *ret_tree)
{
	struct reader reader = {
		.builder = { .arena = &ret_tree->nodes, .texts = arena, .diags = diags },
		.source = source,
		.tree = ret_tree,
		.may_have_tags = memchr(source->text, '!', source->size),
		.last = end_of(source),
	};
	struct place whole = { .source = source };
	yaml_parser_t parser;

	*ret_tree = (struct tree){ 0 };
	if (text_check(source, diags))
		return -1;
	if (!yaml_parser_initialize(&parser))
		return diag_error(diags, &whole, "there is not enough memory to read it");
	yaml_parser_set_encoding(&parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&parser, (const unsigned char *)source->text, source->size);
	read_events(&reader, &parser);
	yaml_parser_delete(&parser);
	if (!reader.builder.failed && !ret_tree->documents.count)
		return diag_error(diags, &whole,
				  "it holds no document; begin one with 'version: 1'");
	return reader.builder.failed ? -1 : 0;
}

void tree_free(struct tree *tree)
{
	arena_free(&tree->nodes);
}
