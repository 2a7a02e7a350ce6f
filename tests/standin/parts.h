/* What the files of the model share; model.h is what others see of it. */
#ifndef STANDIN_PARTS_H
#define STANDIN_PARTS_H

#include "standin/model.h"

#include <string.h>

#define MODEL_COUNT(array) ((int)(sizeof(array) / sizeof(*(array))))

/* The first free slot of an array, zeroed and taken. */
#define model_take(array, what)                                       \
	({                                                            \
		int at_ = 0;                                          \
		while (at_ < MODEL_COUNT(array) && (array)[at_].used) \
			at_++;                                        \
		if (at_ == MODEL_COUNT(array))                        \
			model_full(what);                             \
		memset(&(array)[at_], 0, sizeof((array)[at_]));       \
		(array)[at_].used = true;                             \
		&(array)[at_];                                        \
	})

/* Ends the program: there is no room for another of these. */
void model_full(const char *what) __attribute__((noreturn));
void model_set_text(char *to, size_t room, const char *text);

/* sid 0: a local one */
struct disk *model_add_disk(struct model *model, int lun, unsigned int sid);
/* udev's rule 69-lvm: when the disk completes a volume group, once. */
void model_see_disk(struct model *model, struct disk *disk);
/* The multipath map of a LUN; NULL: it has none. */
struct map *model_multipath(const struct model *model, int lun);

#endif
