/*
 * What the kernel and udev show of an object: a directory of attributes, links and directories, in
 * sysfs, /proc or /run. What of it cannot be read is not taken for absent (law 3): the reader goes
 * on, and finds the reason where it said it should be.
 */
#ifndef OS_ATTRS_H
#define OS_ATTRS_H

#include "base/arena.h"
#include "os/file.h"

#include <stdbool.h>

struct attrs {
	struct arena *arena;   /* of what is returned */
	const char *directory; /* its path */
	int fd;		       /* the same, opened; AT_FDCWD: found by its path each time */
	const char *
		*unknown; /* gets the first that could not be read: "cannot read PATH: REASON" */
};

/* The value of an attribute without its line end; NULL if it is absent, or not to be read. */
const char *attrs_text(const struct attrs *attrs, const char *name);
/* The same; NULL also if it is empty. */
const char *attrs_value(const struct attrs *attrs, const char *name);
/* Where a link leads; NULL if it is absent, or not to be read. */
const char *attrs_link(const struct attrs *attrs, const char *name);
/* Names in a directory, as dir_list(); none if it is absent, or not to be read. */
struct names attrs_list(const struct attrs *attrs, const char *name);
/* Whether anything of that name is there; false also if that cannot be told. */
bool attrs_has(const struct attrs *attrs, const char *name);
/* A descriptor (O_PATH) of a directory; -1 if it is absent, or not to be opened. */
int attrs_open(const struct attrs *attrs, const char *name);
/* For what is read in another way: notes the reason, unless -errno says that it is absent. name may
 * be
 * ".", as in all of these. */
void attrs_doubt(const struct attrs *attrs, const char *name, int error);

#endif
