/* apply: on this host, as a dry run, or planned against a snapshot. */
#include "config.h"

#include "base/str.h"
#include "cli/applied.h"
#include "cli/beside.h"
#include "cli/brought_up.h"
#include "cli/look.h"
#include "cli/saved.h"
#include "cli/verbs.h"
#include "engine/run.h"
#include "os/clock.h"
#include "os/interrupt.h"
#include "report/progress.h"
#include "tool/tools_find.h"
#include "tool/trust.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

/* One invocation of apply. */
struct application {
	struct arena *arena;
	const struct options *options;
	struct tools tools;
	struct snapshot state; /* of --state */
	struct run run;
	struct reviewed reviewed; /* of --plan */
	struct outcome *done;	  /* what came of it; NULL: nothing was begun */
	const char *trouble;	  /* then why; NULL: that is said already */
	bool paused;
	struct style style;
};

/* ---- before ---- */

static bool is_known_name(const struct wishes *wishes, const char *name, struct arena *arena)
{
	const char *slash = strchr(name, '/');
	const struct vg_wish *vg;

	if (wishes_target(wishes, name) || wishes_vg(wishes, name))
		return true;
	if (!slash)
		return false;
	vg = wishes_vg(wishes, arena_strndup(arena, name, (size_t)(slash - name)));
	return vg && vg_wish_lv(vg, slash + 1);
}

static int check_only(const struct application *app)
{
	const char *const *name;

	vec_each (name, &app->run.only->list)
		if (!is_known_name(app->run.wishes, *name, app->arena))
			return complain(
				"--only %s: %s no such target, volume group or VG/LV for host %s",
				*name,
				app->run.wishes->release ? "no apply has brought up"
							 : "the manifest names",
				app->run.wishes->host);
	return 0;
}

/* --host, else the host a given snapshot is of, else this one. */
static const char *wanted_host(const struct application *app)
{
	if (!app->options->host && app->options->state)
		return app->state.host;
	return host_name(app->arena, app->options);
}

/* Manifests that others may write are not for root to obey; a dry run says that it would not. */
static int check_trust(const struct application *app, const struct manifest *manifest)
{
	const char *const *path, *fault, *fix;
	struct strmap seen = { 0 };
	int status = 0;

	if (app->options->state || geteuid() != 0)
		return 0;
	vec_each (path, &manifest_paths(manifest)->list) {
		fault = trust_fault(app->arena, *path, &fix);
		if (!fault || strmap_find(&seen, fault) != SIZE_MAX)
			continue;
		strmap_add(app->arena, &seen, fault, 0);
		if (app->options->dry_run)
			complain("warning: apply refuses the manifest %s: %s\nfix: %s", *path,
				 fault, fix);
		else
			status = complain("the manifest %s is not obeyed: %s; nothing was done\n"
					  "fix: %s",
					  *path, fault, fix);
	}
	return status;
}

/* Where nothing was brought up, no name is wrong. */
static int get_released(struct application *app)
{
	int status = release_wishes(app->arena, &app->tools, wanted_host(app), &app->run.wishes);

	return status || !app->run.wishes->documents ? status : check_only(app);
}

static int get_wishes(struct application *app)
{
	struct diags diags = { .arena = app->arena };
	struct manifest *manifest = NULL;
	struct wishes *wishes = NULL;
	int status;

	if (app->options->verb == &verb_release)
		return get_released(app);
	if (load_manifest(app->arena, app->options, &diags, &manifest) == 0)
		manifest_wishes(manifest, wanted_host(app), &diags, &wishes);
	print_diags(&diags);
	if (diags.errors)
		return EXIT_NOTHING_DONE;
	app->run.wishes = wishes;
	status = check_trust(app, manifest);
	return status ? status : check_only(app);
}

/* ---- after ---- */

static int finish(struct application *app)
{
	const struct outcome *outcome = app->done;
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	int status = outcome_exit(outcome, app->options->detailed_exitcodes);

	if (app->options->save_plan &&
	    saved_plan_write(&app->run, app->options->save_plan, outcome->plan))
		status |= EXIT_TROUBLE;
	if (beside_report(app->options, outcome, status) < 0)
		status |= EXIT_TROUBLE;
	if (beside_log(&app->tools, outcome, status) && app->options->output == OUTPUT_TEXT)
		return status;
	if (app->options->output == OUTPUT_JSON)
		report_json(outcome, status, &text);
	else if (app->options->output == OUTPUT_MARKDOWN)
		report_markdown(outcome, &app->style, &text);
	else if (app->options->output == OUTPUT_DOT)
		report_dot(outcome, app->run.first, app->run.wishes, &text);
	else if (outcome->dry_run)
		report_runbook(outcome, &app->style, &text);
	else
		report_text(outcome, &app->style, &text);
	return print(&text) ? status | EXIT_TROUBLE : status;
}

/* ---- the ways to go ---- */

/* A release follows no manifest, so it neither moves a wish nor fulfils one. */
static void tell_causes(const struct application *app, struct outcome *outcome)
{
	if (app->options->verb == &verb_release)
		return;
	applied_tell(app->options, &app->tools, app->run.wishes, outcome);
	if (!outcome->dry_run)
		brought_up_remember(&app->tools, app->run.wishes, app->run.only);
}

/* What came of it, or why nothing did, is kept for conclude(). */
static void take_end(struct application *app, int error, struct outcome *outcome,
		     const char *reason)
{
	app->trouble = error ? reason : NULL;
	app->done = error ? NULL : outcome;
	if (!error)
		tell_causes(app, outcome);
}

static void plan_here(struct application *app)
{
	struct lock left = { .fd = -1 };
	struct outcome *outcome = NULL;
	const char *reason = NULL;
	int error;

	if (peek_lock(&app->tools, app->arena, &left))
		return;
	error = run_plan(&app->run, &left, &outcome, &reason);
	take_end(app, error, outcome, reason);
}

/* A run that is killed half-way must not leave what nobody releases. */
static void expect_up(void *context)
{
	const struct application *app = context;

	if (app->options->verb != &verb_release)
		brought_up_expect(&app->tools, app->run.wishes, app->run.only);
}

static void apply_here(struct application *app, struct lock *lock)
{
	const struct beginning beginning = { app, expect_up };
	bool live = isatty(STDERR_FILENO) && !app->options->quiet;
	struct progress *progress = progress_new(stderr, app->arena);
	static const struct observer silent;
	struct outcome *outcome = NULL;
	const char *reason = NULL;
	int error;

	app->style.live = live && isatty(STDOUT_FILENO);
	app->run.observer = live ? progress_observer(progress) : &silent;
	app->run.beginning = &beginning;
	error = run_apply(&app->run, lock, &outcome, &reason);
	app->run.beginning = NULL;
	progress_free(progress);
	take_end(app, error, outcome, reason);
}

/* Whether applying is paused, or that cannot be told: then there is nothing to do but to say so. */
static bool is_paused(struct application *app)
{
	struct pause pause;
	int paused = app->options->verb == &verb_release
			     ? 0
			     : pause_read(app->arena, app->tools.state, &pause);

	app->paused = paused > 0;
	if (paused < 0)
		app->trouble = arena_printf(app->arena, "%s/pause cannot be read: %s",
					    app->tools.state, file_error(paused));
	else if (paused)
		app->done = run_nothing(&app->run, false,
					arena_printf(app->arena,
						     "paused by %s since %s: %s; nothing was "
						     "changed (converge resume ends the pause)",
						     pause.who, clock_text(app->arena, pause.since),
						     pause.reason));
	return paused;
}

static int complain_locked(const struct application *app, const struct lock_holder *holder)
{
	if (holder->pid && holder->since > 0)
		complain("another run (pid %d) has held the lock %s for %s, since %s; nothing was "
			 "done",
			 (int)holder->pid, app->tools.lock,
			 clock_age(app->arena, holder->since, clock_now()),
			 clock_text(app->arena, holder->since));
	else if (holder->pid)
		complain("another run (pid %d) holds the lock %s; nothing was done",
			 (int)holder->pid, app->tools.lock);
	else
		complain("another run holds the lock %s; nothing was done", app->tools.lock);
	return EXIT_LOCKED;
}

static int take_lock(struct application *app, struct lock *ret_lock)
{
	int64_t until = clock_ms() + (int64_t)app->options->lock_wait * 1000;
	struct lock_holder holder = { 0 };
	int error = lock_take(app->tools.lock, until, app->arena, ret_lock, &holder);

	if (error == -EWOULDBLOCK)
		return complain_locked(app, &holder);
	if (error == -EINTR)
		return complain("a signal came in while another run held the lock; nothing was "
				"done");
	if (error)
		return complain("the lock %s cannot be taken: %s", app->tools.lock,
				file_error(error));
	return 0;
}

/* Signals that came too late to stop anything do not cost the report. */
static void forget_signals(struct pool *pool)
{
	struct child *child;

	while (pool_wait(pool, 0, &child) == POOL_SIGNAL)
		continue;
}

/* In here signals are events of the run. */
static void with_signals(struct application *app, struct lock *lock)
{
	int error = pool_new(&app->run.pool);

	if (error) {
		app->trouble = arena_printf(app->arena, "signals cannot be received: %s",
					    strerror(-error));
		return;
	}
	app->run.deadline = clock_ms() + (int64_t)app->options->timeout * 1000;
	if (lock) {
		apply_here(app, lock);
		interrupt_ends("converge: a signal ended this run before its report was written\n",
			       EXIT_TROUBLE);
		forget_signals(app->run.pool);
	} else {
		plan_here(app);
	}
	pool_free(app->run.pool);
}

/* Without the lock, and where signals end it: whoever is to read this may never do so. */
static int conclude(struct application *app)
{
	if (app->done)
		return finish(app);
	return app->trouble ? complain_look(app->run.signals, app->trouble) : EXIT_NOTHING_DONE;
}

static int plan_offline(struct application *app)
{
	app->done = run_plan_offline(&app->run, &app->state);
	return conclude(app);
}

static int apply_locked(struct application *app)
{
	struct lock lock;
	int status;

	/* Asked before the wait for the lock, and again after it. */
	if (is_paused(app))
		return conclude(app);
	status = take_lock(app, &lock);
	if (status)
		return status;
	/* The run that had the lock may have brought up more. */
	if (app->options->verb == &verb_release)
		status = get_released(app);
	if (!status && app->run.wishes->release && !app->run.wishes->documents)
		app->done = run_nothing(&app->run, false, "no apply has brought up anything here");
	else if (!status && !is_paused(app))
		with_signals(app, &lock);
	lock_release(&lock);
	return status ? status : conclude(app);
}

static int on_host(struct application *app)
{
	const char *fault;

	if (geteuid() != 0)
		return complain("only root can look at node records and logical volumes, or change "
				"them; run it as root");
	fault = tools_unusable(app->arena, &app->tools);
	if (fault)
		return complain("%s", fault);
	if (!app->options->dry_run)
		return apply_locked(app);
	end_at_signals();
	with_signals(app, NULL);
	return conclude(app);
}

/* --plan: it must be for this host, and brings its --only with it. */
static int get_reviewed(struct application *app)
{
	struct reviewed *reviewed = &app->reviewed;
	int status = reviewed_open(app->arena, app->options, &app->run, reviewed);

	if (status)
		return status;
	if (!str_equal(reviewed->saved.host, wanted_host(app)))
		return complain("%s is a plan for host %s, and this is %s; nothing was done",
				app->options->plan, reviewed->saved.host, wanted_host(app));
	app->run.only = &reviewed->saved.only;
	app->run.review = &reviewed->review;
	return 0;
}

/* Everything that can be found wrong without a look at the host. */
static int prepare(struct application *app)
{
	int status = find_tools(app->arena, app->options, &app->tools);

	app->run.tools = &app->tools;
	app->state.arena = app->arena;
	if (!status && app->options->state)
		status = read_state(app->options, &app->state);
	if (!status && app->options->plan)
		status = get_reviewed(app);
	if (!status)
		status = get_wishes(app);
	return status;
}

static int run(struct application *app)
{
	/* Another run that has the lock may be bringing up what is to be released. */
	if (app->run.wishes->documents || app->run.wishes->release)
		return app->options->state ? plan_offline(app) : on_host(app);
	complain("warning: no document of the manifest is for host %s", app->run.wishes->host);
	if (app->options->plan)
		return complain("%s is for a manifest that has some; nothing was done",
				app->options->plan);
	app->done = run_nothing(&app->run, app->options->dry_run, "no document is for this host");
	return conclude(app);
}

int apply_run(struct arena *arena, const struct options *options)
{
	struct application app = {
		.arena = arena,
		.options = options,
		.style = output_style(options),
		.run = { .arena = arena, .only = &options->only, .jobs = options->jobs },
	};
	int status = prepare(&app);

	if (!status)
		status = run(&app);
	reviewed_close(&app.reviewed);
	return beside_metrics(options, app.done, app.run.wishes, app.paused, status);
}

const struct verb verb_apply = {
	.name = "apply",
	.arguments = "[MANIFEST...]",
	.summary = "make this host match (the default verb)",
	.accepts = ACCEPTS_MANIFESTS | ACCEPTS_OUTPUT | ACCEPTS_HOST | ACCEPTS_TOOLS | ACCEPTS_RUN |
		   ACCEPTS_STATE | ACCEPTS_EXITCODES | ACCEPTS_TIMEOUT,
	.outputs = 1 << OUTPUT_MARKDOWN | 1 << OUTPUT_DOT,
	.run = apply_run,
};
