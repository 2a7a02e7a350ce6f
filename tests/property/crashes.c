#include "config.h"

#include "points.h"
#include "property.h"
#include "scenes.h"

#include <stdio.h>

/* How many changing commands a run without a crash starts. */
static int count_changing(const struct scene *scene)
{
	struct fault none = { 0 };
	int count = 0;

	if (property_survives(scene, &none))
		return 0;
	for (size_t i = 0; i < world->first; i++)
		count += world->ran.at[i].changing;
	return count;
}

static void crash_everywhere(const struct scene *scene, const char *name, struct point *point)
{
	static const char *const words[CRASH_POINTS] = { "before", "during", "after" };
	int count = count_changing(scene);

	for (int at = 0; at < count; at++)
		for (int where = 0; where < CRASH_POINTS; where++) {
			struct crash crash = { .at = at, .point = (enum crash_point)where };
			const char *wrong = property_resumes(scene, &crash);
			char heading[128];

			point->tries++;
			if (!wrong)
				continue;
			point->failed++;
			snprintf(heading, sizeof(heading), "%s, killed %s changing command %d",
				 name, words[where], at + 1);
			print_failure(scene, heading, wrong);
		}
}

struct point try_crashes(struct share share)
{
	long random_scenes = number_from("CONVERGE_CRASHES", 50);
	struct point point = { 0 };
	const struct named_scene *named;
	struct scene scene;

	for (named = named_scenes; named->name; named++) {
		if ((named - named_scenes) % share.workers != share.worker)
			continue;
		scene_make(&scene, named);
		crash_everywhere(&scene, named->name, &point);
	}
	for (long i = share.worker; i < random_scenes && !point.failed; i += share.workers) {
		scene_draw(&scene, 1000000 + (uint64_t)i);
		crash_everywhere(&scene, "a random scene", &point);
	}
	return point;
}
