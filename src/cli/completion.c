/*
 * completion: what a shell needs to complete converge's command line, printed from the tables of
 * verbs and options. Each shell is told, option by option, which verbs take it; the first word
 * that is a verb is the verb, as in options.c.
 */
#include "base/str.h"
#include "cli/common.h"
#include "cli/verbs.h"

#include <string.h>

static bool takes(const struct verb *verb, const struct option_row *row)
{
	return !(row->group & ~verb->accepts);
}

static bool is_file(const struct option_row *row)
{
	return row->argument &&
	       (str_equal(row->argument, "FILE") || str_equal(row->argument, "DIR"));
}

/* "text|json" as "text json". */
static void add_words(struct strbuf *out, const char *choices)
{
	for (; *choices; choices++)
		strbuf_add_char(out, *choices == '|' ? ' ' : *choices);
}

/* The verbs that take an option (NULL: all), or, with files, those whose arguments are files. */
static void add_verbs(struct strbuf *out, const struct option_row *row, bool files, char separator)
{
	bool first = true;

	for (size_t i = 0; verbs[i]; i++) {
		if (row ? !takes(verbs[i], row) : files && !(verbs[i]->accepts & ACCEPTS_MANIFESTS))
			continue;
		if (!first)
			strbuf_add_char(out, separator);
		strbuf_add(out, verbs[i]->name);
		first = false;
	}
}

/* Arguments that are words to choose from: "bash|zsh|fish". */
static bool has_choices(const struct verb *verb)
{
	return strchr(verb->arguments, '|') && !strchr(verb->arguments, '[');
}

/* In single quotes of a shell; characters of `special` get a backslash. */
static void add_quoted(struct strbuf *out, const char *text, const char *special)
{
	strbuf_add_char(out, '\'');
	for (; *text; text++) {
		if (strchr(special, *text))
			strbuf_add_char(out, '\\');
		strbuf_add(out, *text == '\'' ? "'\\''" : (char[]){ *text, '\0' });
	}
	strbuf_add_char(out, '\'');
}

/* ---- bash ---- */

/* What the word behind an option is completed to. */
static void bash_values(struct strbuf *out)
{
	const struct option_row *row;

	for (row = option_rows; row->name; row++) {
		if (!row->argument)
			continue;
		strbuf_printf(out, "\t--%s%s%s) ", row->name, *row->short_name ? "|-" : "",
			      row->short_name);
		if (row->choices) {
			strbuf_add(out, "words='");
			add_words(out, row->choices);
			strbuf_add_char(out, '\'');
		} else {
			strbuf_add(out, is_file(row) ? "files=1" : ":");
		}
		strbuf_add(out, " ;;\n");
	}
}

static void bash_options(struct strbuf *out, const struct verb *verb)
{
	const struct option_row *row;

	strbuf_printf(out, "\t\t%s) words='", verb->name);
	for (row = option_rows; row->name; row++)
		if (takes(verb, row))
			strbuf_printf(out, "--%s ", row->name);
	strbuf_add(out, "' ;;\n");
}

static void bash_arguments(struct strbuf *out, const struct verb *verb)
{
	if (verb->accepts & ACCEPTS_MANIFESTS)
		strbuf_printf(out, "\t\t%s) files=1 ;;\n", verb->name);
	if (!has_choices(verb))
		return;
	strbuf_printf(out, "\t\t%s) words='", verb->name);
	add_words(out, verb->arguments);
	strbuf_add(out, "' ;;\n");
}

static void print_bash(struct strbuf *out)
{
	strbuf_add(out,
		   "# bash completion of converge, as `converge completion bash` prints it\n"
		   "_converge() {\n"
		   "\tlocal word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD-1]}\n"
		   "\tlocal verb= words= files= i\n"
		   "\tfor ((i = 1; i < COMP_CWORD; i++)); do\n"
		   "\t\tcase ${COMP_WORDS[i]} in\n\t\t");
	add_verbs(out, NULL, false, '|');
	strbuf_add(
		out,
		") verb=${COMP_WORDS[i]}; break ;;\n"
		"\t\tesac\n"
		"\tdone\n"
		"\t# `=` is a word of its own.\n"
		"\t[ \"$word\" != = ] || word=\n"
		"\t[ \"$before\" != = ] || before=${COMP_WORDS[COMP_CWORD-2]}\n"
		"\t[ \"${COMP_WORDS[COMP_CWORD]}\" != = ] || before=${COMP_WORDS[COMP_CWORD-1]}\n"
		"\tcase $before in\n");
	bash_values(out);
	strbuf_add(out, "\t*)\n\t\tcase $word in\n\t\t-*) case ${verb:-apply} in\n");
	for (size_t i = 0; verbs[i]; i++)
		bash_options(out, verbs[i]);
	strbuf_add(out, "\t\tesac ;;\n\t\t*) case ${verb:-apply} in\n");
	for (size_t i = 0; verbs[i]; i++)
		bash_arguments(out, verbs[i]);
	strbuf_add(out, "\t\tesac\n\t\t[ \"$verb\" ] || words='");
	add_verbs(out, NULL, false, ' ');
	strbuf_add(out, "' ;;\n"
			"\t\tesac ;;\n"
			"\tesac\n"
			"\tmapfile -t COMPREPLY < <(compgen -W \"$words\" -- \"$word\"\n"
			"\t\t[ ! \"$files\" ] || compgen -f -- \"$word\")\n"
			"\t[ ! \"$files\" ] || compopt -o filenames 2>/dev/null\n"
			"}\n"
			"complete -F _converge converge\n");
}

/* ---- zsh ---- */

static void zsh_option(struct strbuf *out, const struct option_row *row)
{
	struct strbuf spec CLEANUP(strbuf_done) = { 0 };

	strbuf_printf(&spec, "[%s]", row->summary);
	strbuf_add(out, " \\\n\t\t\t");
	if (*row->short_name)
		strbuf_printf(out, "{-%s,--%s%s}", row->short_name, row->name,
			      row->argument ? "=" : "");
	else
		strbuf_printf(out, "%s--%s%s", row->type == NAMES ? "\\*" : "", row->name,
			      row->argument ? "=" : "");
	add_quoted(out, strbuf_text(&spec), ":");
	if (!row->argument)
		return;
	strbuf_add(out, "':value:");
	if (row->choices) {
		strbuf_add_char(out, '(');
		add_words(out, row->choices);
		strbuf_add_char(out, ')');
	} else {
		strbuf_add(out, is_file(row) ? "_files" : "( )");
	}
	strbuf_add_char(out, '\'');
}

static void zsh_verb(struct strbuf *out, const struct verb *verb)
{
	const struct option_row *row;

	strbuf_printf(out, "\t(%s)\n\t\t_arguments -s -S", verb->name);
	for (row = option_rows; row->name; row++)
		if (takes(verb, row))
			zsh_option(out, row);
	strbuf_add(out, " \\\n\t\t\t'*:argument:_converge_argument' ;;\n");
}

static void zsh_arguments(struct strbuf *out)
{
	strbuf_add(out, "_converge_argument() {\n\tcase ${verb:-apply} in\n\t(");
	add_verbs(out, NULL, true, '|');
	strbuf_add(out, ") _files ;;\n");
	for (size_t i = 0; verbs[i]; i++)
		if (has_choices(verbs[i])) {
			strbuf_printf(out, "\t(%s) compadd -- ", verbs[i]->name);
			add_words(out, verbs[i]->arguments);
			strbuf_add(out, " ;;\n");
		}
	strbuf_add(out, "\tesac\n\t[[ -n $verb ]] || _describe verb verbs\n}\n");
}

static void print_zsh(struct strbuf *out)
{
	strbuf_add(out, "#compdef converge\n"
			"# zsh completion of converge, as `converge completion zsh` prints it\n");
	zsh_arguments(out);
	strbuf_add(out, "_converge() {\n\tlocal verb= word\n\tlocal -a verbs=(");
	for (size_t i = 0; verbs[i]; i++) {
		struct strbuf both CLEANUP(strbuf_done) = { 0 };

		strbuf_printf(&both, "%s:%s", verbs[i]->name, verbs[i]->summary);
		strbuf_add(out, "\n\t\t");
		add_quoted(out, strbuf_text(&both), "");
	}
	strbuf_add(out, ")\n\tfor word in ${words[2,CURRENT-1]}; do\n\t\tcase $word in\n\t\t(");
	add_verbs(out, NULL, false, '|');
	strbuf_add(out, ") verb=$word; break ;;\n\t\tesac\n\tdone\n\tcase ${verb:-apply} in\n");
	for (size_t i = 0; verbs[i]; i++)
		zsh_verb(out, verbs[i]);
	strbuf_add(out, "\tesac\n}\ncompdef _converge converge\n");
}

/* ---- fish ---- */

static void fish_option(struct strbuf *out, const struct option_row *row)
{
	strbuf_add(out, "complete -c converge -n '__converge_verb_in ");
	add_verbs(out, row, false, ' ');
	strbuf_printf(out, "' -l %s", row->name);
	if (*row->short_name)
		strbuf_printf(out, " -s %s", row->short_name);
	if (row->choices) {
		strbuf_add(out, " -x -a '");
		add_words(out, row->choices);
		strbuf_add_char(out, '\'');
	} else if (row->argument) {
		strbuf_add(out, is_file(row) ? " -r -F" : " -x");
	}
	strbuf_add(out, " -d ");
	add_quoted(out, row->summary, "");
	strbuf_add_char(out, '\n');
}

static void fish_verb(struct strbuf *out, const struct verb *verb)
{
	strbuf_printf(out, "complete -c converge -n 'not __converge_verb' -a %s -d ", verb->name);
	add_quoted(out, verb->summary, "");
	strbuf_add_char(out, '\n');
	if (!has_choices(verb))
		return;
	strbuf_printf(out, "complete -c converge -n '__converge_verb_in %s' -a '", verb->name);
	add_words(out, verb->arguments);
	strbuf_add(out, "'\n");
}

static void print_fish(struct strbuf *out)
{
	const struct option_row *row;

	strbuf_add(out, "# fish completion of converge, as `converge completion fish` prints it\n"
			"function __converge_verb\n"
			"\tfor word in (commandline -opc)[2..-1]\n"
			"\t\tif contains -- $word ");
	add_verbs(out, NULL, false, ' ');
	strbuf_add(out, "\n\t\t\techo $word\n\t\t\treturn 0\n\t\tend\n\tend\n\treturn 1\nend\n"
			"function __converge_verb_in\n"
			"\tset -l verb (__converge_verb; or echo apply)\n"
			"\tcontains -- $verb $argv\nend\n"
			"complete -c converge -f\n");
	for (size_t i = 0; verbs[i]; i++)
		fish_verb(out, verbs[i]);
	strbuf_add(out, "complete -c converge -n '__converge_verb_in ");
	add_verbs(out, NULL, true, ' ');
	strbuf_add(out, "' -F\n");
	for (row = option_rows; row->name; row++)
		fish_option(out, row);
}

static int completion(struct arena *arena, const struct options *options)
{
	static const struct {
		const char *shell;
		void (*print)(struct strbuf *out);
	} shells[] = { { "bash", print_bash }, { "zsh", print_zsh }, { "fish", print_fish } };
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct names *words = &options->arguments;

	(void)arena;
	for (size_t i = 0; i < sizeof(shells) / sizeof(shells[0]); i++)
		if (words->list.count == 1 && str_equal(words->list.at[0], shells[i].shell)) {
			shells[i].print(&text);
			return print(&text);
		}
	return complain("completion needs the name of one shell: bash, zsh or fish");
}

const struct verb verb_completion = {
	.name = "completion",
	.arguments = "bash|zsh|fish",
	.summary = "print what this shell needs to complete this command line",
	.accepts = ACCEPTS_WORDS,
	.run = completion,
};
