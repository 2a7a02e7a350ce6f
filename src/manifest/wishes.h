/* From the merged document of a host to typed wishes; defaults are applied here, last. */
#ifndef MANIFEST_WISHES_H
#define MANIFEST_WISHES_H

#include "manifest/document.h"
#include "model/wish.h"

/* The document (NULL: none speaks of the host) has passed every check. */
struct wishes *wishes_make(struct arena *arena, const struct value *document, const char *host,
			   size_t documents);

#endif
