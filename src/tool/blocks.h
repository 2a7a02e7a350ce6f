/* What sysfs.c and blocks.c share. */
#ifndef TOOL_BLOCKS_H
#define TOOL_BLOCKS_H

#include <stdbool.h>

/* "2:0:0:1": host, channel, target, LUN. */
bool block_is_hctl(const char *name);

#endif
