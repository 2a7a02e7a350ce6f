/*
 * standin ROOT COMMAND...: makes and changes a host of stand-ins (host.h), and
 * plays its kernel. Called as ROOT/bin/iscsiadm, ROOT/bin/lvm, or the same in ROOT/hand, it is
 * that tool; so it finds its host by where it was called.
 *
 *	new                 a host below an empty directory, with no target and nothing on it
 *	kernel              from now on time passes, udev works and iscsid answers
 *	target, group, portal, activation, mount, unmount, damage      see san.h
 *	run MANIFEST        the laws are those of this manifest from now on
 *	picture             see picture.h
 *	keep FILE           the host, into a file
 *	fault SORT N PATTERN            strikes at the Nth command that matches (fnmatch(3))
 *	faultless           no fault any more: what hangs goes on, sessions recover
 *	again FILE [SORT N PATTERN]     the host as it was kept, with no fault but this
 *
 * A sort of fault is a word of standin/fault.h, with a code after a colon for some (exit:8,
 * change:0), or kill-before, kill-during, kill-after: the run is killed there.
 */
#include "config.h"

#include "base/arena.h"
#include "base/str.h"
#include "kernel.h"
#include "os/clock.h"
#include "picture.h"
#include "san.h"
#include "tool.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- keeping ---- */

static void keep(struct host *host, const char *const *words)
{
	int fd = words[0] ? open(words[0], O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : -1;

	if (fd < 0 || write(fd, &host->state->model, sizeof(host->state->model)) !=
			      (ssize_t)sizeof(host->state->model))
		host_fail("keep: %s", strerror(errno));
	close(fd);
}

static void restore(struct host *host, const char *const *words)
{
	int fd = words[0] ? open(words[0], O_RDONLY | O_CLOEXEC) : -1;

	if (fd < 0 || read(fd, &host->state->model, sizeof(host->state->model)) !=
			      (ssize_t)sizeof(host->state->model))
		host_fail("restore: %s", strerror(errno));
	close(fd);
}

/* ---- faults ---- */

static const char *const crash_words[CRASH_POINTS] = {
	[CRASH_BEFORE] = "kill-before",
	[CRASH_STARTED] = "kill-during",
	[CRASH_ENDED] = "kill-after",
};

/* "exit:8", "kill-after" */
static void read_sort(struct host_fault *fault, const char *word)
{
	size_t length = strcspn(word, ":");

	for (int point = 0; point < CRASH_POINTS; point++)
		if (str_equal(word, crash_words[point])) {
			fault->crashes = true;
			fault->point = (enum crash_point)point;
			return;
		}
	for (int sort = FAULT_NONE + 1; sort < FAULT_SORTS; sort++)
		if (strlen(fault_words[sort]) == length && str_starts(word, fault_words[sort]))
			fault->sort = (enum fault_sort)sort;
	if (!fault->sort)
		host_fail("no fault '%s'", word);
	if (word[length])
		fault->code = (int)strtol(word + length + 1, NULL, 10);
}

static void add_fault(struct host *host, const char *const *words)
{
	struct host_fault *fault = host->state->faults;

	if (!words[0] || !words[1] || !words[2])
		host_fail("which fault, at which command?");
	while (fault->used && fault < host->state->faults + HOST_FAULTS - 1)
		fault++;
	*fault = (struct host_fault){ .used = true, .at = (int)strtol(words[1], NULL, 10) };
	if (snprintf(fault->pattern, sizeof(fault->pattern), "%s", words[2]) >=
	    (int)sizeof(fault->pattern))
		host_fail("a pattern that long");
	read_sort(fault, words[0]);
}

static void end_faults(struct host *host, const char *const *words)
{
	(void)words;
	memset(host->state->faults, 0, sizeof(host->state->faults));
	san_recover(&host->state->model);
}

/* restore, faultless and fault in one. */
static void again(struct host *host, const char *const *words)
{
	end_faults(host, words);
	restore(host, words);
	if (words[1])
		add_fault(host, words + 1);
}

/* ---- the rest ---- */

static void begin_run(struct host *host, const char *const *words)
{
	if (!words[0] || snprintf(host->state->manifest, sizeof(host->state->manifest), "%s",
				  words[0]) >= (int)sizeof(host->state->manifest))
		host_fail("run: one manifest");
}

static void print_picture(struct host *host, const char *const *words)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	(void)words;
	picture_print(&host->state->model, &text);
	fputs(strbuf_text(&text), stdout);
}

static const struct {
	const char *name;
	void (*on_model)(struct model *model, const char *const *words);
	void (*on_host)(struct host *host, const char *const *words);
} commands[] = {
	{ "target", san_target, NULL },	    { "group", san_group, NULL },
	{ "portal", san_portal, NULL },	    { "activation", san_activation, NULL },
	{ "mount", san_mount, NULL },	    { "unmount", san_unmount, NULL },
	{ "damage", san_damage, NULL },	    { "run", NULL, begin_run },
	{ "picture", NULL, print_picture }, { "keep", NULL, keep },
	{ "again", NULL, again },	    { "fault", NULL, add_fault },
	{ "faultless", NULL, end_faults },  { "trigger", san_trigger, NULL },
};

static int command(const char *root, const char *const *words)
{
	struct host host;

	if (str_equal(words[0], "new"))
		return host_make(root), 0;
	host_open(&host, root);
	if (str_equal(words[0], "kernel"))
		return kernel_start(&host), 0;
	for (size_t i = 0; i < sizeof(commands) / sizeof(*commands); i++) {
		if (!str_equal(words[0], commands[i].name))
			continue;
		host_enter(&host);
		if (commands[i].on_model)
			commands[i].on_model(&host.state->model, words + 1);
		else
			commands[i].on_host(&host, words + 1);
		host_leave(&host);
		return 0;
	}
	host_fail("no command '%s'", words[0]);
}

/* ROOT/bin/TOOL: the root, and whether that is bin. The path is cut. */
static const char *root_of(char *path, bool *ret_watched)
{
	char *slash = strrchr(path, '/');

	if (!slash)
		return NULL;
	*slash = '\0';
	slash = strrchr(path, '/');
	if (!slash)
		return NULL;
	*ret_watched = str_equal(slash + 1, "bin");
	*slash = '\0';
	return path;
}

static int be_tool(char *path, const char *const *argv)
{
	struct host host;
	bool watched;
	const char *root = root_of(path, &watched);

	if (!root || !argv[1])
		host_fail("this is no tool of a host");
	host_open(&host, root);
	return tool_run(&host, argv, watched);
}

int main(int argc, char **argv)
{
	char *path;
	int status;

	if (argc > 2 && str_ends(argv[0], "/standin"))
		return command(argv[1], (const char *const *)argv + 2);
	path = argc > 0 ? strdup(argv[0]) : NULL;
	if (!path)
		host_fail("it has no name");
	status = be_tool(path, (const char *const *)argv);
	free(path);
	return status;
}
