/* Which hosts there are, as a manifest has it: its fleet, or else those that selectors name. */
#ifndef MANIFEST_ROSTER_H
#define MANIFEST_ROSTER_H

#include "manifest/load.h"

struct diags;

/* The document with the first `fleet` there is; NULL if there is none. */
const struct document *roster_fleet(const struct manifest *manifest);
void roster_of_fleet(const struct document *document, struct arena *arena, struct host_list *hosts);
/* Whom selectors without a glob name, or one host for each that has one; tidy. */
void roster_named(const struct manifest *manifest, struct arena *arena, bool globs,
		  struct host_list *hosts);
/* The fleet (true), if there is one, or else whom selectors name; tidy. */
bool roster_hosts(const struct manifest *manifest, struct arena *arena, struct host_list *hosts);

/* Whether two lists are the same, word for word. */
bool roster_same_words(const struct selectors *a, const struct selectors *b);
/*
 * Whether there are not too many hosts and globs to be checked one by one; else says so at the
 * selector that is one too many, and nothing else here may be asked. diags NULL: says nothing.
 */
int roster_check(const struct manifest *manifest, struct diags *diags);

#endif
