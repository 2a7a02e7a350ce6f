/* What YAML 1.2 (core schema, section 10.3.2) takes a scalar for. */
#ifndef MANIFEST_SCALAR_H
#define MANIFEST_SCALAR_H

#include <stdbool.h>
#include <stdint.h>

enum scalar_type { SCALAR_TEXT, SCALAR_NULL, SCALAR_BOOL, SCALAR_INTEGER, SCALAR_FLOAT };

/* Only plain scalars are anything but text: "1" in quotes is text, and so are yes and on. */
enum scalar_type scalar_type(const char *text, bool plain);
/* The value of a SCALAR_INTEGER (decimal, 0x…, 0o…); false if it does not fit. */
bool scalar_integer(const char *text, int64_t *ret_number);

#endif
