#include "config.h"

#include "trial.h"

#include "base/str.h"
#include "manifest/manifest.h"
#include "os/clock.h"
#include "os/file.h"
#include "report/report.h"

#include <string.h>
#include <unistd.h>

const struct wishes *trial_wishes(struct arena *arena, const char *yaml)
{
	const char *path = arena_printf(arena, "%s/manifest.yaml", world->tree.root);
	struct diags diags = { .arena = arena };
	struct manifest *manifest = NULL;
	struct wishes *wishes = NULL;

	if (file_replace(path, yaml, strlen(yaml), 0600) ||
	    manifest_load(arena, &path, 1, &diags, &manifest) < 0 ||
	    manifest_wishes(manifest, "xen01", &diags, &wishes) < 0)
		return NULL;
	return wishes;
}

static void render(struct trial *trial)
{
	static const struct style style = { .verbose = true };

	trial->status = outcome_exit(trial->outcome, true);
	if (trial->outcome->dry_run)
		report_runbook(trial->outcome, &style, &trial->text);
	else
		report_text(trial->outcome, &style, &trial->text);
	report_json(trial->outcome, trial->status, &trial->json);
}

/* Of LeakSanitizer; NULL without it. */
void __lsan_disable(void) __attribute__((weak));
void __lsan_enable(void) __attribute__((weak));

static void apply(struct trial *trial, struct run *run)
{
	struct lock_holder holder = { 0 };
	/* These survive the longjmp. */
	static struct lock lock;
	static bool dies;
	struct outcome *outcome = NULL;
	int error;

	lock = (struct lock){ .fd = -1 };
	error = lock_take(world->tools.lock, clock_ms(), &trial->arena, &lock, &holder);
	if (error) {
		world_break("law 15: the lock is not to be had: %s", strerror(-error));
		return;
	}
	/* What a run holds when it dies goes with its process: no leak, though nothing gives it
	 * back. */
	dies = world->crash.at >= 0 && __lsan_disable;
	if (dies)
		__lsan_disable();
	world->reads.counted = true;
	if (setjmp(world->death)) {
		trial->died = true;
	} else if (run_apply(run, &lock, &outcome, &trial->reason) == 0) {
		trial->outcome = outcome;
		render(trial);
	}
	world->reads.counted = false;
	if (dies)
		__lsan_enable();
	lock_release(&lock);
	world_abandon();
}

static void plan(struct trial *trial, struct run *run)
{
	struct lock left = { .fd = -1 };
	struct outcome *outcome = NULL;

	world->reads.counted = true;
	if (lock_peek(world->tools.lock, &trial->arena, &left))
		trial->reason = "the lock cannot be read";
	else if (setjmp(world->death))
		trial->died = true;
	else if (run_plan(run, &left, &outcome, &trial->reason) == 0)
		trial->outcome = outcome;
	world->reads.counted = false;
	if (outcome)
		render(trial);
	world_abandon();
}

void trial_run(struct trial *trial, const struct wishes *wishes, const struct trial_way *way)
{
	static const struct observer silent;
	struct names only = { 0 };
	struct run run = {
		.arena = &trial->arena,
		.wishes = wishes,
		.tools = &world->tools,
		.only = &only,
		.observer = &silent,
		.jobs = way->jobs,
		.deadline = clock_ms() + (int64_t)way->seconds * 1000,
	};

	memset(trial, 0, sizeof(*trial));
	trial->wishes = wishes;
	world_begin(wishes, &way->fault, &way->crash);
	pool_new(&run.pool);
	world->reads = way->reads;
	world->reads.at -= !way->reads.error;
	if (way->dry_run)
		plan(trial, &run);
	else
		apply(trial, &run);
	trial->reads = world->reads.count;
	pool_free(run.pool);
	world_show();
}

void trial_done(struct trial *trial)
{
	arena_free(&trial->arena);
	strbuf_done(&trial->text);
	strbuf_done(&trial->json);
}
