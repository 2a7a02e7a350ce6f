/*
 * Whether a file can be obeyed by root: nobody but root, or who runs this, may change what its path
 * leads to. The rule is sudo's, for the file and for every directory and link on the way to it: it
 * belongs to root or to the effective user, and nobody else may write it, but a group that is
 * root's. In a directory with the sticky bit others may write, as they cannot replace what is not
 * theirs.
 */
#ifndef TOOL_TRUST_H
#define TOOL_TRUST_H

#include "base/arena.h"

/* NULL, also where there is no such path; else a sentence that names the place, and the command
 * that mends it. */
const char *trust_fault(struct arena *arena, const char *path, const char **ret_fix);

#endif
