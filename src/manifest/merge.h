/* Several documents about one host become one: keys must agree, lists as sets, maps unite. */
#ifndef MANIFEST_MERGE_H
#define MANIFEST_MERGE_H

#include "manifest/document.h"

/*
 * Adds what `from` says to `into`, which starts out zeroed, and stays untouched by later changes
 * of `from`. Where both say different things, the first stays and diags gets a conflict.
 */
void merge_document(struct arena *arena, struct value *into, const struct value *from,
		    struct diags *diags);

/* The same for one key of a document, or for one member of a map there. */
void merge_value(struct arena *arena, struct value *into, const struct value *from,
		 struct diags *diags);

#endif
