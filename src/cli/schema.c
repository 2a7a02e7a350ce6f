/* schema: the JSON Schema of a format, for editors and CI; it is kept in schema/, too. */
#include "report/schema.h"
#include "cli/common.h"
#include "cli/verbs.h"

static int schema(struct arena *arena, const struct options *options)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct names *words = &options->arguments;

	(void)arena;
	if (words->list.count != 1 || schema_print(words->list.at[0], &text) < 0)
		return complain("schema needs the name of one format: manifest, snapshot, plan or "
				"report");
	return print(&text);
}

const struct verb verb_schema = {
	.name = "schema",
	.arguments = "manifest|snapshot|plan|report",
	.summary = "print the JSON Schema of this format",
	.accepts = ACCEPTS_WORDS,
	.run = schema,
};
