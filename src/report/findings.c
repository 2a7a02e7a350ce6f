#include "report/findings.h"

#include "base/str.h"
#include "report/json_text.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static const char *const level_words[] = { [DIAG_ERROR] = "error", [DIAG_WARNING] = "warning" };

/* ---- JSON ---- */

static json_t *number_json(unsigned int number)
{
	return number ? json_integer(number) : json_null();
}

/* line, column and width are null for a file as a whole. */
static void set_place(json_t *object, const struct place *place)
{
	json_object_set_new(object, "file", json_text(place->source ? place->source->name : NULL));
	json_object_set_new(object, "line", number_json(place->line));
	json_object_set_new(object, "column", number_json(place->line ? place->column : 0));
	json_object_set_new(object, "width", number_json(place->line ? place->width : 0));
}

static json_t *finding_json(const struct diag *diag)
{
	json_t *object = json_object(), *related = json_array(), *second;

	json_object_set_new(object, "severity", json_string(level_words[diag->level]));
	set_place(object, &diag->place);
	json_object_set_new(object, "message", json_text(diag->text));
	if (diag->second_text) {
		second = json_object();
		set_place(second, &diag->second);
		json_object_set_new(second, "message", json_text(diag->second_text));
		json_array_append_new(related, second);
	}
	json_object_set_new(object, "related", related);
	return object;
}

void report_findings_json(const struct diags *diags, size_t hosts, struct strbuf *out)
{
	json_t *root = json_object(), *findings = json_array();
	const struct diag *diag;

	vec_each (diag, &diags->list)
		json_array_append_new(findings, finding_json(diag));
	json_object_set_new(root, "version", json_integer(FINDINGS_VERSION));
	json_object_set_new(root, "valid", json_boolean(!diags->errors));
	json_object_set_new(root, "errors", json_integer((json_int_t)diags->errors));
	json_object_set_new(root, "warnings",
			    json_integer((json_int_t)(diags->list.count - diags->errors)));
	json_object_set_new(root, "hosts", json_integer((json_int_t)hosts));
	json_object_set_new(root, "findings", findings);
	json_finish(root, out);
}

/* ---- GitHub ---- */

/* A message ends at its line end, and a property also at a comma or colon. */
static void add_escaped(struct strbuf *out, const char *text, bool property)
{
	for (; *text; text++)
		if (strchr("%\r\n", *text) || (property && strchr(":,", *text)))
			strbuf_printf(out, "%%%02X", (unsigned char)*text);
		else
			strbuf_add_char(out, *text);
}

/* A file as the repository has it, wherever we were started. */
static void add_file(struct strbuf *out, const char *name, const char *root)
{
	char *path = root ? realpath(name, NULL) : NULL;

	if (path && str_starts(path, root) && path[strlen(root)] == '/')
		add_escaped(out, path + strlen(root) + 1, true);
	else
		add_escaped(out, str_starts(name, "./") ? name + 2 : name, true);
	free(path);
}

/* No file of a repository. */
static bool is_stdin(const struct source *source)
{
	return str_equal(source->name, "<stdin>");
}

static void add_location(struct strbuf *out, const struct place *place, const char *root)
{
	strbuf_add(out, "file=");
	add_file(out, place->source->name, root);
	if (place->line)
		strbuf_printf(out, ",line=%u,col=%u", place->line, place->column);
	strbuf_add_char(out, ',');
}

/* "xen.yaml:4:5: ", in a message */
static void add_place(struct strbuf *out, const struct place *place)
{
	if (place->source)
		add_escaped(out, place->source->name, false);
	if (place->line)
		strbuf_printf(out, ":%u:%u", place->line, place->column);
	strbuf_add(out, ": ");
}

void report_findings_github(const struct diags *diags, const char *root, struct strbuf *out)
{
	const struct diag *diag;

	vec_each (diag, &diags->list) {
		strbuf_printf(out, "::%s ", level_words[diag->level]);
		if (diag->place.source && !is_stdin(diag->place.source))
			add_location(out, &diag->place, root);
		strbuf_add(out, "title=converge::");
		if (diag->place.source && is_stdin(diag->place.source))
			add_place(out, &diag->place);
		add_escaped(out, diag->text, false);
		if (diag->second_text) {
			strbuf_add(out, "%0A");
			add_place(out, &diag->second);
			add_escaped(out, diag->second_text, false);
		}
		strbuf_add_char(out, '\n');
	}
}
