/* Properties that hold for every scene. */
#ifndef PROPERTY_PROPERTY_H
#define PROPERTY_PROPERTY_H

#include "scene.h"
#include "trial.h"

/*
 * Each plays a scene and says what does not hold: NULL when all does, "" when the scene's manifest
 * is refused. The sentence is the world's until the next one.
 */
const char *property_holds(const struct scene *scene);
/* One run with a fault, then what must hold of that run, and of a run after it. */
const char *property_survives(const struct scene *scene, const struct fault *fault);
/* A dry run of which one read fails takes nothing away that stays with all read. How many reads
 * there were is filled in. */
const char *property_plans_no_more(const struct scene *scene, struct reads *reads);
/* One apply of which one read fails, then one that finishes. */
const char *property_reads_on(const struct scene *scene, struct reads *reads);
/* One run that dies, then one that finishes. */
const char *property_resumes(const struct scene *scene, const struct crash *crash);
/* What is imported of the host, whatever the manifest, is as it is. */
const char *property_imports(const struct scene *scene);

#endif
