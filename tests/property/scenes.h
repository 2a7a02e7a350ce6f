/* Scenes with a name: what operators meet, each small, for what is tried at every step. */
#ifndef PROPERTY_SCENES_H
#define PROPERTY_SCENES_H

#include "scene.h"

struct named_scene {
	const char *name;
	void (*make)(struct scene *scene);
};

extern const struct named_scene named_scenes[]; /* the last has no name */

/* An empty scene, made by one of them. */
void scene_make(struct scene *scene, const struct named_scene *named);

#endif
