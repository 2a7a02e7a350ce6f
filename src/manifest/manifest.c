#include "manifest/manifest.h"

#include "base/strbuf.h"
#include "manifest/check.h"
#include "manifest/load.h"
#include "manifest/merge.h"
#include "manifest/wishes.h"

#include <stdint.h>

int manifest_load(struct arena *arena, const char *const *paths, size_t count, struct diags *diags,
		  struct manifest **ret_manifest)
{
	struct manifest *manifest = arena_alloc(arena, sizeof(*manifest));
	size_t before = diags->errors;

	manifest->arena = arena;
	manifest->whole = true;
	for (size_t i = 0; i < count; i++)
		load_path(manifest, paths[i], diags);
	*ret_manifest = manifest;
	return diags->errors > before ? -1 : 0;
}

static void expand(const struct manifest *manifest, struct arena *arena, bool globs,
		   struct host_list *hosts)
{
	const struct document *document;
	const struct selector *selector;

	vec_each (document, &manifest->documents)
		vec_each (selector, &document->hosts)
			if (selector->has_glob == globs)
				selector_expand(selector, arena, hosts);
	host_list_tidy(hosts);
}

void manifest_hosts(const struct manifest *manifest, struct arena *arena,
		    const char *const **ret_hosts, size_t *ret_count)
{
	struct host_list hosts = { 0 };

	expand(manifest, arena, false, &hosts);
	*ret_hosts = hosts.list.at;
	*ret_count = hosts.list.count;
}

/* The documents that speak of one host, as indices. */
struct selection {
	VEC(size_t) documents;
};

/* host NULL: one that no selector names. */
static void select_documents(const struct manifest *manifest, struct arena *arena, const char *host,
			     struct selection *selection)
{
	for (size_t i = 0; i < manifest->documents.count; i++) {
		const struct document *document = &manifest->documents.at[i];

		if (host ? document_is_for(document, host) : document->for_all)
			vec_add(arena, &selection->documents, i);
	}
}

static void merge_selection(const struct manifest *manifest, struct arena *arena,
			    const struct selection *selection, struct diags *diags,
			    struct value *ret_merged)
{
	const size_t *at;

	*ret_merged = (struct value){ 0 };
	vec_each (at, &selection->documents)
		merge_document(arena, ret_merged, &manifest->documents.at[*at].value, diags);
	if (ret_merged->given)
		check_document(arena, ret_merged, manifest->whole, diags);
}

int manifest_wishes(const struct manifest *manifest, const char *host, struct diags *diags,
		    struct wishes **ret_wishes)
{
	struct selection selection = { 0 };
	size_t before = diags->errors;
	struct value merged;

	select_documents(manifest, manifest->arena, host, &selection);
	merge_selection(manifest, manifest->arena, &selection, diags, &merged);
	if (diags->errors > before || manifest->faulty)
		return -1;
	*ret_wishes = wishes_make(manifest->arena, merged.given ? &merged : NULL, host,
				  selection.documents.count);
	return 0;
}

/* Hosts that the same documents speak of; they have the same faults. */
struct group {
	struct selection selection;
	const char *who; /* the first of them; NULL: those that no selector names */
	size_t hosts;
};

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
	VEC(struct group) groups;
	VEC(struct fault) faults;
	struct strmap group_index, fault_index;
};

static void add_host(struct survey *survey, const char *host, const char *kind)
{
	CLEANUP(strbuf_done) struct strbuf key = { 0 };
	struct group group = { .hosts = 1 };
	const size_t *document;
	size_t at;

	select_documents(survey->manifest, survey->arena, host, &group.selection);
	if (!group.selection.documents.count)
		return;
	vec_each (document, &group.selection.documents)
		strbuf_printf(&key, "%zu ", *document);
	at = strmap_find(&survey->group_index, strbuf_text(&key));
	if (at != SIZE_MAX) {
		survey->groups.at[at].hosts++;
		return;
	}
	if (host)
		group.who = arena_printf(survey->arena, "%s '%s'", kind, host);
	strmap_add(survey->arena, &survey->group_index,
		   arena_strdup(survey->arena, strbuf_text(&key)), survey->groups.count);
	vec_add(survey->arena, &survey->groups, group);
}

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

static void check_group(struct survey *survey, const struct group *group)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct diags diags = { .arena = &scratch };
	const struct diag *diag;
	struct value merged;

	merge_selection(survey->manifest, &scratch, &group->selection, &diags, &merged);
	vec_each (diag, &diags.list)
		add_fault(survey, group, diag);
}

/* Says whom a fault concerns, where it does not concern everybody. */
static void name_hosts(struct survey *survey, const struct fault *fault)
{
	struct diag *diag = &survey->diags->list.at[fault->diag];

	if (!fault->who || fault->groups == survey->groups.count)
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
	struct host_list named = { 0 }, globbed = { 0 };
	size_t before = diags->errors;
	const char *const *host;
	const struct group *group;
	const struct fault *fault;

	expand(manifest, &scratch, false, &named);
	expand(manifest, &scratch, true, &globbed);
	vec_each (host, &named.list)
		add_host(&survey, *host, "host");
	vec_each (host, &globbed.list)
		add_host(&survey, *host, "a host such as");
	add_host(&survey, NULL, NULL);
	vec_each (group, &survey.groups)
		check_group(&survey, group);
	vec_each (fault, &survey.faults)
		name_hosts(&survey, fault);
	return diags->errors > before ? -1 : 0;
}
