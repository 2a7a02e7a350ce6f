#include "manifest/census.h"

#include "base/strbuf.h"
#include "manifest/roster.h"
#include "manifest/things.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Documents times groups of hosts: what is kept of each takes 32 bytes or more. */
#define PAIRS_MAX 4000000

/* A host, and the addressees that it is one of, as indices. */
struct host {
	const char *name;
	struct selection addressees;
	size_t next; /* with the same first label; SIZE_MAX: none */
};

/* Host indices. */
struct matches {
	VEC(size_t) hosts;
};

/* Documents with the same `hosts`, word for word; they are for the same hosts. */
struct addressees {
	struct selection selection;
};

struct roll {
	struct census *census;
	struct arena *arena;
	VEC(struct host) hosts;
	struct strmap names, labels, selectors;
	VEC(struct matches) matches; /* of selectors, by their text */
	struct strmap addressee_index;
	VEC(struct addressees) addressees;
	bool is_fleet;
};

/* ---- which hosts ---- */

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

	roll->is_fleet = roster_hosts(roll->census->manifest, roll->arena, &hosts);
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

static void note_addressees(struct roll *roll, struct host *host, size_t at)
{
	size_t count = host->addressees.documents.count;

	if (!count || host->addressees.documents.at[count - 1] != at)
		vec_add(roll->arena, &host->addressees.documents, at);
}

/* Finds the hosts of a `hosts` that was not met before. */
static void call_addressees(struct roll *roll, const struct document *document, size_t at)
{
	const struct selector *selector;
	const size_t *host;

	for (size_t i = 0; document->for_all && i < roll->hosts.count; i++)
		note_addressees(roll, &roll->hosts.at[i], at);
	vec_each (selector, &document->hosts.list)
		vec_each (host, &matches_of(roll, selector)->hosts)
			note_addressees(roll, &roll->hosts.at[*host], at);
}

static void call_document(struct roll *roll, size_t document_at)
{
	const struct document *document = &roll->census->manifest->documents.at[document_at];
	CLEANUP(strbuf_done) struct strbuf key = { 0 };
	size_t at;

	strbuf_add(&key, document->for_all ? "all" : "");
	for (size_t i = 0; i < document->hosts.list.count; i++) {
		const struct selector *selector = &document->hosts.list.at[i];

		strbuf_printf(&key, " %s", selector->text);
		if (roll->is_fleet && !matches_of(roll, selector)->hosts.count)
			vec_add(roll->census->arena, &roll->census->lonely,
				((struct lonely){ document_at, i }));
	}
	at = strmap_find(&roll->addressee_index, strbuf_text(&key));
	if (at == SIZE_MAX) {
		at = roll->addressees.count;
		strmap_add(roll->arena, &roll->addressee_index,
			   arena_strdup(roll->arena, strbuf_text(&key)), at);
		vec_push(roll->arena, &roll->addressees);
		call_addressees(roll, document, at);
	}
	vec_add(roll->arena, &roll->addressees.at[at].selection.documents, document_at);
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

static struct selection documents_for(struct roll *roll, const struct selection *addressees)
{
	struct selection selection = { 0 };
	const size_t *at, *document;

	vec_each (at, &addressees->documents)
		vec_each (document, &roll->addressees.at[*at].selection.documents)
			vec_add(roll->census->arena, &selection.documents, *document);
	selection_tidy(&selection);
	return selection;
}

static struct crowd *group_of(struct roll *roll, const struct selection *addressees)
{
	CLEANUP(strbuf_done) struct strbuf key = { 0 };
	struct census *census = roll->census;
	const size_t *document;
	struct crowd *group;
	size_t at = strmap_find(&census->group_index, selection_key(addressees, &key));

	if (at != SIZE_MAX)
		return &census->groups.list.at[at];
	at = census->groups.list.count;
	strmap_add(census->arena, &census->group_index,
		   arena_strdup(census->arena, strbuf_text(&key)), at);
	group = vec_push(census->arena, &census->groups.list);
	if (census->pairs <= PAIRS_MAX)
		group->selection = documents_for(roll, addressees);
	census->pairs += group->selection.documents.count;
	group->lead = at;
	group->groups = 1;
	vec_each (document, &group->selection.documents) {
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
static void add_host(struct roll *roll, const char *name, const char *kind,
		     const struct selection *addressees, bool real)
{
	struct crowd *group;

	if (!addressees->documents.count)
		return;
	group = group_of(roll, addressees);
	if (!group->hosts++ && name)
		group->who = arena_printf(roll->census->arena, "%s '%s'", kind, name);
	crowd_add_real(group, real, real);
}

/* name NULL: a host that no selector names. */
static void add_one_guessed(struct roll *roll, const char *name)
{
	struct selection addressees = { 0 };

	for (size_t i = 0; i < roll->addressees.count; i++) {
		const struct document *document =
			&roll->census->manifest->documents
				 .at[roll->addressees.at[i].selection.documents.at[0]];

		if (name ? document_is_for(document, name) : document->for_all)
			vec_add(roll->arena, &addressees.documents, i);
	}
	add_host(roll, name, "a host such as", &addressees, false);
}

static void add_guessed(struct roll *roll)
{
	struct host_list hosts = { 0 };
	const char *const *host;

	roster_named(roll->census->manifest, roll->arena, true, &hosts);
	vec_each (host, &hosts.list)
		add_one_guessed(roll, *host);
	add_one_guessed(roll, NULL);
}

/* Selectors may name a host with and without its domain: "xen01" and "xen01.example.net". */
static bool has_longer_name(const struct roll *roll, const struct host *host)
{
	return !strchr(host->name, '.') &&
	       (host->next != SIZE_MAX ||
		&roll->hosts.at[strmap_find(&roll->labels, host->name)] != host);
}

/* Told where the documents begin that are for all hosts, or for the last of them. */
static int refuse(const struct census *census, struct diags *diags)
{
	const struct crowd *last = &census->groups.list.at[0];
	const struct crowd *group;

	vec_each (group, &census->groups.list)
		if (group->selection.documents.count)
			last = group;
	diag_error(diags,
		   &census->manifest->documents.at[last->selection.documents.at[0]].value.place,
		   "%zu documents, this one first, are for %s; the documents for each host, added "
		   "up for all hosts, are more than %d, the most that can be checked at once: join "
		   "documents that are for the same hosts",
		   last->selection.documents.count, last->who ? last->who : "all hosts", PAIRS_MAX);
	return -1;
}

int census_take(const struct manifest *manifest, struct arena *arena, struct diags *diags,
		struct census *ret_census)
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
		add_host(&roll, host->name, "host", &host->addressees,
			 !has_longer_name(&roll, host));
	if (!roll.is_fleet)
		add_guessed(&roll);
	ret_census->scratch =
		arena_alloc(arena, ret_census->groups.list.count * sizeof(struct selection));
	return ret_census->pairs > PAIRS_MAX ? refuse(ret_census, diags) : 0;
}
