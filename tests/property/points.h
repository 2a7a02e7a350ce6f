/* What main() makes points of; each prints what fails and returns how many tries it made. */
#ifndef PROPERTY_POINTS_H
#define PROPERTY_POINTS_H

#include "scene.h"

struct point {
	long tries, failed;
};

/* The work is shared: worker 0, 1, … of so many does each so manieth piece of it. */
struct share {
	int worker, workers;
};

/* Drawn from seeds, each held to property_holds(). */
struct point try_random(struct share share);
/* Every fault at every command, and every change by somebody else at every plan, of the named
 * scenes. */
struct point try_faults(struct share share);
/* Every crash point of the named scenes, and of some random ones. */
struct point try_crashes(struct share share);

/* Every read of some named scenes, and some of the reads of others, fails. */
struct point try_reads(struct share share);

/* What the environment says. */
long number_from(const char *name, long otherwise);

void print_failure(const struct scene *scene, const char *heading, const char *wrong);

#endif
