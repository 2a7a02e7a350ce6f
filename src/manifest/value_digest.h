/* What a manifest says of a thing, as one number: equal numbers, equal words. */
#ifndef MANIFEST_VALUE_DIGEST_H
#define MANIFEST_VALUE_DIGEST_H

#include "manifest/field.h"

/*
 * Of every key in the value's table, in normal form and with defaults, so that a new key needs no
 * line here; places and the order of a map's members do not count. Members that are resources of
 * their own (the volumes of a volume group) are left out. Never 0.
 */
uint64_t value_digest(const struct value *value);

#endif
