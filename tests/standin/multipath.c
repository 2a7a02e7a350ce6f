#include "config.h"

#include "standin/parts.h"

#include "base/str.h"

#include <stdio.h>

struct map *model_named_multipath(const struct model *model, const char *name)
{
	char own[24];
	struct map *map;

	model_each (map, ((struct model *)model)->maps) {
		snprintf(own, sizeof(own), "mpath%d", map->lun);
		if (map->lv == MODEL_NONE && str_equal(own, name))
			return map;
	}
	return NULL;
}

void multipath_run(struct model *model, const char *const *words, struct reply *reply)
{
	struct map *map;

	if (!words[0] || !words[1] || words[2] || !str_equal(words[0], "-f")) {
		reply->complaint = "multipath knows -f MAP alone";
		return;
	}
	map = model_named_multipath(model, words[1]);
	if (!map)
		reply_fail(reply, 1, "%s: no such map", words[1]);
	else if (model_map_is_open(model, map))
		reply_fail(reply, 1, "%s: map in use", words[1]);
	else
		map->used = false; /* multipathd makes none of its paths again */
}
