#include "report/fleet.h"

#include "report/json_parts.h"
#include "report/markdown.h"
#include "report/wrap.h"

/* ---- counts ---- */

static size_t count_hosts(const struct fleet *fleet, bool (*is_so)(const struct outcome *))
{
	const struct member *member;
	size_t count = 0;

	vec_each (member, &fleet->members)
		count += member->outcome && is_so(member->outcome);
	return count;
}

static bool matches(const struct outcome *outcome)
{
	return !outcome_changed(outcome) && !outcome_troubled(outcome);
}

static void add_count(struct strbuf *out, size_t count, const char *what)
{
	if (count)
		strbuf_printf(out, ", %zu %s", count, what);
}

/* "15 hosts: 3 findings, 13 match, 2 would change" */
static void add_counts(const struct fleet *fleet, struct strbuf *out)
{
	size_t hosts = fleet->members.count, found = fleet->findings.count, seen = 0;
	const struct member *member;

	vec_each (member, &fleet->members)
		seen += member->snapshot != NULL;
	strbuf_printf(out, "%zu host%s: %zu finding%s", hosts, hosts == 1 ? "" : "s", found,
		      found == 1 ? "" : "s");
	add_count(out, count_hosts(fleet, matches), "as they should be");
	add_count(out, count_hosts(fleet, outcome_changed), "would change");
	add_count(out, count_hosts(fleet, outcome_troubled), "in trouble");
	add_count(out, hosts - seen, "without a snapshot");
}

/* ---- text ---- */

static void add_findings(const struct fleet *fleet, const struct style *style, struct strbuf *out)
{
	const struct finding *finding;

	vec_each (finding, &fleet->findings) {
		strbuf_printf(out, "# %sfinding%s: ", style->color ? "\033[31m" : "",
			      style->color ? "\033[0m" : "");
		strbuf_add_line(out, finding->text);
		report_place(&finding->place, out);
		strbuf_add_char(out, '\n');
	}
}

void report_fleet(const struct fleet *fleet, const struct style *style, struct strbuf *out)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct member *member;

	if (style->quiet && !fleet_changed(fleet) && !fleet_troubled(fleet))
		return;
	strbuf_add(&text, "# ");
	add_counts(fleet, &text);
	strbuf_add_char(&text, '\n');
	add_findings(fleet, style, &text);
	wrap_lines(strbuf_text(&text), style->width, "#", "#     ", out);
	vec_each (member, &fleet->members) {
		if (!member->outcome || (matches(member->outcome) && !style->verbose))
			continue;
		strbuf_add_char(out, '\n');
		report_runbook(member->outcome, style, out);
	}
}

/* ---- Markdown ---- */

void report_fleet_markdown(const struct fleet *fleet, const struct style *style, struct strbuf *out)
{
	const struct finding *finding;
	const struct member *member;

	strbuf_add(out, "## ");
	add_counts(fleet, out);
	strbuf_add(out, "\n\n");
	vec_each (finding, &fleet->findings) {
		strbuf_add(out, "- ");
		markdown_text(out, finding->text);
		markdown_place(out, &finding->place);
		strbuf_add_char(out, '\n');
	}
	vec_each (member, &fleet->members) {
		if (!member->outcome || (matches(member->outcome) && !style->verbose))
			continue;
		strbuf_add_char(out, '\n');
		report_markdown(member->outcome, style, out);
	}
}

/* ---- JSON ---- */

static json_t *finding_json(const struct finding *finding)
{
	json_t *object = json_object(), *hosts = json_array();
	const char *const *host;

	json_object_set_new(object, "type", json_string(finding->type));
	json_object_set_new(object, "kind", json_text(finding->kind));
	json_object_set_new(object, "name", json_text(finding->name));
	json_object_set_new(object, "text", json_text(finding->text));
	vec_each (host, &finding->hosts)
		json_array_append_new(hosts, json_text(*host));
	json_object_set_new(object, "hosts", hosts);
	if (finding->place.source && finding->place.line) {
		json_object_set_new(object, "file", json_text(finding->place.source->name));
		json_object_set_new(object, "line", json_integer(finding->place.line));
		json_object_set_new(object, "column", json_integer(finding->place.column));
	}
	return object;
}

void report_fleet_json(const struct fleet *fleet, bool detailed, struct strbuf *out)
{
	json_t *root = json_object(), *findings = json_array(), *hosts = json_array();
	const struct finding *finding;
	const struct member *member;

	vec_each (finding, &fleet->findings)
		json_array_append_new(findings, finding_json(finding));
	vec_each (member, &fleet->members)
		if (member->outcome)
			json_array_append_new(
				hosts, outcome_json(member->outcome,
						    outcome_exit(member->outcome, detailed)));
	json_object_set_new(root, "version", json_integer(REPORT_VERSION));
	json_object_set_new(root, "changed", json_boolean(fleet_changed(fleet)));
	json_object_set_new(root, "troubled", json_boolean(fleet_troubled(fleet)));
	json_object_set_new(root, "exit", json_integer(fleet_exit(fleet, detailed)));
	json_object_set_new(root, "findings", findings);
	json_object_set_new(root, "hosts", hosts);
	json_finish(root, out);
}
