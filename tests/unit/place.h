/* For unit tests of what reads files: an arena and a tree of files, new for each test. */
#ifndef TESTS_UNIT_PLACE_H
#define TESTS_UNIT_PLACE_H

#include "tree.h"

static struct arena arena;
static const char *root;

static void begin(void)
{
	root = tree_make(&arena);
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

#endif
