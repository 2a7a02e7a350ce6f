/* Runs of which one read of a file, link or directory fails. */
#include "config.h"

#include "base/str.h"
#include "points.h"
#include "property.h"
#include "scenes.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static const int errors[] = { ENOMEM, EIO, EMFILE, EACCES };

enum { ERRORS = sizeof(errors) / sizeof(*errors) };

/* Those of which every read is tried: what goes down, what stays, and what LVM must be kept off. */
static const char *const swept[] = { "the way down", "a held volume",
				     "a used session that is to go", "a sick session" };

/* A run that reads: a dry run, or an apply. */
struct reader {
	const char *name;
	const char *(*holds)(const struct scene *scene, struct reads *reads);
	long step; /* where not every read is tried, each of so many is */
};

static const struct reader dry_run = { "a dry run", property_plans_no_more, 23 };
static const struct reader apply = { "an apply", property_reads_on, 47 };

static void fail_at(const struct scene *scene, const char *name, const struct reader *reader,
		    struct reads reads, struct point *point)
{
	const char *wrong = reader->holds(scene, &reads);
	char heading[128];

	point->tries++;
	if (!wrong || !*wrong)
		return;
	point->failed++;
	snprintf(heading, sizeof(heading), "%s, read %ld of %s fails: %s", name, reads.at,
		 reader->name, strerror(reads.error));
	print_failure(scene, heading, wrong);
}

/* An error at each read, or at some, another at the next one; which begins is the turn's. */
static void fail_at_each(const struct scene *scene, const char *name, const struct reader *reader,
			 long step, long turn, struct point *point)
{
	struct reads none = { .at = -1 };

	/* Without a fault, to count them. */
	if (reader->holds(scene, &none))
		return;
	for (long at = turn % step; at < none.count; at += step)
		fail_at(scene, name, reader,
			(struct reads){ .at = at, .error = errors[(at / step + turn) % ERRORS] },
			point);
}

static bool is_swept(const char *name)
{
	for (size_t i = 0; i < sizeof(swept) / sizeof(*swept); i++)
		if (str_equal(swept[i], name))
			return true;
	return false;
}

static void try_named(struct share share, long turn, struct point *point)
{
	const struct named_scene *named;
	struct scene scene;

	for (named = named_scenes; named->name; named++) {
		bool all = is_swept(named->name);

		if ((named - named_scenes) % share.workers != share.worker)
			continue;
		scene_make(&scene, named);
		fail_at_each(&scene, named->name, &dry_run, all ? 1 : dry_run.step, turn, point);
		fail_at_each(&scene, named->name, &apply, all ? 1 : apply.step, turn, point);
	}
}

struct point try_reads(struct share share)
{
	long cases = number_from("CONVERGE_READS", 200), turn = number_from("CONVERGE_SEED", 1);
	struct point point = { 0 };
	struct scene scene;
	char name[32];

	try_named(share, turn, &point);
	for (long i = share.worker; i < cases && !point.failed; i += share.workers) {
		scene_draw(&scene, (uint64_t)(turn + i));
		snprintf(name, sizeof(name), "seed %ld", turn + i);
		fail_at_each(&scene, name, &dry_run, 9 * dry_run.step, i, &point);
		fail_at_each(&scene, name, &apply, 11 * apply.step, i, &point);
	}
	return point;
}
