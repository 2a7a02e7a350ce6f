#include "config.h"

#include "property.h"

#include "base/str.h"
#include "oracle.h"
#include "printed.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { RUN_SECONDS = 600 };

static const struct trial_way one_job = { .jobs = 1, .seconds = RUN_SECONDS, .crash.at = -1 };
static const struct trial_way many_jobs = { .jobs = 16, .seconds = RUN_SECONDS, .crash.at = -1 };
static const struct trial_way dry = {
	.dry_run = true, .jobs = 1, .seconds = RUN_SECONDS, .crash.at = -1
};

/* A scene being played. */
struct play {
	const struct scene *scene;
	struct arena arena;
	const struct wishes *wishes;
	struct trial trial; /* the last one */
};

static bool is_good(enum result result)
{
	return result == RESULT_KEPT || result == RESULT_CHANGED;
}

static const char *say(const char *text)
{
	world_break("%s", text);
	return world->broken;
}

/* ---- what holds of every run ---- */

static bool ran_changing(void)
{
	for (size_t i = world->first; i < world->ran.count; i++)
		if (world->ran.at[i].changing)
			return true;
	return false;
}

static bool has_changed(void)
{
	for (size_t i = world->first; i < world->ran.count; i++)
		if (world->ran.at[i].changing && world->ran.at[i].code == 0)
			return true;
	return false;
}

/* Text, JSON and the exit status tell the same. */
static void check_renderings(const struct trial *trial)
{
	json_t *root = json_loads(strbuf_text(&trial->json), 0, NULL), *items, *item;
	size_t i;

	if (!root || json_integer_value(json_object_get(root, "exit")) != trial->status)
		say("the JSON report has another exit status");
	items = json_object_get(root, "resources");
	if (json_array_size(items) != trial->outcome->items.count)
		say("the JSON report has other items");
	json_array_foreach(items, i, item)
	{
		const struct item_result *result = &trial->outcome->items.at[i];

		if (!str_equal(json_string_value(json_object_get(item, "result")),
			       result_words[result->result]))
			say("the JSON report has another result");
		if (result->result != RESULT_WOULD_CHANGE &&
		    !strstr(strbuf_text(&trial->text), result->name))
			say("an item is not in the text");
	}
	json_decref(root);
	if (strstr(strbuf_text(&trial->text), "hunter2") ||
	    strstr(strbuf_text(&trial->json), "hunter2"))
		say("law 14: a secret is in a report");
}

/* What the exit status should be, by the items. */
static void check_status(const struct trial *trial, bool dry_run)
{
	const struct item_result *item;
	bool troubled = trial->outcome->interrupted, pending = false;

	vec_each (item, &trial->outcome->items) {
		troubled |= !is_good(item->result) && item->result != RESULT_WOULD_CHANGE &&
			    item->result != RESULT_DEGRADED;
		pending |= item->result == RESULT_WOULD_CHANGE;
	}
	if (troubled != ((trial->status & 4) != 0))
		world_break("exit status %d does not fit the items", trial->status);
	if (!dry_run && has_changed() != ((trial->status & 2) != 0) && !world->fault.sort)
		world_break("exit status %d, but commands %s", trial->status,
			    has_changed() ? "did something" : "did nothing");
	if (dry_run && pending && !(trial->status & 2))
		world_break("exit status %d, but changes are pending", trial->status);
}

/*
 * What nobody could have known: somebody changed the host after the last look, or iscsiadm said
 * that there are no records, which counts as empty (law 3).
 */
static bool was_misled(void)
{
	const struct fault *fault = &world->fault;
	size_t at = world->first + (size_t)fault->at;

	if (fault->sort == FAULT_CHANGE)
		return fault->at >= world->plans - 1;
	return fault->sort == FAULT_EXIT && fault->code == 21 && at < world->ran.count &&
	       !world->ran.at[at].changing;
}

static void check_run(struct play *play, const struct model *before, const struct trial_way *way,
		      bool faulty)
{
	const struct trial *trial = &play->trial;
	struct oracle oracle = {
		.wishes = play->wishes,
		.before = before,
		.after = &world->model,
		.outcome = trial->outcome,
	};
	const char *wrong;

	if (way->dry_run && ran_changing())
		say("law 1: a dry run changes");
	if (!trial->outcome)
		return;
	check_renderings(trial);
	check_status(trial, way->dry_run);
	if (way->dry_run)
		return;
	if (was_misled())
		return;
	wrong = oracle_judge(&oracle, faulty, &world->arena);
	if (wrong)
		say(wrong);
}

/* Runs once, from the host as it is, and checks all that holds of every run. */
static void run(struct play *play, const struct trial_way *way, bool faulty)
{
	struct model before = world->model;

	trial_done(&play->trial);
	trial_run(&play->trial, play->wishes, way);
	if (play->trial.died && way->crash.at < 0)
		say("the run ended in the middle");
	if (!play->trial.died && play->trial.reason && !faulty)
		world_break("nothing was done: %s", play->trial.reason);
	check_run(play, &before, way, faulty);
}

static bool is_all_good(const struct trial *trial)
{
	const struct item_result *item;

	vec_each (item, &trial->outcome->items)
		if (!is_good(item->result))
			return false;
	return true;
}

/* ---- again ---- */

/* The question whether there are new LUNs; and udev activates what a login brings. */
static bool may_come_again(const char *command, bool after_login)
{
	return str_ends(command, " --rescan") || (after_login && strstr(command, "change -an "));
}

/* What went well is not done again. */
static void check_not_again(size_t first, size_t second)
{
	bool login = false;

	for (size_t i = second; i < world->ran.count; i++) {
		login |= str_ends(world->ran.at[i].text, " --login");
		if (!world->ran.at[i].changing || may_come_again(world->ran.at[i].text, login))
			continue;
		for (size_t k = first; k < second; k++)
			if (world->ran.at[k].changing && world->ran.at[k].code == 0 &&
			    str_equal(world->ran.at[k].text, world->ran.at[i].text))
				world_break("law 16: done again: %s", world->ran.at[i].text);
	}
}

static void run_again(struct play *play, bool all_good)
{
	size_t first = world->first;

	world_settle();
	run(play, &many_jobs, false);
	if (all_good && ran_changing())
		world_break("law 16: a second run does something: %s",
			    world->ran.at[world->ran.count - 1].text);
	check_not_again(first, world->first);
	if (!all_good || world->broken)
		return;
	run(play, &dry, false);
	if (play->trial.outcome && play->trial.status)
		world_break("a dry run after all was done exits with %d", play->trial.status);
}

/* ---- properties ---- */

static bool begin(struct play *play, const struct scene *scene)
{
	CLEANUP(strbuf_done) struct strbuf yaml = { 0 };

	*play = (struct play){ .scene = scene };
	world_enter(&scene->model);
	scene_manifest(scene, &yaml);
	play->wishes = trial_wishes(&play->arena, strbuf_text(&yaml));
	return play->wishes;
}

static const char *end(struct play *play)
{
	trial_done(&play->trial);
	arena_free(&play->arena);
	return world->broken;
}

/* The host as it was in the beginning; what ran is still known. */
static void rewind_host(const struct scene *scene)
{
	world->model = scene->model;
	world_show();
}

const char *property_holds(const struct scene *scene)
{
	struct printed printed = { 0 };
	struct play play;
	bool all_good;

	if (!begin(&play, scene))
		return end(&play), "";
	run(&play, &dry, false);
	printed.arena = &play.arena;
	printed_read(&printed, strbuf_text(&play.trial.text));
	rewind_host(scene);
	run(&play, &one_job, false);
	if (!play.trial.outcome)
		return end(&play);
	all_good = is_all_good(&play.trial);
	printed_check(&printed, all_good);
	if (!world->broken)
		run_again(&play, all_good);
	if (!world->broken) {
		rewind_host(scene);
		run(&play, &many_jobs, false);
		/* What udev makes of a login may meet a logout earlier or later. */
		if (play.trial.outcome && scene->model.autoactivation == AUTO_OFF &&
		    is_all_good(&play.trial) != all_good)
			say("with many jobs it ends otherwise");
	}
	return end(&play);
}

const char *property_survives(const struct scene *scene, const struct fault *fault)
{
	struct trial_way way = one_job;
	struct play play;

	if (!begin(&play, scene))
		return end(&play), "";
	way.fault = *fault;
	run(&play, &way, true);
	if (!world->broken)
		world_settle();
	if (!world->broken)
		run(&play, &one_job, world_has_strays());
	return end(&play);
}

const char *property_plans_no_more(const struct scene *scene, struct reads *reads)
{
	struct printed whole = { 0 }, partly = { 0 };
	struct trial_way way = dry;
	const char *more;
	struct play play;

	if (!begin(&play, scene))
		return end(&play), "";
	whole.arena = partly.arena = &play.arena;
	run(&play, &dry, false);
	printed_read(&whole, strbuf_text(&play.trial.text));
	way.reads = *reads;
	run(&play, &way, reads->error);
	reads->count = play.trial.reads;
	printed_read(&partly, strbuf_text(&play.trial.text));
	more = printed_destroys_more(&partly, &whole);
	if (more)
		world_break("law 3: with all read this is not to be done: %s", more);
	return end(&play);
}

const char *property_reads_on(const struct scene *scene, struct reads *reads)
{
	struct trial_way way = one_job;
	struct play play;

	if (!begin(&play, scene))
		return end(&play), "";
	way.reads = *reads;
	run(&play, &way, reads->error);
	reads->count = play.trial.reads;
	if (!world->broken && reads->error) {
		world_settle();
		run(&play, &one_job, false);
	}
	return end(&play);
}

const char *property_resumes(const struct scene *scene, const struct crash *crash)
{
	struct trial_way way = one_job;
	struct play play;

	if (!begin(&play, scene))
		return end(&play), "";
	way.crash = *crash;
	run(&play, &way, true);
	if (!play.trial.died && !world->broken)
		say("the run did not come to the point where it was to die");
	if (!world->broken)
		run(&play, &one_job, false);
	return end(&play);
}
