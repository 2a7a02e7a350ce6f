/*
 * What the fuzz targets share. A target is tests/fuzz/NAME.c with the function below: it feeds one
 * input of bytes to one reader, and checks what must hold for every input.
 *
 * With --enable-fuzzers libFuzzer calls it; otherwise replay.c does, with the inputs that
 * `make check` gives it.
 */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "model/snapshot.h"

#include <stddef.h>
#include <stdint.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Ends the program unless the condition holds; the message has the condition's own text. */
#define fuzz_check(condition) ((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))
_Noreturn void fuzz_fail(const char *file, int line, const char *condition);

/* The input as a text with an end. */
char *fuzz_text(struct arena *arena, const uint8_t *data, size_t size);
/* The input as a file without a name: its path, until close(*ret_fd). */
const char *fuzz_file(struct arena *arena, const void *data, size_t size, int *ret_fd);

/*
 * A snapshot that was read is written as JSON, read from that, and written again: both texts must
 * be the same.
 */
void fuzz_snapshot(struct snapshot *snapshot);
/* Law 14: no node record of it has a secret. */
void fuzz_secrets(const struct snapshot *snapshot);

/*
 * The input as a directory: its path, until fuzz_tree_remove(). A line "@NAME" begins a file, whose
 * text goes up to the next such line; "@NAME/" is a directory, "@NAME -> TARGET" a symbolic link.
 * Entries that would lead out of the directory are left out; a link to /dev/fuzz-NAME, which is
 * nowhere, is none.
 */
const char *fuzz_tree(struct arena *arena, const uint8_t *data, size_t size);
void fuzz_tree_remove(const char *root);

#endif
