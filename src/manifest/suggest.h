/* "did you mean": the known word that a misspelt one is closest to. */
#ifndef MANIFEST_SUGGEST_H
#define MANIFEST_SUGGEST_H

#include <stddef.h>

/* How many letters must change to turn one into the other; a large number if one is long. */
size_t suggest_distance(const char *a, const char *b);
/* Is it close enough to be meant? */
int suggest_is_close(const char *text, const char *word);

#endif
