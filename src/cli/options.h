/*
 * The command line. One table drives parsing, --help and
 * completion, so an option exists in one place.
 */
#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include "base/strbuf.h"
#include "base/vec.h"
#include "os/file.h"

#include <stdbool.h>

enum output { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_MARKDOWN, OUTPUT_DOT, OUTPUT_GITHUB };
enum color { COLOR_AUTO, COLOR_ALWAYS, COLOR_NEVER };

struct options {
	const struct verb *verb; /* NULL: --help without one */
	struct names arguments;	 /* what is left: manifests, a pause reason … */
	struct names only, tools;
	const char *host, *report, *metrics, *state, *save_plan, *plan, *fleet;
	const char *user, *password_file, *mutual_user, *mutual_password_file;
	enum output output;
	enum color color;
	unsigned int timeout, lock_wait, jobs; /* seconds, seconds, commands */
	unsigned int max_age;		       /* seconds */
	bool dry_run, detailed_exitcodes, verbose, quiet, help, version;
};

/* A verb of the command: one file under cli/ each. */
struct verb {
	const char *name, *arguments, *summary;
	unsigned int accepts; /* groups of options, see the table */
	unsigned int outputs; /* beside text and JSON: bits 1 << OUTPUT_... */
	int (*run)(struct arena *arena, const struct options *options);
};

enum option_type { FLAG, TEXT, NAMES, NUMBER, CHOICE };

struct option_row {
	const char *name, short_name[2];
	enum option_type type;
	size_t offset;	    /* of its field in struct options */
	unsigned int group; /* 0: every verb */
	const char *argument;
	const char *choices; /* CHOICE: "text|json" in the order of the enum */
	unsigned int least;  /* NUMBER */
	const char *summary;
};

extern const struct option_row option_rows[]; /* ended by one without a name */

extern const struct verb *const verbs[]; /* NULL-terminated; the first is the default */

/* 0, or -1 with a sentence when the command line is wrong. */
int options_parse(struct arena *arena, int argc, char **argv, struct options *ret_options,
		  const char **ret_reason);
/* What a verb prints: "text, json or github". */
const char *options_outputs(struct arena *arena, const struct verb *verb);
/* --help: usage, options, exit codes; of this verb, or of all (NULL). */
void options_help(struct arena *arena, const struct verb *verb, struct strbuf *out);

enum {
	ACCEPTS_MANIFESTS = 1, /* arguments are manifests */
	ACCEPTS_WORDS = 2,     /* any arguments */
	ACCEPTS_OUTPUT = 4,
	ACCEPTS_HOST = 8,
	ACCEPTS_TOOLS = 16,
	ACCEPTS_RUN = 32,   /* what apply and its dry run share */
	ACCEPTS_STATE = 64, /* what can be told of a snapshot too */
	ACCEPTS_TIMEOUT = 128,
	ACCEPTS_EXITCODES = 512,
	ACCEPTS_FLEET = 1024,
	ACCEPTS_AUTH = 256, /* who to be for a portal, and where the secrets are */
};

#endif
