/* What the documents of a manifest speak of, each thing with all that is said of it. */
#ifndef MANIFEST_THINGS_H
#define MANIFEST_THINGS_H

#include "manifest/census.h"

/* What one document says of a thing. */
struct mention {
	size_t document;
	const struct value *value;
};

/* A target, a volume group …, by name, or a key of documents: all that is said of it. */
struct thing {
	VEC(struct mention) mentions; /* in the order of the documents */
	bool *reached;		      /* for each group, once asked */
};

struct things {
	VEC(struct thing) list;
	struct strmap index;
};

struct inventory {
	const struct manifest *manifest;
	struct arena *arena;
	struct things interfaces, targets, vgs,
		uuids; /* uuids: volume groups once more, by these */
	struct thing initiator, unmanaged;
};

void inventory_take(const struct manifest *manifest, struct arena *arena,
		    struct inventory *ret_inventory);
/* NULL: nothing. */
const struct value *thing_said_by(const struct thing *thing, size_t document);

/* Adds all documents that speak of it. */
void thing_add_mentions(const struct thing *thing, struct arena *arena,
			struct selection *selection);
/*
 * Documents that make a difference to a thing that names another one: those that give its
 * `ensure`, and, if it must be there and is not for everybody who has the first, all.
 */
void thing_add_named(struct census *census, const struct thing *by, const struct things *things,
		     struct selection *selection, const char *name, size_t ensure, bool must);
/* Each once, in order. */
void selection_tidy(struct selection *selection);

#endif
