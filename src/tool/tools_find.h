/* Where the tools of this host are, unless --tool says so. */
#ifndef TOOL_TOOLS_FIND_H
#define TOOL_TOOLS_FIND_H

#include "tool/tools.h"

/* Defaults; binaries are looked for in /usr/sbin, /usr/bin, /sbin, /bin. */
void tools_find(struct arena *arena, struct tools *ret_tools);
/* One --tool argument "NAME=PATH": NULL, or a sentence that says what is wrong. */
const char *tools_set(struct arena *arena, struct tools *tools, const char *argument);
/* A program that --tool names and that cannot be run: a sentence; NULL: they can. */
const char *tools_unusable(struct arena *arena, const struct tools *tools);

#endif
