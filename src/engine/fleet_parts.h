/* What fleet.c and fleet_groups.c share. */
#ifndef ENGINE_FLEET_PARTS_H
#define ENGINE_FLEET_PARTS_H

#include "engine/fleet.h"

/* One thing, by a name that is the same on every host, as several hosts have it. */
struct sighting {
	const struct member *member;
	const void *what;
};

struct sightings {
	const char *name;
	VEC(struct sighting) list;
};

struct sighting_table {
	struct strmap index;
	VEC(struct sightings) rows;
};

void sighting_add(struct arena *arena, struct sighting_table *table, const char *name,
		  const struct member *member, const void *what);

struct finding *fleet_find(struct fleet *fleet, const char *type, const char *kind,
			   const char *name);
/* "xen01, xen02 and xen03", or some of them "and 9 more". */
const char *finding_hosts(struct arena *arena, const struct finding *finding);

/* Volume groups. */
void fleet_compare_groups(struct fleet *fleet);

#endif
