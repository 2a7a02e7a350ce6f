/*
 * The files that a model's host shows: sysfs, /proc, udev's and open-iscsi's, as
 * far as converge reads them, below one directory:
 *
 *	sys  proc  run  db (of iscsiadm, with nodes/)  dev
 *
 * Only what differs from what stands there already is written.
 */
#ifndef STANDIN_TREE_H
#define STANDIN_TREE_H

#include "base/vec.h"
#include "standin/model.h"

struct tree_entry {
	const char *path; /* below the root */
	char type;	  /* 'd', 'f', 'l'; 'w': a file of words that end in NUL, as cmdline is */
	const char *text; /* of a file, where the link leads, or words with blanks between */
};

struct tree_entries {
	VEC(struct tree_entry) list; /* sorted by path */
	struct arena arena;
};

struct tree {
	const char *root;
	struct tree_entries now; /* what stands there */
};

/* Makes the files those of the model. Ends the program when it cannot. */
void tree_show(struct tree *tree, const struct model *model);
/* The files are those of the model already. */
void tree_assume(struct tree *tree, const struct model *model);
/* Forgets what stands there; the files stay. */
void tree_done(struct tree *tree);

#endif
