/*
 * manifest-driver validate FILE…: what `converge validate` says about manifests, without the
 * rest of the program. Exit 1 when there is an error.
 */
#include "base/strbuf.h"
#include "manifest/manifest.h"
#include "report/render.h"

#include <stdio.h>

int main(int argc, char **argv)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	CLEANUP(strbuf_done) struct strbuf out = { 0 };
	struct diags diags = { .arena = &arena };
	struct manifest *manifest;

	if (argc < 3 || !str_equal(argv[1], "validate")) {
		fputs("usage: manifest-driver validate FILE...\n", stderr);
		return 2;
	}
	manifest_load(&arena, (const char *const *)argv + 2, (size_t)argc - 2, &diags, &manifest);
	manifest_check(manifest, &diags);
	diags_sort(&diags);
	render_diags(&diags, &out);
	fputs(strbuf_text(&out), stderr);
	return diags.errors ? 1 : 0;
}
