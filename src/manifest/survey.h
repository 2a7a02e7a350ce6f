/*
 * The hosts of a manifest, in groups: the same documents speak of all hosts of a group, so they
 * have the same wishes and the same faults, and are looked at once. Inside of manifest_check().
 */
#ifndef MANIFEST_SURVEY_H
#define MANIFEST_SURVEY_H

#include "manifest/load.h"

/* The documents that speak of one host, as indices. */
struct selection {
	VEC(size_t) documents;
};

struct group {
	struct selection selection;
	const char *who; /* "host 'xen01'", the first; NULL: those that no selector names */
	size_t hosts;
	size_t real;  /* how many different hosts these are for certain */
	bool guessed; /* none of them is named: they may be other ones that are */
};

struct groups {
	VEC(struct group) list;
};

/* host NULL: one that no selector names. */
void select_documents(const struct manifest *manifest, struct arena *arena, const char *host,
		      struct selection *selection);
/* One document of all of them, checked; not given if there is none. */
void merge_selection(const struct manifest *manifest, struct arena *arena,
		     const struct selection *selection, struct diags *diags,
		     struct value *ret_merged);

#endif
