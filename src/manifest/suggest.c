#include "manifest/suggest.h"

#include <string.h>
#include <strings.h>

#define WORD_MAX 64

static size_t smallest(size_t a, size_t b, size_t c)
{
	a = a < b ? a : b;
	return a < c ? a : c;
}

size_t suggest_distance(const char *a, const char *b)
{
	size_t rows = strlen(a), columns = strlen(b);
	size_t row[WORD_MAX + 1], diagonal, above;

	if (rows > WORD_MAX || columns > WORD_MAX)
		return WORD_MAX;
	for (size_t j = 0; j <= columns; j++)
		row[j] = j;
	for (size_t i = 1; i <= rows; i++) {
		diagonal = row[0];
		row[0] = i;
		for (size_t j = 1; j <= columns; j++) {
			above = row[j];
			row[j] = smallest(above + 1, row[j - 1] + 1,
					  diagonal + (a[i - 1] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[columns];
}

int suggest_is_close(const char *text, const char *word)
{
	size_t length = strlen(text), wanted = strlen(word);
	size_t allowed = wanted >= 6 ? 2 : 1;

	/* Most are not even as long: there may be many, and the distance takes its time. */
	if (length > wanted + allowed || wanted > length + allowed)
		return 0;
	return strcasecmp(text, word) == 0 || suggest_distance(text, word) <= allowed;
}
