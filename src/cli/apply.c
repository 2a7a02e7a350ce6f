/* apply and its dry run. */
#include "config.h"

#include "cli/common.h"
#include "cli/verbs.h"
#include "engine/run.h"
#include "os/clock.h"
#include "report/progress.h"
#include "base/str.h"
#include "tool/state.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define STATE_CAP ((size_t)512 * 1024 * 1024)

/* One invocation of apply. */
struct application {
	struct arena *arena;
	const struct options *options;
	struct tools tools;
	struct run run;
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

	vec_each (name, &app->options->only.list)
		if (!is_known_name(app->run.wishes, *name, app->arena))
			return complain("--only %s: the manifest names no such target, volume group "
					"or VG/LV for host %s",
					*name, app->run.wishes->host);
	return 0;
}

static int get_wishes(struct application *app)
{
	struct diags diags = { .arena = app->arena };
	struct manifest *manifest = NULL;
	struct wishes *wishes = NULL;

	if (load_manifest(app->arena, app->options, &diags, &manifest) == 0)
		manifest_wishes(manifest, host_name(app->arena, app->options), &diags, &wishes);
	print_diags(&diags);
	if (diags.errors)
		return EXIT_NOTHING_DONE;
	app->run.wishes = wishes;
	return check_only(app);
}

static int read_state(struct application *app, struct snapshot *snapshot)
{
	struct strbuf *text = arena_alloc(app->arena, sizeof(*text));
	const char *reason;
	int error = file_read(app->options->state, STATE_CAP, text);

	snapshot->arena = app->arena;
	if (error)
		return complain("%s: %s", app->options->state, strerror(-error));
	error = state_read(strbuf_text(text), text->length, snapshot, &reason);
	strbuf_done(text);
	return error ? complain("%s: %s", app->options->state, reason) : 0;
}

/* ---- after ---- */

static int write_report(const struct application *app, const struct outcome *outcome, int status)
{
	struct strbuf json CLEANUP(strbuf_done) = { 0 };
	int error;

	if (!app->options->report)
		return 0;
	report_json(outcome, status, &json);
	error = file_replace(app->options->report, strbuf_text(&json), json.length, 0644);
	if (error)
		complain("%s could not be written: %s", app->options->report, strerror(-error));
	return error;
}

static int finish(const struct application *app, const struct outcome *outcome)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	int status = outcome_exit(outcome, app->options->detailed_exitcodes);

	if (write_report(app, outcome, status) < 0)
		status |= 4;
	if (app->options->output == OUTPUT_JSON)
		report_json(outcome, status, &text);
	else if (outcome->dry_run)
		report_runbook(outcome, &app->style, &text);
	else
		report_text(outcome, &app->style, &text);
	return print(&text) ? status | 4 : status;
}

/* ---- the four ways ---- */

static int plan_offline(struct application *app)
{
	struct snapshot snapshot = { 0 };
	int status = read_state(app, &snapshot);

	return status ? status : finish(app, run_plan_offline(&app->run, &snapshot));
}

static int plan_here(struct application *app)
{
	struct lock left = { .fd = -1 };
	struct outcome *outcome;
	const char *reason;

	lock_peek(app->tools.lock, app->arena, &left);
	if (run_plan(&app->run, &left, &outcome, &reason) < 0)
		return complain("%s", reason);
	return finish(app, outcome);
}

static int report_pause(const struct application *app, const struct pause *pause)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	strbuf_printf(&text, "%s: paused by %s since %s: %s; nothing was changed (converge resume "
		      "ends the pause)\n",
		      app->run.wishes->host, pause->who, clock_text(app->arena, pause->since),
		      pause->reason);
	return print(&text);
}

static int apply_here(struct application *app, struct lock *lock)
{
	bool live = isatty(STDERR_FILENO) && !app->options->quiet;
	struct progress *progress = progress_new(stderr, app->arena);
	static const struct observer silent;
	struct outcome *outcome;
	const char *reason;
	int error;

	app->style.live = live && isatty(STDOUT_FILENO);
	app->run.observer = live ? progress_observer(progress) : &silent;
	error = run_apply(&app->run, lock, &outcome, &reason);
	progress_free(progress);
	return error ? complain("%s", reason) : finish(app, outcome);
}

static int apply_locked(struct application *app)
{
	int64_t until = clock_ms() + (int64_t)app->options->lock_wait * 1000;
	struct lock_holder holder = { 0 };
	struct lock lock;
	int status = lock_take(app->tools.lock, until, app->arena, &lock, &holder);

	if (status == -EWOULDBLOCK) {
		complain("another run (pid %d) holds the lock %s since %s; nothing was done",
			 (int)holder.pid, app->tools.lock,
			 holder.since ? clock_text(app->arena, holder.since) : "an unknown time");
		return EXIT_LOCKED;
	}
	if (status)
		return complain("the lock %s cannot be taken: %s", app->tools.lock,
				strerror(-status));
	status = apply_here(app, &lock);
	lock_release(&lock);
	return status;
}

static int apply_unless_paused(struct application *app)
{
	struct pause pause;
	int paused = pause_read(app->arena, app->tools.state, &pause);

	if (paused < 0)
		return complain("%s/pause cannot be read: %s", app->tools.state, strerror(-paused));
	return paused ? report_pause(app, &pause) : apply_locked(app);
}

static int on_host(struct application *app)
{
	int error, status;

	if (geteuid() != 0)
		return complain("only root can look at node records and logical volumes, or change "
				"them; run it as root");
	error = pool_new(&app->run.pool);
	if (error)
		return complain("signals cannot be received: %s", strerror(-error));
	status = app->options->dry_run ? plan_here(app) : apply_unless_paused(app);
	pool_free(app->run.pool);
	return status;
}

static int apply(struct arena *arena, const struct options *options)
{
	struct application app = {
		.arena = arena,
		.options = options,
		.style = output_style(options),
		.run = { .arena = arena,
			 .only = &options->only,
			 .jobs = options->jobs,
			 .deadline = clock_ms() + (int64_t)options->timeout * 1000 },
	};
	int status = find_tools(arena, options, &app.tools);

	app.run.tools = &app.tools;
	if (!status)
		status = get_wishes(&app);
	if (status)
		return status;
	if (!app.run.wishes->documents) {
		complain("warning: no document of the manifest is for host %s; nothing to do",
			 app.run.wishes->host);
		return EXIT_MATCHES;
	}
	return options->state ? plan_offline(&app) : on_host(&app);
}

const struct verb verb_apply = {
	.name = "apply",
	.arguments = "[MANIFEST...]",
	.summary = "make this host match (the default verb)",
	.accepts = ACCEPTS_MANIFESTS | ACCEPTS_OUTPUT | ACCEPTS_HOST | ACCEPTS_TOOLS | ACCEPTS_RUN,
	.run = apply,
};
