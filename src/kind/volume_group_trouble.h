/* What keeps a volume group from being seen or used, and what to do about it. */
#ifndef KIND_VOLUME_GROUP_TROUBLE_H
#define KIND_VOLUME_GROUP_TROUBLE_H

#include "act/planning.h"

/* Judges what keeps us from asking for a VG, or makes its name no identity. True: nothing may be
 * done. */
bool vg_is_unclear(struct planning *planning, const struct vg_wish *wish, size_t item);
/* Judges one that LVM may not have been able to see, or to see all of. vg: as seen, or NULL. True:
 * nothing may be done, unless a login may still bring it. */
bool vg_is_out_of_sight(struct planning *planning, const struct vg *vg, size_t item);
/* Judges what is to be deactivated while not all that may be built on it is known. */
bool uses_are_unknown(struct planning *planning, size_t item);
/* The condition of what waits for a login that may bring the VG. */
const char *vg_there_by_then(struct planning *planning, const struct vg_wish *wish);
/* "because …" when a rescan of its sessions may bring what this host does not see of a VG (NULL:
 * nothing of it), and nothing else is known to hide that; or NULL. activates: it is to be active,
 * or one of its volumes is. */
const char *vg_wants_rescan(struct planning *planning, const struct vg_wish *wish,
			    const struct vg *vg, bool activates);
/* Judges one that is not there, with the cause if it can be told. blocked: why its targets are not
 * all there, or NULL. */
void vg_judge_invisible(struct planning *planning, const struct vg_wish *wish, size_t item,
			const char *blocked);
/* Judges one that is there but must not or cannot be acted on. activates: as above. */
bool vg_is_unusable(struct planning *planning, const struct vg *vg, bool activates, size_t item,
		    const char *blocked);
/* Judges what this run has activated and LVM has not, without a word (key: that step's). lv: NULL
 * for a whole VG. True: trying again is no use. */
bool vg_is_kept_off(struct planning *planning, const char *vg, const char *lv, const char *key,
		    size_t item);
/* A PV of it whose device is smaller than the metadata says; NULL if there is none. Refreshing a
 * volume beyond its end would leave that suspended. */
const struct pv *vg_short_pv(const struct planning *planning, const struct vg *vg);
/* Whether a device is the map of a volume that this VG does not have (any more). */
bool vg_has_orphan(struct planning *planning, const struct vg *vg, const struct block *block);
/* What to do about such a map: the command that removes it, unless something is seen to use it. */
const char *vg_orphan_advice(struct planning *planning, const struct block *block);
/* Notes device-mapper's maps of volumes that this VG does not have (any more). */
void vg_note_orphans(struct planning *planning, const struct vg *vg);

/* Judges an item of what is not active, and is to be so: whether udev is just activating it may be
 * unknown. */
void vg_doubt_inactive(struct planning *planning, size_t item);

#endif
