/* What must hold between the keys of everything that is wished for one host. */
#ifndef MANIFEST_CHECK_H
#define MANIFEST_CHECK_H

#include "manifest/document.h"

/*
 * Reports every impossible combination in the merged document. whole is false when something
 * could not be read: then nothing is said about what seems to be missing.
 */
void check_document(struct arena *arena, const struct value *document, bool whole,
		    struct diags *diags);

#endif
