/* --help, from the tables of verbs and options. */
#include "config.h"

#include "base/str.h"
#include "cli/options.h"

#include <stddef.h>

/* The options that a verb accepts; all of them without one. */
static void add_options(struct arena *arena, const struct verb *verb, struct strbuf *out)
{
	const struct option_row *row;

	strbuf_add(out, "\noptions:\n");
	for (row = option_rows; row->name; row++) {
		bool has_formats = verb && row->offset == offsetof(struct options, output);
		struct strbuf call CLEANUP(strbuf_done) = { 0 };

		if (verb && row->group & ~verb->accepts)
			continue;
		strbuf_printf(&call, "--%s%s%s", row->name, row->argument ? " " : "",
			      row->argument ? row->argument : "");
		strbuf_printf(out, "  %s%s %-27s %s\n", *row->short_name ? "-" : "  ",
			      *row->short_name ? row->short_name : "", strbuf_text(&call),
			      has_formats ? options_outputs(arena, verb) : row->summary);
	}
}

static void add_verbs(struct strbuf *out)
{
	strbuf_add(out, "converge: make this host's iSCSI sessions and LVM volume groups match a "
			"YAML manifest\n\nusage: converge [VERB] [OPTION...] [ARGUMENT...]\n"
			"       converge VERB --help\n\nverbs:\n");
	for (size_t i = 0; verbs[i]; i++) {
		struct strbuf call CLEANUP(strbuf_done) = { 0 };

		strbuf_printf(&call, "%s %s", verbs[i]->name, verbs[i]->arguments);
		strbuf_printf(out, "  %-26s %s\n", strbuf_text(&call), verbs[i]->summary);
	}
}

void options_help(struct arena *arena, const struct verb *verb, struct strbuf *out)
{
	if (verb)
		strbuf_printf(out, "converge %s: %s\n\nusage: converge %s [OPTION...]%s%s\n",
			      verb->name, verb->summary, verb->name, *verb->arguments ? " " : "",
			      verb->arguments);
	else
		add_verbs(out);
	add_options(arena, verb, out);
	if (!verb || str_ends(verb->arguments, "[MANIFEST...]"))
		strbuf_add(out, "\nManifests are files or directories of *.yaml; without any, "
				"/etc/converge.\n");
	if (!verb || verb->accepts & ACCEPTS_RUN)
		strbuf_add(out,
			   "\nexit status: 0 the host matches; 1 bad usage, invalid manifest, or a "
			   "needed tool is\nmissing, and nothing was done; 4 something failed, was "
			   "refused or is unknown;\n75 another run holds the lock; with "
			   "--detailed-exitcodes also 2 and 6.\n");
	if (!verb)
		strbuf_add(out, "\nReport faults to " PACKAGE_BUGREPORT
				", and faults of security in private (SECURITY.md).\n"
				"Home page: " PACKAGE_URL "\n");
}
