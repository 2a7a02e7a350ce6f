#include "manifest/roster.h"

#include "base/str.h"
#include "manifest/field.h"

#include <stdarg.h>
#include <stdint.h>

const struct document *roster_fleet(const struct manifest *manifest)
{
	const struct document *document;

	vec_each (document, &manifest->documents)
		if (document->fleet.list.count)
			return document;
	return NULL;
}

void roster_of_fleet(const struct document *document, struct arena *arena, struct host_list *hosts)
{
	const struct selector *selector;

	vec_each (selector, &document->fleet.list)
		selector_expand(selector, arena, hosts);
	host_list_tidy(hosts);
}

void roster_named(const struct manifest *manifest, struct arena *arena, bool globs,
		  struct host_list *hosts)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const struct document *document;
	const struct selector *selector;
	struct strmap seen = { 0 };

	vec_each (document, &manifest->documents)
		vec_each (selector, &document->hosts.list) {
			if (selector->has_glob != globs ||
			    strmap_find(&seen, selector->text) != SIZE_MAX)
				continue;
			strmap_add(&scratch, &seen, selector->text, 0);
			selector_expand(selector, arena, hosts);
		}
	host_list_tidy(hosts);
}

/* ---- how many ---- */

#define NAMES_MAX 100000 /* that all selectors together stand for, each once */
#define GLOBS_MAX 1000	 /* each is compared with all hosts, and with the other ones */

/* The hosts of a manifest, counted before they are called by name. */
struct count {
	struct arena *arena;
	struct diags *diags;
	struct strmap selectors, names;
	size_t stand_for, globs;
	const struct document *fleet;
};

/* Whether there are too many different hosts with those that this one stands for. */
static bool add_names(struct count *count, const struct selector *selector)
{
	struct host_list hosts = { 0 };
	const char *const *name;

	selector_expand(selector, count->arena, &hosts);
	vec_each (name, &hosts.list)
		if (strmap_find(&count->names, *name) == SIZE_MAX)
			strmap_add(count->arena, &count->names, *name, 0);
	return count->names.count > SELECTOR_HOSTS_MAX;
}

__attribute__((format(printf, 3, 4))) static int refuse(struct count *count,
							const struct place *place,
							const char *format, ...)
{
	va_list args;

	va_start(args, format);
	if (count->diags)
		diag_error(count->diags, place, "%s", arena_vprintf(count->arena, format, args));
	va_end(args);
	return -1;
}

/* One of `hosts` or `fleet`; again: it was met before, and only its hosts are counted. */
static int check_selector(struct count *count, const struct selector *selector,
			  const struct place *place, size_t of_list, bool again)
{
	bool met = strmap_find(&count->selectors, selector->text) != SIZE_MAX;

	if (!met)
		strmap_add(count->arena, &count->selectors, selector->text, 0);
	count->stand_for += !met || again ? selector->hosts : 0;
	count->globs += !met && selector->has_glob;
	if (of_list > SELECTOR_HOSTS_MAX)
		return refuse(count, place,
			      "with this selector the list stands for more than %d hosts, the most "
			      "that one list may have",
			      SELECTOR_HOSTS_MAX);
	if (count->globs > GLOBS_MAX)
		return refuse(count, place,
			      "with this selector the manifests have more than %d different ones "
			      "with '*' or '?'; use ranges such as xen[01-15], or fewer globs",
			      GLOBS_MAX);
	if (count->stand_for > NAMES_MAX)
		return refuse(count, place,
			      "with this selector the different ones of the manifests stand for "
			      "more than %d hosts together; write lists that are the same in the "
			      "same words, or check fewer manifests at once",
			      NAMES_MAX);
	if (!met && !selector->has_glob && add_names(count, selector))
		return refuse(count, place,
			      "with this selector the manifests name more than %d different hosts; "
			      "check fewer manifests at once",
			      SELECTOR_HOSTS_MAX);
	return 0;
}

static int check_list(struct count *count, const struct value *list,
		      const struct selectors *selectors, bool again)
{
	const struct value *item;
	size_t at = 0, hosts = 0;

	vec_each (item, &list->items) {
		if (!value_is_good(item))
			continue;
		hosts += selectors->list.at[at].hosts;
		if (check_selector(count, &selectors->list.at[at++], &item->place, hosts, again))
			return -1;
	}
	return 0;
}

bool roster_same_words(const struct selectors *a, const struct selectors *b)
{
	if (a->list.count != b->list.count)
		return false;
	for (size_t i = 0; i < a->list.count; i++)
		if (!str_equal(a->list.at[i].text, b->list.at[i].text))
			return false;
	return true;
}

int roster_check(const struct manifest *manifest, struct diags *diags)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct count count = { .arena = &scratch, .diags = diags, .fleet = roster_fleet(manifest) };
	const struct document *document;

	vec_each (document, &manifest->documents) {
		const struct value *hosts = value_at(&document->value, DOCUMENT_KEY_HOSTS);
		const struct value *fleet = value_at(&document->value, DOCUMENT_KEY_FLEET);
		bool other =
			count.fleet && !roster_same_words(&document->fleet, &count.fleet->fleet);

		if (check_list(&count, hosts, &document->hosts, false) ||
		    check_list(&count, fleet, &document->fleet, other))
			return -1;
	}
	return 0;
}

bool roster_hosts(const struct manifest *manifest, struct arena *arena, struct host_list *hosts)
{
	const struct document *document = roster_fleet(manifest);

	if (document)
		roster_of_fleet(document, arena, hosts);
	else
		roster_named(manifest, arena, false, hosts);
	return document != NULL;
}
