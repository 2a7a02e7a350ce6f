/*
 * The hosts of a manifest, in groups: the same documents speak of all hosts of a group, so what
 * is wished for one is wished for all. A thing that only a few documents speak of is the same for
 * many groups, and census_split() says for which. Inside of manifest_check().
 */
#ifndef MANIFEST_CENSUS_H
#define MANIFEST_CENSUS_H

#include "base/strbuf.h"
#include "manifest/load.h"

/* Documents, as indices in order. */
struct selection {
	VEC(size_t) documents;
};

/* Groups that a thing is the same for; a group by itself is one, too. */
struct crowd {
	struct selection selection; /* of the documents asked about, those that speak of them */
	size_t lead;		    /* the first of its groups */
	const char *who;	    /* "host 'xen01'", the first; NULL: those no selector names */
	size_t groups, hosts;
	size_t real;  /* how many different hosts these are for certain */
	bool guessed; /* none of them is named: they may be other ones that are */
	bool vague;   /* a document that speaks of them may have meant more than was understood */
};

struct crowds {
	VEC(struct crowd) list; /* in the order of their leads */
};

/* A selector that matches nobody of the fleet. */
struct lonely {
	size_t document, selector;
};

struct census {
	const struct manifest *manifest;
	struct arena *arena;
	struct crowds groups;
	size_t pairs; /* of a group and a document that speaks of it */
	/* Of each document: the groups it speaks of, in order. */
	struct spoken_of {
		VEC(size_t) groups;
	} * documents;
	VEC(struct lonely) lonely;
	struct strmap group_index, split_index;
	VEC(struct crowds *) splits;
	struct selection *scratch; /* of each group, while splitting */
};

/* -1, with what is wrong in diags: its documents times its hosts are too many. */
int census_take(const struct manifest *manifest, struct arena *arena, struct diags *diags,
		struct census *ret_census);
/*
 * The groups that any of these documents speaks of, by which of them do. Groups that none speaks
 * of are in no crowd. Lasts as long as the census.
 */
const struct crowds *census_split(struct census *census, const struct selection *documents);
/* A text that is this selection's alone. */
const char *selection_key(const struct selection *selection, struct strbuf *key);
bool selection_has(const struct selection *selection, size_t document);
/* However many are only meant, they count as one, and not beside those that are named. */
void crowd_add_real(struct crowd *crowd, bool named, size_t real);

#endif
