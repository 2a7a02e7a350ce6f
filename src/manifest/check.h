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

/* What else the host has, for the checks below. */
struct checker {
	struct arena *arena;
	const struct value *interfaces, *targets, *vgs;
	bool whole;
	struct diags *diags;
};

/* Of each of these what check_document() says of it; the value must be good. */
void check_target(struct checker *checker, const struct value *target);
void check_vg(struct checker *checker, const struct value *vg);
void check_unmanaged(struct checker *checker, const struct value *unmanaged);
/* Between volume groups. */
void check_uuids(struct checker *checker);

#endif
