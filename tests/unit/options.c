#include "cli/options.h"

#include <criterion/criterion.h>
#include <string.h>

/* The verbs of this test: options.c knows them only by this table. */
static const struct verb verb_do = {
	.name = "do",
	.arguments = "[FILE...]",
	.summary = "do it",
	.accepts = ACCEPTS_MANIFESTS | ACCEPTS_OUTPUT | ACCEPTS_HOST | ACCEPTS_TOOLS | ACCEPTS_RUN |
		   ACCEPTS_STATE | ACCEPTS_TIMEOUT,
};
static const struct verb verb_look = {
	.name = "look",
	.arguments = "",
	.summary = "look at it",
	.accepts = ACCEPTS_OUTPUT,
};
const struct verb *const verbs[] = { &verb_do, &verb_look, NULL };

static struct arena arena;
static struct options options;
static const char *reason;

static void teardown(void)
{
	arena_free(&arena);
}

TestSuite(options, .fini = teardown);

/* Words are separated by blanks. */
static int parse(const char *line)
{
	static char *argv[32];
	char *words = arena_strdup(&arena, line), *save = NULL;
	int argc = 0;

	argv[argc++] = arena_strdup(&arena, "converge");
	for (char *word = strtok_r(words, " ", &save); word; word = strtok_r(NULL, " ", &save))
		argv[argc++] = word;
	return options_parse(&arena, argc, argv, &options, &reason);
}

#define takes(line) cr_assert_eq(parse(line), 0, "%s: %s", line, reason)

static void refuses(const char *line, const char *words)
{
	cr_expect_eq(parse(line), -1, "%s", line);
	cr_expect(reason && strstr(reason, words), "%s: %s", line, reason);
}

Test(options, defaults)
{
	takes("");
	cr_expect_eq(options.verb, &verb_do);
	cr_expect_eq(options.arguments.list.count, 0);
	cr_expect_eq(options.timeout, 600);
	cr_expect_eq(options.jobs, 16);
	cr_expect_eq(options.lock_wait, 0);
	cr_expect_eq(options.output, OUTPUT_TEXT);
	cr_expect_eq(options.color, COLOR_AUTO);
	cr_expect_not(options.dry_run || options.verbose || options.quiet ||
		      options.detailed_exitcodes);
}

Test(options, first_word_may_be_a_verb)
{
	takes("look");
	cr_expect_eq(options.verb, &verb_look);
	takes("-o json look");
	cr_expect_eq(options.verb, &verb_look);
	takes("do look");
	cr_expect_eq(options.verb, &verb_do);
	cr_expect_str_eq(options.arguments.list.at[0], "look");
	takes("./look");
	cr_expect_eq(options.verb, &verb_do);
	takes("a.yaml look");
	cr_expect_eq(options.verb, &verb_do);
	cr_expect_eq(options.arguments.list.count, 2);
}

Test(options, values)
{
	takes("--jobs=4 --timeout 30 -o json --color=never --only a --only=b/c --host h");
	cr_expect_eq(options.jobs, 4);
	cr_expect_eq(options.timeout, 30);
	cr_expect_eq(options.output, OUTPUT_JSON);
	cr_expect_eq(options.color, COLOR_NEVER);
	cr_expect_eq(options.only.list.count, 2);
	cr_expect_str_eq(options.only.list.at[1], "b/c");
	cr_expect_str_eq(options.host, "h");
	takes("--report -n");
	cr_expect_str_eq(options.report, "-n");
	cr_expect_not(options.dry_run);
}

Test(options, short_ones_in_one_word)
{
	takes("-nvqj4");
	cr_expect(options.dry_run && options.verbose && options.quiet);
	cr_expect_eq(options.jobs, 4);
	takes("-nojson");
	cr_expect_eq(options.output, OUTPUT_JSON);
	takes("-nj 3");
	cr_expect_eq(options.jobs, 3);
}

Test(options, arguments)
{
	takes("- a.yaml -n b.yaml");
	cr_expect_eq(options.arguments.list.count, 3);
	cr_expect_str_eq(options.arguments.list.at[0], "-");
	cr_expect(options.dry_run);
	takes("-- -n --jobs do");
	cr_expect_eq(options.arguments.list.count, 3);
	cr_expect_not(options.dry_run);
}

Test(options, unknown)
{
	refuses("--no-such", "'--no-such'");
	refuses("--no-such=3", "'--no-such'");
	refuses("-n --dry", "'--dry'");
}

Test(options, refused_values)
{
	refuses("--jobs 0", "from 1 to 1000000");
	refuses("--jobs 1000001", "from 1 to 1000000");
	refuses("--jobs 4x", "not '4x'");
	refuses("--jobs=", "needs N");
	refuses("--host=", "needs NAME");
	refuses("--only=", "needs TARGET|VG[/LV]");
	refuses("--timeout -1", "not '-1'");
	refuses("--output yaml", "text|json");
	refuses("--output js", "text|json");
	refuses("--jobs", "needs N");
	refuses("-j", "needs N");
	refuses("--quiet=no", "takes no value");
	refuses("-x", "'-x'");
	refuses("-nx", "'-x'");
	refuses("--state s.json", "only with --dry-run");
}

Test(options, refused_by_verb)
{
	refuses("look --dry-run", "'look' does not take --dry-run");
	refuses("--dry-run look", "'look' does not take --dry-run");
	refuses("do --user a", "'do' does not take --user");
	refuses("do --mutual-password-file a", "'do' does not take --mutual-password-file");
	refuses("look a.yaml", "'look' takes no argument");
	takes("look --verbose --dry-run --help");
	cr_expect(options.help);
}
