/* pause and resume: a file that keeps apply from changing this host. */
#include "base/str.h"
#include "cli/common.h"
#include "cli/verbs.h"
#include "os/clock.h"

#include <errno.h>
#include <jansson.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *pause_file(struct arena *arena, const char *state_dir)
{
	return arena_printf(arena, "%s/pause", state_dir);
}

int pause_read(struct arena *arena, const char *state_dir, struct pause *ret_pause)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const char *who = "somebody", *reason = "no reason can be read from the file";
	const char *path = pause_file(arena, state_dir);
	int error = file_read(path, 64 * 1024, &text);
	struct stat file = { 0 };
	json_int_t since;
	json_t *root;

	if (error)
		return error == -ENOENT ? 0 : error;
	/* A file that cannot be read as one of ours pauses all the same, since it was written. */
	(void)stat(path, &file);
	since = file.st_mtime;
	root = json_loadb(strbuf_text(&text), text.length, 0, NULL);
	json_unpack(root, "{s?s, s?s, s?I}", "who", &who, "reason", &reason, "since", &since);
	*ret_pause = (struct pause){ arena_strdup(arena, who), arena_strdup(arena, reason), since };
	json_decref(root);
	return 1;
}

/* The person behind sudo, else the user we run as. */
static const char *who_asks(void)
{
	const char *sudo = getenv("SUDO_USER");
	const struct passwd *user = getpwuid(getuid());

	return sudo && *sudo ? sudo : user ? user->pw_name : "uid unknown";
}

static const char *joined(struct arena *arena, const struct names *words)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const char *const *word;

	vec_each (word, &words->list) {
		if (word != words->list.at)
			strbuf_add_char(&text, ' ');
		strbuf_add(&text, *word);
	}
	return arena_strdup(arena, strbuf_text(&text));
}

static int write_pause(struct arena *arena, const char *state_dir, const char *reason)
{
	json_t *root = json_pack("{s:s, s:s, s:I}", "who", who_asks(), "reason", reason, "since",
				 (json_int_t)clock_now());
	char *text = root ? json_dumps(root, JSON_INDENT(2)) : NULL;
	int error = -EINVAL;

	json_decref(root);
	if (text)
		error = dir_make(state_dir);
	if (!error)
		error = file_replace(pause_file(arena, state_dir), text, strlen(text), 0644);
	free(text);
	if (error)
		return complain("%s could not be written: %s", pause_file(arena, state_dir),
				strerror(-error));
	return 0;
}

/* That another reason to pause is lost, for whoever gave it is not told. */
static void warn_of_earlier(struct arena *arena, const char *state_dir)
{
	struct pause earlier;

	if (pause_read(arena, state_dir, &earlier) > 0)
		complain("warning: this replaces the pause by %s since %s: %s", earlier.who,
			 clock_text(arena, earlier.since), earlier.reason);
}

static int pause_verb(struct arena *arena, const struct options *options)
{
	const char *reason = joined(arena, &options->arguments);
	struct tools tools;
	int status = find_tools(arena, options, &tools);

	if (status)
		return status;
	if (!*reason)
		return complain("pause needs a reason, for whoever finds this host paused");
	warn_of_earlier(arena, tools.state);
	return write_pause(arena, tools.state, reason);
}

static int resume_verb(struct arena *arena, const struct options *options)
{
	const char *file;
	struct tools tools;
	int status = find_tools(arena, options, &tools);

	if (status)
		return status;
	file = pause_file(arena, tools.state);
	if (unlink(file) < 0 && errno != ENOENT)
		return complain("%s could not be removed: %s", file, strerror(errno));
	return 0;
}

const struct verb verb_pause = {
	.name = "pause",
	.arguments = "REASON",
	.summary = "keep apply from changing this host; dry runs go on",
	.accepts = ACCEPTS_WORDS | ACCEPTS_TOOLS,
	.run = pause_verb,
};

const struct verb verb_resume = {
	.name = "resume",
	.arguments = "",
	.summary = "end a pause",
	.accepts = ACCEPTS_TOOLS,
	.run = resume_verb,
};
