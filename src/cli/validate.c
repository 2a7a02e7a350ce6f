#include "cli/common.h"
#include "cli/verbs.h"

/* Needs no root, no tools and no look at the host: this is what CI runs. */
static int validate(struct arena *arena, const struct options *options)
{
	struct diags diags = { .arena = arena };
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	struct manifest *manifest = NULL;
	const char *const *hosts;
	size_t count;

	if (!options->arguments.list.count)
		return complain("validate needs the manifests to check");
	load_manifest(arena, options, &diags, &manifest);
	if (manifest)
		manifest_check(manifest, &diags);
	print_diags(&diags);
	if (diags.errors)
		return EXIT_NOTHING_DONE;
	if (options->quiet)
		return EXIT_MATCHES;
	manifest_hosts(manifest, arena, &hosts, &count);
	strbuf_printf(&text, "valid; %zu host%s named\n", count, count == 1 ? "" : "s");
	return print(&text);
}

const struct verb verb_validate = {
	.name = "validate",
	.arguments = "MANIFEST...",
	.summary = "check manifests, for every host they name",
	.accepts = ACCEPTS_MANIFESTS,
	.run = validate,
};
