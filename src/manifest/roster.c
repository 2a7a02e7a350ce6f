#include "manifest/roster.h"

#include "base/str.h"

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

bool roster_hosts(const struct manifest *manifest, struct arena *arena, struct host_list *hosts)
{
	const struct document *document = roster_fleet(manifest);

	if (document)
		roster_of_fleet(document, arena, hosts);
	else
		roster_named(manifest, arena, false, hosts);
	return document != NULL;
}
