/* Steps on volume groups and logical volumes. */
#ifndef ACT_VOLUME_H
#define ACT_VOLUME_H

#include "act/planning.h"

/* `vgchange -ay`, `-an`, and a wait until udev has activated one. */
extern const struct action_type vg_activate_type, vg_deactivate_type, vg_await_type;
/*
 * `lvchange -ay` of a listed volume, or of each where a VG is activated piecewise; `-an`;
 * `--refresh`. One that has failed is stopped and started: both look whether the disks are still
 * there, as what is deactivated is to come up again.
 */
extern const struct action_type lv_activate_type, lv_deactivate_type, lv_refresh_type, lv_stop_type,
	lv_start_type;

/* The key of a step on a VG (lv NULL) or a volume. */
const char *volume_key(struct arena *arena, const struct action_type *type, const char *vg,
		       const char *lv);
/* The key of the step that activates all of a VG. */
const char *vg_activation_key(struct planning *planning, const struct vg_wish *wish);
/* Fills in what all LVM actions share: lane, resource, guard data. */
struct action volume_draft(struct planning *planning, const struct action_type *type, size_t item,
			   const char *vg, const char *lv);

#endif
