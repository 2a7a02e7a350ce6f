#include "config.h"

#include "base/str.h"
#include "points.h"
#include "property.h"
#include "scenes.h"
#include "standin/foreign.h"

#include <stdio.h>

enum { PLANS = 4, ISCSIADM_CODES = 33, LVM_CODES = 5 };

/* What is tried at one place of one scene. */
struct attack {
	const struct named_scene *named;
	struct scene scene;
	struct point *point;
};

static void strike(const struct attack *attack, enum fault_sort sort, int at, int code)
{
	struct fault fault = { .sort = sort, .at = at, .code = code };
	const char *wrong = property_survives(&attack->scene, &fault);
	char heading[128];

	attack->point->tries++;
	if (!wrong)
		return;
	attack->point->failed++;
	snprintf(heading, sizeof(heading), "%s, fault '%s' (%d) at command %d", attack->named->name,
		 sort == FAULT_CHANGE ? foreign_words[code] : fault_words[sort], code, at);
	print_failure(&attack->scene, heading, wrong);
}

/* The commands of a run without a fault. */
static int count_commands(const struct scene *scene, bool *ret_iscsiadm, int room)
{
	struct fault none = { 0 };
	size_t count;

	property_survives(scene, &none);
	/* The second run is not of interest. */
	count = world->first;
	for (size_t i = 0; i < count && i < (size_t)room; i++)
		ret_iscsiadm[i] = str_starts(world->ran.at[i].text, "iscsiadm");
	return (int)count < room ? (int)count : room;
}

static void strike_everywhere(const struct attack *attack)
{
	bool iscsiadm[64];
	int count = count_commands(&attack->scene, iscsiadm, 64);

	for (int at = 0; at < count; at++) {
		int codes = iscsiadm[at] ? ISCSIADM_CODES : LVM_CODES;

		for (int code = 1; code <= codes; code++)
			strike(attack, FAULT_EXIT, at, code);
		for (int sort = FAULT_HANG; sort < FAULT_SORTS; sort++)
			if (sort != FAULT_CHANGE)
				strike(attack, (enum fault_sort)sort, at, 0);
	}
	for (int at = 0; at < PLANS; at++)
		for (int sort = 0; sort < FOREIGN_SORTS; sort++)
			strike(attack, FAULT_CHANGE, at, sort);
}

struct point try_faults(struct share share)
{
	struct point point = { 0 };
	const struct named_scene *named;

	for (named = named_scenes; named->name; named++) {
		struct attack attack = { .named = named, .point = &point };

		if ((named - named_scenes) % share.workers != share.worker)
			continue;
		scene_make(&attack.scene, named);
		strike_everywhere(&attack);
	}
	return point;
}
