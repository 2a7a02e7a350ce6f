/* A host as a manifest: what `converge import` prints of it has an empty plan. */
#include "config.h"

#include "property.h"

#include "base/str.h"
#include "engine/import.h"
#include "engine/probe.h"
#include "os/clock.h"
#include "report/import.h"

enum { LOOK_SECONDS = 120 };

static const struct trial_way dry = { .dry_run = true, .jobs = 1, .seconds = 600, .crash.at = -1 };
static const struct trial_way for_real = { .jobs = 1, .seconds = 600, .crash.at = -1 };

static const struct snapshot *look(struct arena *arena)
{
	static const struct looking closely = { .how = PROBE_CLOSELY };
	const struct snapshot *snapshot = NULL;
	unsigned int signals = 0;
	struct pool *pool;
	const char *reason;

	world_begin(trial_wishes(arena, "version: 1\n"), &dry.fault, &dry.crash);
	pool_new(&pool);
	if (probe(&world->tools, "xen01", &closely, pool, clock_ms() + LOOK_SECONDS * 1000, arena,
		  &snapshot, &signals, &reason) < 0)
		world_break("the host could not be looked at: %s", reason);
	pool_free(pool);
	return snapshot;
}

static void run(const struct wishes *wishes, const struct trial_way *way)
{
	struct trial trial;

	trial_run(&trial, wishes, way);
	if (!trial.outcome)
		world_break("nothing was done: %s", trial.reason);
	else if (trial.status)
		world_break("what was imported is not so: %s", strbuf_text(&trial.text));
	for (size_t i = world->first; i < world->ran.count; i++)
		if (world->ran.at[i].changing)
			world_break("what was imported changes: %s", world->ran.at[i].text);
	trial_done(&trial);
}

/* Where nothing is said to be missing, nothing is. */
static void check_whole(const struct snapshot *snapshot, const struct wishes *wishes)
{
	const struct session *session;
	const struct record *record;
	const struct vg *vg;

	vec_each (record, &snapshot->records)
		if (!wishes_target(wishes, record->target))
			world_break("a record of %s is not described", record->target);
	vec_each (session, &snapshot->sessions) {
		const struct target_wish *wish = wishes_target(wishes, session->target);

		if (!wish || wish->ensure != TARGET_LOGGED_IN)
			world_break("session %u is not described", session->sid);
		vec_each (vg, &snapshot->vgs)
			if (snapshot_vg_is_on(snapshot, vg, session->sid) &&
			    !wishes_vg(wishes, vg->name))
				world_break("volume group %s is not described", vg->name);
	}
}

static void import_and_plan(const struct snapshot *snapshot, struct arena *arena)
{
	struct strbuf yaml CLEANUP(strbuf_done) = { 0 };
	const struct wishes *wishes;
	struct import import;

	import_host(snapshot, "xen01", &world->tools, arena, &import);
	report_import(&import, "xen01", &yaml);
	wishes = trial_wishes(arena, strbuf_text(&yaml));
	if (!wishes) {
		world_break("what was imported is refused: %s", strbuf_text(&yaml));
		return;
	}
	if (!import_has_gaps(&import))
		check_whole(snapshot, wishes);
	run(wishes, &dry);
	run(wishes, &for_real);
}

const char *property_imports(const struct scene *scene)
{
	struct arena arena = { 0 };
	const struct snapshot *snapshot;

	world_enter(&scene->model);
	world_settle(); /* what is under way would be over at the next look */
	snapshot = look(&arena);
	if (snapshot)
		import_and_plan(snapshot, &arena);
	arena_free(&arena);
	return world->broken;
}
