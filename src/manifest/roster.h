/* Which hosts there are, as a manifest has it: its fleet, or else those that selectors name. */
#ifndef MANIFEST_ROSTER_H
#define MANIFEST_ROSTER_H

#include "manifest/load.h"

/* The document with the first `fleet` there is; NULL if there is none. */
const struct document *roster_fleet(const struct manifest *manifest);
void roster_of_fleet(const struct document *document, struct arena *arena, struct host_list *hosts);
/* Whom selectors without a glob name, or one host for each that has one; tidy. */
void roster_named(const struct manifest *manifest, struct arena *arena, bool globs,
		  struct host_list *hosts);
/* The fleet (true), if there is one, or else whom selectors name; tidy. */
bool roster_hosts(const struct manifest *manifest, struct arena *arena, struct host_list *hosts);

#endif
