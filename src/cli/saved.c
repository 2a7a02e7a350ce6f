#include "config.h"

#include "cli/saved.h"

#include "base/str.h"
#include "cli/common.h"
#include "os/clock.h"
#include "tool/trust.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#define PLAN_CAP ((size_t)512 * 1024 * 1024)
#define APPLIED_CAP ((size_t)64 * 1024 * 1024)

/* ---- --save-plan ---- */

/* 128 bits that no other plan has; NULL without randomness. */
static const char *new_id(struct arena *arena)
{
	uint64_t bits[2];

	if (getrandom(bits, sizeof(bits), 0) != (ssize_t)sizeof(bits))
		return NULL;
	return arena_printf(arena, "%016llx%016llx", (unsigned long long)bits[0],
			    (unsigned long long)bits[1]);
}

int saved_plan_write(const struct run *run, const char *file, const struct plan *plan)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const struct planned planned = { run->wishes, run->first, plan, run->only };
	const char *id = new_id(run->arena);
	int error;

	if (!run->first)
		return complain("there is no plan for this host, so %s was not written", file);
	if (!id)
		return complain("%s was not written: the kernel gave no random number", file);
	saved_write(&planned, id, &text);
	/* What the host's disks and volumes are called is nobody else's business. */
	error = file_replace(file, strbuf_text(&text), text.length, 0600);
	return error ? complain("%s could not be written: %s", file, strerror(-error)) : 0;
}

/* ---- once ---- */

static const char *applied_file(struct arena *arena, const struct tools *tools)
{
	return arena_printf(arena, "%s/plans-applied", tools->state);
}

/* What the host remembers of applied plans, a line "ID TIME" each. Kept here and not in the plan's
 * own file, of which there may be copies. */
static int read_applied(const struct reviewed *reviewed, struct strbuf *out,
			const char **ret_reason)
{
	const char *file = applied_file(reviewed->arena, reviewed->run->tools);
	int error = file_read(file, APPLIED_CAP, out);

	if (!error || error == -ENOENT)
		return 0;
	*ret_reason = arena_printf(reviewed->arena,
				   "whether this plan was applied already cannot be told: %s: %s",
				   file, file_error(error));
	return -1;
}

/* When it was applied, as the text of the memory has it; NULL: never. */
static const char *applied_when(struct arena *arena, const struct strbuf *applied, const char *id)
{
	const char *line = strbuf_text(applied);
	size_t length = strlen(id);

	while (*line) {
		size_t end = strcspn(line, "\n");

		if (end > length && strncmp(line, id, length) == 0 && line[length] == ' ')
			return arena_strndup(arena, line + length + 1, end - length - 1);
		line += end + (line[end] == '\n');
	}
	return NULL;
}

/* Before anything is done: if that dies half way, what is left is no longer what was reviewed. */
static int remember(const struct reviewed *reviewed, struct strbuf *applied,
		    const char **ret_reason)
{
	const struct tools *tools = reviewed->run->tools;
	const char *file = applied_file(reviewed->arena, tools);
	int error = dir_make(tools->state);

	strbuf_printf(applied, "%s %s\n", reviewed->saved.id,
		      clock_text(reviewed->arena, clock_now()));
	if (!error)
		error = file_replace(file, strbuf_text(applied), applied->length, 0600);
	if (!error)
		return 0;
	*ret_reason = arena_printf(reviewed->arena,
				   "that this plan is applied now cannot be remembered, so nothing "
				   "was done: %s: %s",
				   file, strerror(-error));
	return -1;
}

/* ---- --plan ---- */

static int ask(void *context, const struct plan *plan, const struct snapshot *snapshot,
	       const char **ret_reason)
{
	const struct reviewed *reviewed = context;
	const struct saved *saved = &reviewed->saved;
	const struct planned fresh = { reviewed->run->wishes, snapshot, plan, &saved->only };
	const char *file = reviewed->options->plan, *when, *differences;
	struct strbuf applied CLEANUP(strbuf_done) = { 0 };

	if (read_applied(reviewed, &applied, ret_reason) < 0)
		return -1;
	when = applied_when(reviewed->arena, &applied, saved->id);
	if (when) {
		*ret_reason = arena_printf(reviewed->arena,
					   "%s was applied at %s, and a plan is applied once; "
					   "nothing was done; save a new one",
					   file, when);
		return -1;
	}
	differences = saved_differences(saved, &fresh, reviewed->arena);
	if (differences) {
		*ret_reason = arena_printf(reviewed->arena,
					   "%s is stale, so nothing was done; save and review a "
					   "new plan; since %s this has changed:%s",
					   file, saved->made, differences);
		return -1;
	}
	return reviewed->options->dry_run ? 0 : remember(reviewed, &applied, ret_reason);
}

/* NULL, or what is wrong with it and, on a line of its own, what mends that. */
static const char *unfit(struct arena *arena, const char *file)
{
	const char *fault, *fix;
	struct stat status;

	if (stat(file, &status) < 0)
		return strerror(errno);
	if (!S_ISREG(status.st_mode))
		return "it is no regular file";
	/* Others can only look at what it says. */
	fault = geteuid() == 0 ? trust_fault(arena, file, &fix) : NULL;
	return fault ? arena_printf(arena, "%s\nfix: %s", fault, fix) : NULL;
}

int reviewed_open(struct arena *arena, const struct options *options, const struct run *run,
		  struct reviewed *ret_reviewed)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	const char *file = options->plan, *reason = unfit(arena, file);
	int error;

	*ret_reviewed = (struct reviewed){ .arena = arena, .options = options, .run = run };
	ret_reviewed->review = (struct review){ ret_reviewed, ask };
	if (reason)
		return complain("the plan %s cannot be used: %s", file, reason);
	error = file_read(file, PLAN_CAP, &text);
	if (error)
		return complain("the plan %s cannot be read: %s", file, file_error(error));
	if (saved_read(strbuf_text(&text), text.length, arena, &ret_reviewed->saved, &reason) < 0)
		return complain("%s: %s", file, reason);
	return 0;
}

void reviewed_close(struct reviewed *reviewed)
{
	saved_free(&reviewed->saved);
}
