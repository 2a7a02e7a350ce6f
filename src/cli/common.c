#include "cli/common.h"

#include "config.h"

#include "base/str.h"
#include "base/text.h"
#include "os/interrupt.h"
#include "report/render.h"
#include "tool/tools_find.h"

#include <ctype.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* Whether reports of this run are colored. */
static bool colored;

int complain(const char *format, ...)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	char *sentence = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&sentence, format, args) < 0)
		sentence = NULL;
	va_end(args);
	strbuf_printf(&text, "converge: %s\n", sentence ? sentence : format);
	free(sentence);
	text_clean(&text, 0, "\n");
	fputs(strbuf_text(&text), stderr);
	return EXIT_NOTHING_DONE;
}

#define NOTHING_CHANGED "nothing was changed"

int complain_look(unsigned int signals, const char *reason)
{
	if (!signals)
		return complain("%s", reason);
	complain("%s; " NOTHING_CHANGED, reason);
	return EXIT_TROUBLE;
}

void end_at_signals(void)
{
	interrupt_ends("converge: a signal ended this run; " NOTHING_CHANGED "\n", EXIT_TROUBLE);
}

/* One of the colors that reports have, "\033[32m" or "\033[0m"; its length, or 0. */
static size_t color_length(const char *at)
{
	if (!colored || !str_starts(at, "\033["))
		return 0;
	if (str_starts(at + 2, "0m"))
		return 4;
	return at[2] == '3' && at[3] >= '0' && at[3] <= '7' && at[4] == 'm' ? 5 : 0;
}

/* Whatever made this text, nothing of it steers a terminal. */
static void add_harmless(struct strbuf *out, const char *text)
{
	while (*text) {
		size_t color = color_length(text), from = out->length;
		const char *next = strchr(text + 1, '\033');
		size_t size = next ? (size_t)(next - text) : strlen(text);

		strbuf_add_bytes(out, text, color);
		strbuf_add_bytes(out, text + color, size - color);
		text_clean(out, from + color, "\n\t");
		text += size;
	}
}

int print(const struct strbuf *text)
{
	struct strbuf harmless CLEANUP(strbuf_done) = { 0 };

	add_harmless(&harmless, strbuf_text(text));
	fwrite(strbuf_text(&harmless), 1, harmless.length, stdout);
	if (fflush(stdout) || ferror(stdout))
		return complain("standard output could not be written: %s", strerror(errno));
	return 0;
}

void print_diags(struct diags *diags)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	diags_sort(diags);
	render_diags(diags, &text);
	fputs(strbuf_text(&text), stderr);
}

int find_tools(struct arena *arena, const struct options *options, struct tools *ret_tools)
{
	const char *const *argument;

	tools_find(arena, ret_tools);
	vec_each (argument, &options->tools.list) {
		const char *reason = tools_set(arena, ret_tools, *argument);

		if (reason)
			return complain("--tool %s: %s", *argument, reason);
	}
	return 0;
}

const char *host_name(struct arena *arena, const struct options *options)
{
	size_t room = (size_t)sysconf(_SC_HOST_NAME_MAX) + 2;
	char *name = arena_alloc(arena, room);

	if (options->host)
		name = arena_strdup(arena, options->host);
	else if (gethostname(name, room - 1) < 0)
		name = arena_strdup(arena, "localhost");
	for (char *c = name; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	return name;
}

int load_manifest(struct arena *arena, const struct options *options, struct diags *diags,
		  struct manifest **ret_manifest)
{
	static const char *const defaults[] = { CONVERGE_SYSCONFDIR };
	bool given = options->arguments.list.count;

	return manifest_load(arena, given ? options->arguments.list.at : defaults,
			     given ? options->arguments.list.count : 1, diags, ret_manifest);
}

struct style output_style(const struct options *options)
{
	const char *no_color = getenv("NO_COLOR"), *term = getenv("TERM");
	bool plain = (no_color && *no_color) || str_equal(term, "dumb");
	bool terminal = isatty(STDOUT_FILENO);
	struct winsize size;

	colored = options->color == COLOR_ALWAYS ||
		  (options->color == COLOR_AUTO && terminal && !plain);
	return (struct style){
		.verbose = options->verbose,
		.quiet = options->quiet,
		.color = colored,
		.width = terminal && ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 ? size.ws_col : 0,
	};
}
