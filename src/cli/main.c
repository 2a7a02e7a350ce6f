/* converge: the command. Picks the verb; everything else is in its file. */
#include "config.h"

#include "cli/common.h"
#include "cli/verbs.h"
#include "os/core.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

const struct verb *const verbs[] = { &verb_apply,   &verb_validate, &verb_plan,	  &verb_show,
				     &verb_holders, &verb_discover, &verb_import, &verb_release,
				     &verb_pause,   &verb_resume,   &verb_schema, &verb_completion,
				     NULL };

static int run(struct arena *arena, int argc, char **argv)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	struct options options;
	const char *reason;

	if (options_parse(arena, argc, argv, &options, &reason) < 0)
		return complain("%s", reason);
	if (!options.help && !options.version)
		return options.verb->run(arena, &options);
	if (options.help)
		options_help(arena, options.verb, &text);
	else
		strbuf_add(&text, PACKAGE_STRING "\n");
	return print(&text);
}

/*
 * Standard streams that were closed are taken, by what can be neither read nor written: else the
 * next file we open, the lock say, would be one of them.
 */
static int take_closed_streams(void)
{
	int fd;

	do
		fd = open("/", O_PATH); /* NOLINT(android-cloexec-open): as the others */
	while (fd >= 0 && fd <= STDERR_FILENO);
	return fd < 0 ? -1 : close(fd);
}

int main(int argc, char **argv)
{
	struct arena arena = { 0 };
	int status;

	if (take_closed_streams() < 0)
		return EXIT_NOTHING_DONE;
	core_forbid();
	/* A reader of our output that goes away must not end a run half way. */
	signal(SIGPIPE, SIG_IGN);
	/* Nor must a limit on the size of files (ulimit -f): the write fails, and that is said. */
	signal(SIGXFSZ, SIG_IGN);
	status = run(&arena, argc, argv);
	arena_free(&arena);
	return status;
}
