/*
 * A number for a text that must not be kept: equal texts have equal numbers, and the number tells
 * nothing of the text. The key is drawn once per process, so that it means nothing elsewhere.
 */
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

/* Never 0, which is free to mean "none". */
uint64_t digest_of(const char *text, size_t length);
/* The same number everywhere, so it can be kept in a file, and guessed at: never of a secret. */
uint64_t digest_lasting(const char *text, size_t length);

#endif
