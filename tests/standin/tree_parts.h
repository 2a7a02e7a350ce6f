/* What the files of the tree share; tree.h is what others see of it. */
#ifndef STANDIN_TREE_PARTS_H
#define STANDIN_TREE_PARTS_H

#include "standin/tree.h"

void tree_add(struct tree_entries *to, char type, const char *path, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
void tree_add_directory(struct tree_entries *to, const char *path);

#define PATH(...) arena_printf(&to->arena, __VA_ARGS__)
#define FILE_IN(directory, name, ...) tree_add(to, 'f', PATH("%s/%s", directory, name), __VA_ARGS__)
#define LINK_IN(directory, name, ...) tree_add(to, 'l', PATH("%s/%s", directory, name), __VA_ARGS__)

/* sysfs, with what udev and device-mapper have beside it */
void tree_add_session(struct tree_entries *to, const struct model *model,
		      const struct session_state_of *session);
void tree_add_disk(struct tree_entries *to, const struct model *model, const struct disk *disk);
void tree_add_map(struct tree_entries *to, const struct model *model, const struct map *map);
void tree_add_proc(struct tree_entries *to, const struct model *model);

#endif
