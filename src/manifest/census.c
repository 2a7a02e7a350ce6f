#include "manifest/census.h"

#include "base/strbuf.h"
#include "manifest/fleet.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* A host, and the documents that speak of it. */
struct host {
	const char *name;
	struct selection selection;
	size_t next; /* with the same first label; SIZE_MAX: none */
};

/* Host indices. */
struct matches {
	VEC(size_t) hosts;
};

struct roll {
	struct census *census;
	struct arena *arena;
	VEC(struct host) hosts;
	struct strmap names, labels, selectors;
	VEC(struct matches) matches; /* of selectors, by their text */
	bool is_fleet;
};

/* ---- which hosts ---- */

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

bool census_hosts(const struct manifest *manifest, struct arena *arena, struct host_list *hosts)
{
	if (fleet_hosts(manifest, arena, hosts))
		return true;
	expand(manifest, arena, false, hosts);
	return false;
}

static void add_label(struct roll *roll, size_t at)
{
	struct host *host = &roll->hosts.at[at];
	const char *label = arena_strndup(roll->arena, host->name, strcspn(host->name, "."));
	size_t first = strmap_find(&roll->labels, label);

	host->next = SIZE_MAX;
	if (first == SIZE_MAX) {
		strmap_add(roll->arena, &roll->labels, label, at);
		return;
	}
	host->next = roll->hosts.at[first].next;
	roll->hosts.at[first].next = at;
}

static void call_hosts(struct roll *roll)
{
	struct host_list hosts = { 0 };
	const char *const *name;

	roll->is_fleet = census_hosts(roll->census->manifest, roll->arena, &hosts);
	vec_each (name, &hosts.list) {
		strmap_add(roll->arena, &roll->names, *name, roll->hosts.count);
		vec_add(roll->arena, &roll->hosts, ((struct host){ .name = *name }));
	}
	for (size_t i = 0; i < roll->hosts.count; i++)
		add_label(roll, i);
}

/* ---- which documents for which host ---- */

static void match_name(struct roll *roll, const char *name, bool has_dot, struct matches *matches)
{
	size_t at = strmap_find(has_dot ? &roll->names : &roll->labels, name);

	for (; at != SIZE_MAX; at = has_dot ? SIZE_MAX : roll->hosts.at[at].next)
		vec_add(roll->arena, &matches->hosts, at);
}

/* A glob is held against every host; names are looked up. */
static struct matches match_selector(struct roll *roll, const struct selector *selector)
{
	struct host_list names = { 0 };
	struct matches matches = { 0 };
	const char *const *name;

	if (selector->has_glob) {
		for (size_t i = 0; i < roll->hosts.count; i++)
			if (selector_matches(selector, roll->hosts.at[i].name))
				vec_add(roll->arena, &matches.hosts, i);
		return matches;
	}
	selector_expand(selector, roll->arena, &names);
	vec_each (name, &names.list)
		match_name(roll, *name, selector->has_dot, &matches);
	return matches;
}

static const struct matches *matches_of(struct roll *roll, const struct selector *selector)
{
	size_t at = strmap_find(&roll->selectors, selector->text);
	struct matches matches;

	if (at == SIZE_MAX) {
		matches = match_selector(roll, selector);
		at = roll->matches.count;
		strmap_add(roll->arena, &roll->selectors, selector->text, at);
		vec_add(roll->arena, &roll->matches, matches);
	}
	return &roll->matches.at[at];
}

static void note_document(struct roll *roll, struct host *host, size_t document)
{
	size_t count = host->selection.documents.count;

	if (!count || host->selection.documents.at[count - 1] != document)
		vec_add(roll->census->arena, &host->selection.documents, document);
}

static void call_document(struct roll *roll, size_t at)
{
	const struct document *document = &roll->census->manifest->documents.at[at];
	const size_t *host;

	for (size_t i = 0; document->for_all && i < roll->hosts.count; i++)
		note_document(roll, &roll->hosts.at[i], at);
	for (size_t i = 0; i < document->hosts.list.count; i++) {
		const struct matches *matches = matches_of(roll, &document->hosts.list.at[i]);

		if (roll->is_fleet && !matches->hosts.count)
			vec_add(roll->census->arena, &roll->census->lonely,
				((struct lonely){ at, i }));
		vec_each (host, &matches->hosts)
			note_document(roll, &roll->hosts.at[*host], at);
	}
}

/* ---- groups ---- */

const char *selection_key(const struct selection *selection, struct strbuf *key)
{
	const size_t *document;

	vec_each (document, &selection->documents)
		strbuf_add_bytes(key,
				 (const char[]){ (char)(*document % 64 + '0'),
						 (char)(*document / 64 % 64 + '0'),
						 (char)(*document / 4096 % 64 + '0'),
						 (char)(*document / 262144 % 64 + '0') },
				 4);
	return strbuf_text(key);
}

bool selection_has(const struct selection *selection, size_t document)
{
	size_t first = 0, end = selection->documents.count;

	while (first < end) {
		size_t middle = first + (end - first) / 2;

		if (selection->documents.at[middle] == document)
			return true;
		if (selection->documents.at[middle] < document)
			first = middle + 1;
		else
			end = middle;
	}
	return false;
}

/* What was meant with a key that was not understood may be what seems to be missing. */
static bool is_vague(const struct document *document)
{
	return document->value.vague || value_at(&document->value, DOCUMENT_KEY_TARGETS)->bad;
}

static struct crowd *group_of(struct census *census, const struct selection *selection)
{
	CLEANUP(strbuf_done) struct strbuf key = { 0 };
	const size_t *document;
	struct crowd *group;
	size_t at = strmap_find(&census->group_index, selection_key(selection, &key));

	if (at != SIZE_MAX)
		return &census->groups.list.at[at];
	at = census->groups.list.count;
	strmap_add(census->arena, &census->group_index,
		   arena_strdup(census->arena, strbuf_text(&key)), at);
	group = vec_push(census->arena, &census->groups.list);
	group->selection = *selection;
	group->lead = at;
	group->groups = 1;
	vec_each (document, &selection->documents) {
		group->vague |= is_vague(&census->manifest->documents.at[*document]);
		vec_add(census->arena, &census->documents[*document].groups, at);
	}
	return group;
}

void crowd_add_real(struct crowd *crowd, bool named, size_t real)
{
	if (named && crowd->guessed)
		crowd->real = 0;
	if (named) {
		crowd->guessed = false;
		crowd->real += real;
	} else if (!crowd->real) {
		crowd->guessed = true;
		crowd->real = 1;
	}
}

/* real: named, and by no other name as well. */
static void add_host(struct census *census, const char *name, const char *kind,
		     const struct selection *selection, bool real)
{
	struct crowd *group;

	if (!selection->documents.count)
		return;
	group = group_of(census, selection);
	if (!group->hosts++ && name)
		group->who = arena_printf(census->arena, "%s '%s'", kind, name);
	crowd_add_real(group, real, real);
}

static void add_guessed(struct roll *roll)
{
	const struct manifest *manifest = roll->census->manifest;
	struct selection everybody = { 0 };
	struct host_list hosts = { 0 };
	const char *const *host;

	expand(manifest, roll->arena, true, &hosts);
	vec_each (host, &hosts.list) {
		struct selection selection = { 0 };

		for (size_t i = 0; i < manifest->documents.count; i++)
			if (document_is_for(&manifest->documents.at[i], *host))
				vec_add(roll->census->arena, &selection.documents, i);
		add_host(roll->census, *host, "a host such as", &selection, false);
	}
	for (size_t i = 0; i < manifest->documents.count; i++)
		if (manifest->documents.at[i].for_all)
			vec_add(roll->census->arena, &everybody.documents, i);
	add_host(roll->census, NULL, NULL, &everybody, false);
}

/* Selectors may name a host with and without its domain: "xen01" and "xen01.example.net". */
static bool has_longer_name(const struct roll *roll, const struct host *host)
{
	return !strchr(host->name, '.') &&
	       (host->next != SIZE_MAX ||
		&roll->hosts.at[strmap_find(&roll->labels, host->name)] != host);
}

void census_take(const struct manifest *manifest, struct arena *arena, struct census *ret_census)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct roll roll = { .census = ret_census, .arena = &scratch };
	const struct host *host;

	*ret_census = (struct census){ .manifest = manifest, .arena = arena };
	ret_census->documents =
		arena_alloc(arena, manifest->documents.count * sizeof(*ret_census->documents));
	call_hosts(&roll);
	for (size_t i = 0; i < manifest->documents.count; i++)
		call_document(&roll, i);
	vec_each (host, &roll.hosts)
		add_host(ret_census, host->name, "host", &host->selection,
			 !has_longer_name(&roll, host));
	if (!roll.is_fleet)
		add_guessed(&roll);
	ret_census->scratch =
		arena_alloc(arena, ret_census->groups.list.count * sizeof(struct selection));
}
