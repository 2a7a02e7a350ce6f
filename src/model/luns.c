#include "model/luns.h"

#include "base/arena.h"
#include "base/str.h"

#include <string.h>

#define FLAT 0x4000 /* the addressing method, above the 14 bits of the number */

bool luns_have(const struct luns *luns, unsigned int number)
{
	const unsigned int *one;

	vec_each (one, &luns->list)
		if (*one == number)
			return true;
	return false;
}

bool lun_number(const char *hctl, unsigned int *ret_number)
{
	const char *colon = strrchr(hctl, ':');
	uint64_t number;

	if (!colon || !str_number(colon + 1, FLAT + LUN_MAXIMUM, &number))
		return false;
	*ret_number = (unsigned int)(number & LUN_MAXIMUM);
	return true;
}

const char *luns_text(struct arena *arena, const struct luns *luns)
{
	const char *text = luns->list.count == 1 ? "LUN" : "LUNs";
	const unsigned int *number;

	vec_each (number, &luns->list)
		text = arena_printf(arena, "%s%s %u", text, number == luns->list.at ? "" : ",",
				    *number);
	return text;
}
