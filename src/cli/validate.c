#include "cli/common.h"
#include "cli/verbs.h"
#include "report/findings.h"

#include <stdlib.h>

static void add_summary(const struct options *options, const struct diags *diags, size_t hosts,
			struct strbuf *out)
{
	if (options->quiet)
		return;
	if (diags->errors)
		strbuf_printf(out, "not valid; %zu error%s\n", diags->errors,
			      diags->errors == 1 ? "" : "s");
	else
		strbuf_printf(out, "valid; %zu host%s named\n", hosts, hosts == 1 ? "" : "s");
}

/* Needs no root, no tools and no look at the host: this is what CI runs. */
static int validate(struct arena *arena, const struct options *options)
{
	struct diags diags = { .arena = arena };
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	struct manifest *manifest = NULL;
	const char *const *hosts;
	size_t count;
	int status;

	if (!options->arguments.list.count)
		return complain("validate needs the manifests to check");
	load_manifest(arena, options, &diags, &manifest);
	manifest_check(manifest, &diags);
	manifest_hosts(manifest, arena, &hosts, &count);
	diags_sort(&diags);
	if (options->output == OUTPUT_JSON) {
		report_findings_json(&diags, count, &text);
	} else if (options->output == OUTPUT_GITHUB) {
		report_findings_github(&diags, getenv("GITHUB_WORKSPACE"), &text);
		add_summary(options, &diags, count, &text);
	} else {
		print_diags(&diags);
		if (!diags.errors)
			add_summary(options, &diags, count, &text);
	}
	status = print(&text);
	return diags.errors ? EXIT_NOTHING_DONE : status;
}

const struct verb verb_validate = {
	.name = "validate",
	.arguments = "MANIFEST...",
	.summary = "check manifests, for every host they name",
	.accepts = ACCEPTS_MANIFESTS | ACCEPTS_OUTPUT,
	.outputs = 1 << OUTPUT_GITHUB,
	.run = validate,
};
