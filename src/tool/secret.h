/*
 * Secrets: read where they are needed and nowhere kept. What has to be told of one beforehand is
 * whether its file can be used, and a digest (base/digest.h).
 *
 * A secret file belongs to root, is a regular file (no link), and nobody else has any right on it;
 * one line end at its end is no part of the secret. What a node record cannot hold is refused.
 */
#ifndef TOOL_SECRET_H
#define TOOL_SECRET_H

#include "model/snapshot.h"
#include "model/wish.h"
#include "os/file.h"
#include "tool/tools.h"

#define SECRET_MAX 255 /* bytes, the most that a node record holds */

struct secret {
	char text[SECRET_MAX + 1];
	size_t length;
};

void secret_wipe(struct secret *secret); /* for CLEANUP() */

/* NULL, or what is wrong with the file: "can be read by others …". */
const char *secret_read(struct arena *arena, const char *path, struct secret *ret_secret);
/* The same for a source; the sentence begins with its name. */
const char *secret_get(struct arena *arena, const struct tools *tools,
		       const struct secret_source *source, struct secret *ret_secret);

/* Looks at each of these files for snapshot->secrets. */
void secrets_look(const struct names *paths, struct snapshot *snapshot);

#endif
