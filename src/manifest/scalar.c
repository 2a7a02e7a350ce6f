#include "manifest/scalar.h"

#include "base/str.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"

static bool is_one_of(const char *text, const char *const *words)
{
	for (; *words; words++)
		if (str_equal(text, *words))
			return true;
	return false;
}

/* Non-empty and nothing but these characters. */
static bool is_made_of(const char *text, const char *characters)
{
	return *text && !text[strspn(text, characters)];
}

static const char *skip_sign(const char *text)
{
	return text + (*text == '-' || *text == '+');
}

static bool is_integer(const char *text)
{
	if (str_starts(text, "0o"))
		return is_made_of(text + 2, "01234567");
	if (str_starts(text, "0x"))
		return is_made_of(text + 2, DIGITS "abcdefABCDEF");
	return is_made_of(skip_sign(text), DIGITS);
}

static bool is_float(const char *text)
{
	static const char *const infinity[] = { ".inf", ".Inf", ".INF", NULL };
	static const char *const nan[] = { ".nan", ".NaN", ".NAN", NULL };
	const char *at = skip_sign(text);
	size_t whole = strspn(at, DIGITS), fraction = 0;

	if (is_one_of(at, infinity) || is_one_of(text, nan))
		return true;
	at += whole;
	if (*at == '.') {
		fraction = strspn(++at, DIGITS);
		at += fraction;
	}
	if (!whole && !fraction)
		return false;
	if (*at == 'e' || *at == 'E')
		return is_made_of(skip_sign(at + 1), DIGITS);
	return !*at;
}

enum scalar_type scalar_type(const char *text, bool plain)
{
	static const char *const nulls[] = { "", "~", "null", "Null", "NULL", NULL };
	static const char *const bools[] = {
		"true", "True", "TRUE", "false", "False", "FALSE", NULL
	};

	/* Nearly all text begins with a letter with which nothing else does. */
	if (!plain || (*text >= 'a' && *text <= 'z' && !strchr("ntf", *text)))
		return SCALAR_TEXT;
	if (is_one_of(text, nulls))
		return SCALAR_NULL;
	if (is_one_of(text, bools))
		return SCALAR_BOOL;
	if (is_integer(text))
		return SCALAR_INTEGER;
	return is_float(text) ? SCALAR_FLOAT : SCALAR_TEXT;
}

bool scalar_integer(const char *text, int64_t *ret_number)
{
	bool octal = str_starts(text, "0o"), hex = str_starts(text, "0x");
	long long number;
	char *end;

	errno = 0;
	number = strtoll(octal || hex ? text + 2 : text, &end, octal ? 8 : hex ? 16 : 10);
	if (errno || *end)
		return false;
	*ret_number = number;
	return true;
}
