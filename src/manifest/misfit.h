/* What the decoder says about values it does not take. Inside of field.c. */
#ifndef MANIFEST_MISFIT_H
#define MANIFEST_MISFIT_H

#include "manifest/field.h"
#include "manifest/tree.h"

struct decoder {
	struct arena *arena;
	struct diags *diags;
	const struct value *whole; /* the record whose short form is being decoded */
};

/* The key that a scalar in place of this record gives; NULL if it has no short form. */
const struct field *field_short(const struct field *record);

/* Each marks the value as bad, or as vague. */
void misfit_type(struct decoder *decoder, struct value *value, const struct node *node);
void misfit_word(struct decoder *decoder, struct value *value, const struct node *node);
void misfit_key(struct decoder *decoder, struct value *value, const struct pair *pair);

#endif
