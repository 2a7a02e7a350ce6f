/*
 * YAML text to located trees, one per document, through libyaml's event API.
 *
 * What a manifest must not hold is refused here, wherever it stands: anchors, aliases, tags,
 * merge keys, duplicate keys, null, tabs as white space, more than TREE_DEPTH levels or
 * TREE_NODES values. After TREE_FAULTS faults the rest of the file is left alone. A value that was
 * refused leaves a NODE_HOLE, so that the rest can be decoded without complaining about it a second
 * time.
 */
#ifndef MANIFEST_TREE_H
#define MANIFEST_TREE_H

#include "base/diag.h"
#include "base/str.h"

#include <stdbool.h>

#define TREE_DEPTH 32
#define TREE_NODES 1000000
#define TREE_FAULTS 1000

enum node_kind { NODE_HOLE, NODE_SCALAR, NODE_LIST, NODE_MAP };

struct pair;

struct node {
	enum node_kind kind;
	bool plain;  /* a scalar without quotes */
	bool broken; /* a map that lost a key, because it was refused */
	struct place place;
	union {
		const char *text; /* of a scalar; holds no NUL */
		VEC(struct node *) items;
		struct {
			VEC(struct pair) pairs;
			struct strmap *index; /* by key, if there are many; else NULL */
		};
	};
};

struct pair {
	const char *key;
	struct place place; /* of the key */
	struct node *value;
};

struct tree {
	VEC(struct node *) documents;
	struct arena nodes;
};

/* -1 when something was refused; ret_tree then has what could be read before and around it. */
/* arena: of texts and indices, which outlast the nodes. */
int tree_read(struct arena *arena, const struct source *source, struct diags *diags,
	      struct tree *ret_tree);

/* The nodes end. */
void tree_free(struct tree *tree);

#endif
