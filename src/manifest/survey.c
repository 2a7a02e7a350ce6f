#include "manifest/survey.h"

#include "base/strbuf.h"
#include "manifest/fleet.h"
#include "manifest/manifest.h"

#include <stdint.h>
#include <string.h>

/* A fault of one group or of several. */
struct fault {
	size_t diag; /* index in the diagnostics */
	const char *who;
	size_t groups, hosts;
};

struct survey {
	const struct manifest *manifest;
	struct arena *arena;
	struct diags *diags;
	struct groups groups;
	VEC(struct fault) faults;
	struct strmap group_index, fault_index;
	struct strmap labels; /* the first labels of names with dots */
};

/* ---- groups ---- */

static void expand(const struct manifest *manifest, struct arena *arena, bool globs,
		   struct host_list *hosts)
{
	const struct document *document;
	const struct selector *selector;

	vec_each (document, &manifest->documents)
		vec_each (selector, &document->hosts.list)
			if (selector->has_glob == globs)
				selector_expand(selector, arena, hosts);
	host_list_tidy(hosts);
}

/* The fleet, if there is one, or else whom selectors name. */
static void find_hosts(const struct manifest *manifest, struct arena *arena,
		       struct host_list *hosts)
{
	if (!fleet_hosts(manifest, arena, hosts))
		expand(manifest, arena, false, hosts);
}

void manifest_hosts(const struct manifest *manifest, struct arena *arena,
		    const char *const **ret_hosts, size_t *ret_count)
{
	struct host_list hosts = { 0 };

	find_hosts(manifest, arena, &hosts);
	*ret_hosts = hosts.list.at;
	*ret_count = hosts.list.count;
}

/* Selectors may name a host with and without its domain: "xen01" and "xen01.example.net". */
static void find_labels(struct survey *survey, const struct host_list *hosts)
{
	const char *const *host;

	vec_each (host, &hosts->list) {
		size_t length = strcspn(*host, ".");
		const char *label = arena_strndup(survey->arena, *host, length);

		if ((*host)[length] && strmap_find(&survey->labels, label) == SIZE_MAX)
			strmap_add(survey->arena, &survey->labels, label, 0);
	}
}

static struct group *group_of(struct survey *survey, const struct selection *selection)
{
	CLEANUP(strbuf_done) struct strbuf key = { 0 };
	const size_t *document;
	struct group *group;
	size_t at;

	vec_each (document, &selection->documents)
		strbuf_printf(&key, "%zu ", *document);
	at = strmap_find(&survey->group_index, strbuf_text(&key));
	if (at != SIZE_MAX)
		return &survey->groups.list.at[at];
	strmap_add(survey->arena, &survey->group_index,
		   arena_strdup(survey->arena, strbuf_text(&key)), survey->groups.list.count);
	group = vec_push(survey->arena, &survey->groups.list);
	group->selection = *selection;
	return group;
}

static void add_host(struct survey *survey, const char *host, bool named)
{
	struct selection selection = { 0 };
	struct group *group;

	select_documents(survey->manifest, survey->arena, host, &selection);
	if (!selection.documents.count)
		return;
	group = group_of(survey, &selection);
	if (!group->hosts && host)
		group->who = arena_printf(survey->arena, "%s '%s'",
					  named ? "host" : "a host such as", host);
	if (!group->hosts)
		group->guessed = !named;
	group->hosts++;
	if (named ? strmap_find(&survey->labels, host) == SIZE_MAX : group->hosts == 1)
		group->real++;
}

static void find_groups(struct survey *survey)
{
	struct host_list named = { 0 }, globbed = { 0 };
	const char *const *host;
	bool all = fleet_hosts(survey->manifest, survey->arena, &named);

	if (!all)
		expand(survey->manifest, survey->arena, false, &named);
	find_labels(survey, &named);
	vec_each (host, &named.list)
		add_host(survey, *host, true);
	if (all)
		return;
	expand(survey->manifest, survey->arena, true, &globbed);
	vec_each (host, &globbed.list)
		add_host(survey, *host, false);
	add_host(survey, NULL, false);
}

/* ---- faults ---- */

static void add_fault(struct survey *survey, const struct group *group, const struct diag *diag)
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
			((struct fault){ .diag = survey->diags->list.count, .who = group->who }));
		if (diag->second_text)
			diag_conflict(survey->diags, &diag->place, &diag->second, diag->second_text,
				      "%s", diag->text);
		else
			diag_error(survey->diags, &diag->place, "%s", diag->text);
	}
	survey->faults.at[at].groups++;
	survey->faults.at[at].hosts += group->hosts;
}

static void check_group(struct survey *survey, struct fleet *fleet, const struct group *group)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct diags diags = { .arena = &scratch };
	const struct diag *diag;
	struct value merged;

	merge_selection(survey->manifest, &scratch, &group->selection, &diags, &merged);
	vec_each (diag, &diags.list)
		add_fault(survey, group, diag);
	if (merged.given && !diags.errors)
		fleet_add(fleet, group, &merged);
}

/* Says whom a fault concerns, where it does not concern everybody. */
static void name_hosts(struct survey *survey, const struct fault *fault)
{
	struct diag *diag = &survey->diags->list.at[fault->diag];

	if (!fault->who || fault->groups == survey->groups.list.count)
		return;
	if (fault->hosts == 1)
		diag->text =
			arena_printf(survey->diags->arena, "%s (on %s)", diag->text, fault->who);
	else
		diag->text = arena_printf(survey->diags->arena, "%s (on %s and %zu more)",
					  diag->text, fault->who, fault->hosts - 1);
}

int manifest_check(const struct manifest *manifest, struct diags *diags)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct survey survey = { .manifest = manifest, .arena = &scratch, .diags = diags };
	struct fleet fleet = { .manifest = manifest, .arena = &scratch, .diags = diags };
	size_t before = diags->errors;
	const struct group *group;
	const struct fault *fault;

	fleet_check_lists(&fleet);
	find_groups(&survey);
	vec_each (group, &survey.groups.list)
		check_group(&survey, &fleet, group);
	vec_each (fault, &survey.faults)
		name_hosts(&survey, fault);
	return diags->errors > before ? -1 : 0;
}
