/* What people and scenarios do to the SAN and the host. */
#ifndef STANDIN_PROGRAM_SAN_H
#define STANDIN_PROGRAM_SAN_H

#include "standin/model.h"

/* Each takes the words of its command line; a fault ends the program. */

/* target IQN MB...: on every portal, with LUNs of these sizes. */
void san_target(struct model *model, const char *const *words);
/* group VG IQN[/LUN]... [-- LV[:MB]...]: over these LUNs, 8 MB a volume unless told. */
void san_group(struct model *model, const char *const *words);
/* portal ADDRESS answers|silent|refuses|denies: sessions through it fail while it is silent. */
void san_portal(struct model *model, const char *const *words);
/* A session whose portal answers is LOGGED_IN again. */
void san_recover(struct model *model);
/* activation off|rule|background: what udev does with a volume group that has come. */
void san_activation(struct model *model, const char *const *words);
/* trigger: udev sees all disks as if for the first time, as at boot. */
void san_trigger(struct model *model, const char *const *words);
/* mount VG/LV, unmount VG/LV */
void san_mount(struct model *model, const char *const *words);
void san_unmount(struct model *model, const char *const *words);
/* damage IQN good|empty|garbage|newer: the target's records. */
void san_damage(struct model *model, const char *const *words);

#endif
