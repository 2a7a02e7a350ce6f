/* What both ways of the volume group kind share. */
#ifndef KIND_VOLUME_GROUP_H
#define KIND_VOLUME_GROUP_H

#include "kind/kind.h"

/* Judges what hides a VG from us, or makes its name no identity. True: nothing may be done. */
bool vg_is_unclear(struct planning *planning, const struct vg_wish *wish, size_t item);
/*
 * Adds the logins that this VG's targets still wait for to progress->after. Why its targets will
 * not all be there; NULL if they are, or those logins bring them.
 */
const char *vg_await_targets(struct planning *planning, const struct vg_wish *wish,
			     struct vg_progress *progress);

/*
 * Is udev just activating this VG, though the manifest wants something of it inactive? Then the
 * plan waits for that, in progress->after, and must act on the VG late. Whether it is.
 */
bool vg_await_activation(struct planning *planning, const struct vg_wish *wish,
			 struct vg_progress *progress);

void vg_plan_down(struct planning *planning);

#endif
