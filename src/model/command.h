/*
 * A command line, built by tool/ and run by engine/ or printed by report/.
 *
 * argv[0] is what people type ("iscsiadm", "vgchange"); path is the absolute
 * file that is executed (lvm is one program that looks at argv[0]). The two
 * agree when --tool named a file: then argv[0] is that path.
 */
#ifndef MODEL_COMMAND_H
#define MODEL_COMMAND_H

#include "base/vec.h"

#include <stdbool.h>

struct strbuf;

struct command {
	const char *path;
	VEC(const char *) argv; /* without the closing NULL; see command_argv() */
	bool changes;		/* can change the host: never killed, never in a dry run */
	unsigned int seconds;	/* how long it may take before we stop waiting */
	unsigned int least;	/* and how long a probe gets even when the run's time is up */
	/*
	 * A file that it alone sees with another text, in a mount namespace of its own; NULL: none.
	 * Without that text it does something else: it is no line that people may type.
	 */
	const char *overlay;
	bool secret; /* its process has secrets in its memory, and may print them */
};

void command_add(struct arena *arena, struct command *command, const char *word);
/* argv as execve(2) wants it. */
const char *const *command_argv(struct arena *arena, const struct command *command);
/* One word as a POSIX shell needs it: quoted where the shell would see more than a word. */
const char *command_word(struct arena *arena, const char *word);
/* As a line for a POSIX shell: words quoted where the shell would see more than a word. */
void command_text(const struct command *command, struct strbuf *out);

#endif
