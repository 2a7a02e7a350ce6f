/*
 * NAME FILE|DIRECTORY...: runs a fuzz target once over each file given, and over each file of the
 * directories given, when it is not libFuzzer that does. The last line is their number.
 */
#include "config.h"

#include "fuzz.h"

#include "os/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>

#define INPUT_BYTES ((size_t)64 * 1024 * 1024)

static void run_input(const char *file, const struct strbuf *text)
{
	CLEANUP(arena_free) struct arena arena = { 0 };

	/* The only line of a run that ends in the middle. */
	fprintf(stderr, "%s\n", file);
	/* Of exactly this size, so that a read behind its end is seen. */
	LLVMFuzzerTestOneInput(
		(const uint8_t *)fuzz_text(&arena, (const uint8_t *)text->text, text->length),
		text->length);
}

static int run_file(const char *file, size_t *count)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	int error = file_read(file, INPUT_BYTES, &text);

	if (error)
		return error;
	run_input(file, &text);
	++*count;
	return 0;
}

static int run_directory(const char *directory, size_t *count)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	struct names names = { 0 };
	const char **name;
	int error = dir_list(AT_FDCWD, directory, &arena, &names);

	if (!error && !names.list.count)
		error = -ENODATA;
	vec_each (name, &names.list)
		if (!error)
			error = run_file(arena_printf(&arena, "%s/%s", directory, *name), count);
	return error;
}

int main(int argc, char **argv)
{
	size_t count = 0;

	for (int i = 1; i < argc; i++) {
		int error = run_file(argv[i], &count);

		if (error == -EISDIR)
			error = run_directory(argv[i], &count);
		if (error) {
			fprintf(stderr, "%s: %s\n", argv[i], strerror(-error));
			return 1;
		}
	}
	printf("%zu inputs\n", count);
	return count ? 0 : 1;
}
