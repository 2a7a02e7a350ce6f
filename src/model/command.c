#include "model/command.h"

#include "base/strbuf.h"
#include "base/text.h"

#include <string.h>

void command_add(struct arena *arena, struct command *command, const char *word)
{
	vec_add(arena, &command->argv, word);
}

const char *const *command_argv(struct arena *arena, const struct command *command)
{
	const char **argv = arena_alloc(arena, (command->argv.count + 1) * sizeof(*argv));

	for (size_t i = 0; i < command->argv.count; i++)
		argv[i] = command->argv.at[i];
	return argv;
}

static bool is_plain(const char *word)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "-_./:,=+@%";

	return *word && word[strspn(word, plain)] == '\0';
}

static void add_quoted(struct strbuf *out, const char *word)
{
	strbuf_add_char(out, '\'');
	for (; *word; word++) {
		if (*word == '\'')
			strbuf_add(out, "'\\''");
		else
			strbuf_add_char(out, *word);
	}
	strbuf_add_char(out, '\'');
}

/* As bash, zsh and ksh read it: for names that would steer a terminal, or break a line. */
static void add_escaped(struct strbuf *out, const char *word)
{
	strbuf_add(out, "$'");
	for (; *word; word++) {
		if (*word == '\'' || *word == '\\')
			strbuf_printf(out, "\\%c", *word);
		else if (*word >= ' ' && *word < 0x7f)
			strbuf_add_char(out, *word);
		else
			strbuf_printf(out, "\\%03o", (unsigned int)(unsigned char)*word);
	}
	strbuf_add_char(out, '\'');
}

static void add_word(struct strbuf *out, const char *word)
{
	if (is_plain(word))
		strbuf_add(out, word);
	else if (text_is_clean(word))
		add_quoted(out, word);
	else
		add_escaped(out, word);
}

const char *command_word(struct arena *arena, const char *word)
{
	struct strbuf out CLEANUP(strbuf_done) = { 0 };

	add_word(&out, word);
	return arena_strdup(arena, strbuf_text(&out));
}

void command_text(const struct command *command, struct strbuf *out)
{
	const char *const *word;

	vec_each (word, &command->argv) {
		if (word != command->argv.at)
			strbuf_add_char(out, ' ');
		add_word(out, *word);
	}
}
