#include "cli/options.h"

#include "base/str.h"
#include "manifest/suggest.h"

#include <stddef.h>
#include <string.h>
#include <unistd.h>

#define AT(field) offsetof(struct options, field)

const struct option_row option_rows[] = {
	{ "dry-run", "n", FLAG, AT(dry_run), ACCEPTS_RUN, NULL, NULL, 0,
	  "print the runbook that apply would run; change nothing" },
	{ "output", "o", CHOICE, AT(output), ACCEPTS_OUTPUT, "FORMAT",
	  "text|json|markdown|dot|github", 0,
	  "text (default), json; apply: also markdown, dot; plan: markdown; validate: github" },
	{ "report", "", TEXT, AT(report), ACCEPTS_RUN, "FILE", NULL, 0,
	  "also write the JSON report to FILE, in one piece" },
	{ "metrics", "", TEXT, AT(metrics), ACCEPTS_RUN, "FILE", NULL, 0,
	  "also write metrics to FILE, for Prometheus' textfile collector" },
	{ "save-plan", "", TEXT, AT(save_plan), ACCEPTS_RUN, "FILE", NULL, 0,
	  "with --dry-run: also write the plan to FILE, for --plan" },
	{ "plan", "", TEXT, AT(plan), ACCEPTS_RUN, "FILE", NULL, 0,
	  "do what this saved plan says, once, if it still holds; else nothing" },
	{ "state", "", TEXT, AT(state), ACCEPTS_STATE, "FILE", NULL, 0,
	  "look at a snapshot of `show --output json`, - for stdin (apply: with --dry-run)" },
	{ "host", "", TEXT, AT(host), ACCEPTS_HOST, "NAME", NULL, 0,
	  "be this host instead of gethostname(2)" },
	{ "fleet", "", TEXT, AT(fleet), ACCEPTS_FLEET, "DIR", NULL, 0,
	  "plan: the snapshots, DIR/HOST.json for each host" },
	{ "max-age", "", NUMBER, AT(max_age), ACCEPTS_FLEET, "SECONDS", NULL, 0,
	  "plan: a snapshot so much older than the newest is old (86400)" },
	{ "only", "", NAMES, AT(only), ACCEPTS_RUN, "TARGET|VG[/LV]", NULL, 0,
	  "act on this alone; what it depends on is checked (repeatable)" },
	{ "detailed-exitcodes", "", FLAG, AT(detailed_exitcodes), ACCEPTS_EXITCODES, NULL, NULL, 0,
	  "2 when changes were made or are pending (6 with failures too), or held" },
	{ "timeout", "", NUMBER, AT(timeout), ACCEPTS_TIMEOUT, "SECONDS", NULL, 1,
	  "for the whole run (600)" },
	{ "lock-wait", "", NUMBER, AT(lock_wait), ACCEPTS_RUN, "SECONDS", NULL, 0,
	  "wait so long for another run to end (0)" },
	{ "jobs", "j", NUMBER, AT(jobs), ACCEPTS_RUN, "N", NULL, 1,
	  "commands at a time (16); 1 runs exactly the printed order" },
	{ "user", "", TEXT, AT(user), ACCEPTS_AUTH, "NAME", NULL, 0,
	  "discover: who this host says it is (CHAP)" },
	{ "password-file", "", TEXT, AT(password_file), ACCEPTS_AUTH, "FILE", NULL, 0,
	  "discover: with this secret; a file of root, mode 0600 or 0400" },
	{ "mutual-user", "", TEXT, AT(mutual_user), ACCEPTS_AUTH, "NAME", NULL, 0,
	  "discover: the portal must prove to be this one" },
	{ "mutual-password-file", "", TEXT, AT(mutual_password_file), ACCEPTS_AUTH, "FILE", NULL, 0,
	  "discover: with this secret" },
	{ "tool", "", NAMES, AT(tools), ACCEPTS_TOOLS, "NAME=PATH", NULL, 0,
	  "where a tool or source of truth is (repeatable; see converge(8))" },
	{ "verbose", "v", FLAG, AT(verbose), 0, NULL, NULL, 0, "also what is kept, and commands" },
	{ "quiet", "q", FLAG, AT(quiet), 0, NULL, NULL, 0, "only what is wrong" },
	{ "color", "", CHOICE, AT(color), 0, "WHEN", "auto|always|never", 0,
	  "auto (default; off with NO_COLOR), always or never" },
	{ "help", "h", FLAG, AT(help), 0, NULL, NULL, 0, "print this and exit" },
	{ "version", "V", FLAG, AT(version), 0, NULL, NULL, 0, "print the version and exit" },
	{ .name = NULL },
};

static const struct option_row *find_row(const char *name, size_t length, bool is_short)
{
	const struct option_row *row;

	for (row = option_rows; row->name; row++) {
		const char *have = is_short ? row->short_name : row->name;

		if (length && strlen(have) == length && strncmp(have, name, length) == 0)
			return row;
	}
	return NULL;
}

static int set_choice(const struct option_row *row, const char *value, int *ret_index)
{
	const char *choice = row->choices;

	for (int index = 0; choice; index++) {
		size_t length = strcspn(choice, "|");

		if (strlen(value) == length && strncmp(choice, value, length) == 0)
			return *ret_index = index, 0;
		choice = choice[length] ? choice + length + 1 : NULL;
	}
	return -1;
}

static int set_value(struct arena *arena, const struct option_row *row, const char *value,
		     struct options *options, const char **ret_reason)
{
	void *field = (char *)options + row->offset;
	uint64_t number;

	switch (row->type) {
	case FLAG:
		*(bool *)field = true;
		return 0;
	case TEXT:
		*(const char **)field = value;
		return 0;
	case NAMES:
		vec_add(arena, &((struct names *)field)->list, value);
		return 0;
	case NUMBER:
		if (str_number(value, 1000000, &number) && number >= row->least) {
			*(unsigned int *)field = (unsigned int)number;
			return 0;
		}
		*ret_reason = arena_printf(arena,
					   "--%s needs a whole number from %u to 1000000, "
					   "not '%s'",
					   row->name, row->least, value);
		return -1;
	case CHOICE:
		if (set_choice(row, value, field) == 0)
			return 0;
		*ret_reason = arena_printf(arena, "--%s is one of %s, not '%s'", row->name,
					   row->choices, value);
		return -1;
	}
	return -1;
}

/* The command line, and the options met on it. */
struct words {
	int argc, at;
	char **argv;
	VEC(const struct option_row *) seen;
};

/* The option row of a word's name, or NULL with the sentence. */
static const struct option_row *row_of(struct arena *arena, const char *name, size_t length,
				       bool is_short, const char **ret_reason)
{
	const struct option_row *row = find_row(name, length, is_short);

	if (!row)
		*ret_reason =
			arena_printf(arena, "there is no option '%s%.*s'; see converge --help",
				     is_short ? "-" : "--", (int)length, name);
	return row;
}

/* An option's value: what stands behind it, or the next word. */
static int take_option(struct arena *arena, struct words *words, const struct option_row *row,
		       const char *value, struct options *options, const char **ret_reason)
{
	if (row->type == FLAG && value) {
		*ret_reason = arena_printf(arena, "--%s takes no value", row->name);
		return -1;
	}
	if (row->type != FLAG && !value && words->at < words->argc)
		value = words->argv[words->at++];
	if (row->type != FLAG && (!value || !*value)) {
		*ret_reason = arena_printf(arena, "--%s needs %s", row->name, row->argument);
		return -1;
	}
	vec_add(arena, &words->seen, row);
	return set_value(arena, row, value, options, ret_reason);
}

static int parse_long(struct arena *arena, struct words *words, const char *name,
		      struct options *options, const char **ret_reason)
{
	size_t length = strcspn(name, "=");
	const struct option_row *row = row_of(arena, name, length, false, ret_reason);

	return row ? take_option(arena, words, row, name[length] ? name + length + 1 : NULL,
				 options, ret_reason)
		   : -1;
}

/* "-nv" is -n and -v; "-j4" is -j with 4. */
static int parse_short(struct arena *arena, struct words *words, const char *name,
		       struct options *options, const char **ret_reason)
{
	for (; *name; name++) {
		const struct option_row *row = row_of(arena, name, 1, true, ret_reason);
		bool has_value = row && row->type != FLAG && name[1];

		if (!row || take_option(arena, words, row, has_value ? name + 1 : NULL, options,
					ret_reason) < 0)
			return -1;
		if (row->type != FLAG)
			break;
	}
	return 0;
}

static const struct verb *find_verb(const char *word)
{
	for (size_t i = 0; verbs[i]; i++)
		if (str_equal(verbs[i]->name, word))
			return verbs[i];
	return NULL;
}

/* A verb that what stands first may be a slip of; NULL if it is a file, or like none. */
static const char *misspelt_verb(const struct options *options)
{
	const char *word = options->arguments.list.count ? options->arguments.list.at[0] : NULL;

	for (size_t i = 0; word && verbs[i]; i++)
		if (suggest_is_close(word, verbs[i]->name))
			return access(word, F_OK) == 0 ? NULL : verbs[i]->name;
	return NULL;
}

/* The first word that is a verb is the verb. */
static void take_argument(struct arena *arena, struct options *options, const char *word)
{
	const struct verb *verb =
		options->verb || options->arguments.list.count ? NULL : find_verb(word);

	if (verb)
		options->verb = verb;
	else
		vec_add(arena, &options->arguments.list, word);
}

static const char *const output_words[] = { "text", "json", "markdown", "dot", "github" };

static bool prints(const struct verb *verb, enum output output)
{
	return output <= OUTPUT_JSON || verb->outputs >> output & 1;
}

const char *options_outputs(struct arena *arena, const struct verb *verb)
{
	const char *text = "text";
	int last = OUTPUT_GITHUB;

	while (!prints(verb, (enum output)last))
		last--;
	for (int output = OUTPUT_JSON; output <= last; output++)
		if (prints(verb, (enum output)output))
			text = arena_printf(arena, "%s%s%s", text, output == last ? " or " : ", ",
					    output_words[output]);
	return text;
}

static bool reads_stdin(const struct names *manifests)
{
	const char *const *manifest;

	vec_each (manifest, &manifests->list)
		if (str_equal(*manifest, "-"))
			return true;
	return false;
}

/* NULL, or what is wrong with the options as they stand beside each other. */
static const char *check_combination(const struct options *options)
{
	if (options->state && !options->dry_run && (options->verb->accepts & ACCEPTS_RUN))
		return "--state works only with --dry-run: a host is never changed by what a file "
		       "says of it";
	if (str_equal(options->state, "-") && reads_stdin(&options->arguments))
		return "standard input cannot be the manifest and the snapshot; name a file for one "
		       "of them";
	if (options->state && options->metrics)
		return "--metrics is about this host, and --state about one that may be another";
	if (options->save_plan && !options->dry_run)
		return "--save-plan works only with --dry-run: what is saved is a plan that nobody "
		       "has begun with";
	if (options->plan && (options->only.list.count || options->state || options->save_plan))
		return "--plan goes with none of --only, --state and --save-plan: the saved plan has "
		       "its own --only, and is held against this host";
	return NULL;
}

static int check(struct arena *arena, const struct options *options, const struct words *words,
		 const char **ret_reason)
{
	const struct verb *verb = options->verb;
	const struct option_row *const *row;
	const char *const *argument;

	if (options->help || options->version)
		return 0;
	vec_each (row, &words->seen)
		if ((*row)->group & ~verb->accepts) {
			*ret_reason = arena_printf(arena, "'%s' does not take --%s", verb->name,
						   (*row)->name);
			return -1;
		}
	if (options->arguments.list.count &&
	    !(verb->accepts & (ACCEPTS_MANIFESTS | ACCEPTS_WORDS))) {
		*ret_reason = arena_printf(arena, "'%s' takes no argument, but was given '%s'",
					   verb->name, options->arguments.list.at[0]);
		return -1;
	}
	vec_each (argument, &options->arguments.list)
		if (!**argument) {
			*ret_reason = "an argument is empty; is it a variable that is not set?";
			return -1;
		}
	if (!prints(verb, options->output)) {
		*ret_reason =
			arena_printf(arena, "'%s' prints %s, not %s", verb->name,
				     options_outputs(arena, verb), output_words[options->output]);
		return -1;
	}
	*ret_reason = check_combination(options);
	return *ret_reason ? -1 : 0;
}

/* One word; what follows `--` are arguments whatever they look like. */
static int parse_word(struct arena *arena, struct words *words, struct options *options,
		      const char **ret_reason)
{
	const char *word = words->argv[words->at++];

	if (str_equal(word, "--")) {
		while (words->at < words->argc)
			vec_add(arena, &options->arguments.list,
				(const char *)words->argv[words->at++]);
	} else if (str_starts(word, "--")) {
		return parse_long(arena, words, word + 2, options, ret_reason);
	} else if (word[0] == '-' && word[1]) {
		return parse_short(arena, words, word + 1, options, ret_reason);
	} else {
		take_argument(arena, options, word);
	}
	return 0;
}

int options_parse(struct arena *arena, int argc, char **argv, struct options *ret_options,
		  const char **ret_reason)
{
	struct words words = { .argc = argc, .at = 1, .argv = argv };
	const char *meant;

	*ret_options = (struct options){ .timeout = 600, .jobs = 16, .max_age = 86400 };
	while (words.at < argc)
		if (parse_word(arena, &words, ret_options, ret_reason) < 0)
			return -1;
	meant = ret_options->verb ? NULL : misspelt_verb(ret_options);
	if (meant) {
		*ret_reason =
			arena_printf(arena, "there is no verb and no file '%s'; did you mean '%s'?",
				     ret_options->arguments.list.at[0], meant);
		return -1;
	}
	if (!ret_options->verb && !ret_options->help)
		ret_options->verb = verbs[0];
	return check(arena, ret_options, &words, ret_reason);
}
