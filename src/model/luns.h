/*
 * Numbers of LUNs. Only the single-level forms exist here: a target may use the plain form or the
 * flat one. Above 255 the standard wants the flat one, as tgt does; the kernel's own target (LIO)
 * uses the plain one.
 */
#ifndef MODEL_LUNS_H
#define MODEL_LUNS_H

#include "base/vec.h"

#include <stdbool.h>

#define LUN_MAXIMUM 16383 /* 14 bits, in flat addressing */

struct luns {
	VEC(unsigned int) list;
};

bool luns_have(const struct luns *luns, unsigned int number);
/* The number of the disk "H:C:T:L". The kernel shows L with the bits of the addressing method:
 * 16640 is LUN 256. False: it is of another form, and has no number that a manifest could say. */
bool lun_number(const char *hctl, unsigned int *ret_number);
/* "LUN 3", "LUNs 3, 4" */
const char *luns_text(struct arena *arena, const struct luns *luns);

#endif
