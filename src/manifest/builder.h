/*
 * Builds one tree after another from scalars, list and map ends as they come, and refuses what
 * they must not be: null, bad or duplicate keys, too deep, too many. Inside of tree.c.
 */
#ifndef MANIFEST_BUILDER_H
#define MANIFEST_BUILDER_H

#include "base/str.h"
#include "manifest/tree.h"

/* A list or map that is being read. */
struct frame {
	struct node *node;
	struct node *key; /* read, its value not yet */
	struct strmap seen;
};

struct builder {
	struct arena *arena; /* of nodes */
	struct arena *texts; /* of what outlasts them */
	struct diags *diags;
	struct node *root; /* of the document; NULL until it is complete */
	struct frame frame[TREE_DEPTH];
	struct node *spare; /* that nothing points to any more */
	size_t depth, nodes;
	bool failed;  /* something was refused */
	bool stopped; /* a limit was passed: no more may be added */
};

#define BUILDER_REFUSE(builder, place, ...) \
	((builder)->failed = true, diag_error((builder)->diags, (place), __VA_ARGS__))

/* A node that belongs nowhere yet. */
struct node *builder_node(struct builder *builder, enum node_kind kind, const struct place *place);
/* A complete node, where the list or map that is open goes on. */
void builder_add(struct builder *builder, struct node *node);
void builder_open(struct builder *builder, enum node_kind kind, const struct place *place);
/* The list or map ends at this column (from 1, behind its last character) of this line. */
void builder_close(struct builder *builder, unsigned int line, unsigned int column);
/* Null where a value belongs; owner is the key it is the value of, NULL if there is none. */
void builder_refuse_null(struct builder *builder, struct node *node, const struct pair *owner);

#endif
