/* What there is to ask of one logical volume. */
#ifndef KIND_VOLUME_H
#define KIND_VOLUME_H

#include "act/planning.h"

/* The item a volume's actions belong to: its own if it is listed, else its VG's. */
size_t lv_item(struct planning *planning, const struct vg_wish *wish, const char *name,
	       const struct vg_progress *progress);
/* planning_act(), after what its VG's volumes wait for, and also_after (or PLAN_NONE). */
size_t lv_act(struct planning *planning, const struct vg_progress *progress, struct action *draft,
	      size_t also_after);
/* NULL: it is not visible. */
const struct lv *lv_seen(const struct vg_progress *progress, const char *name);
/* "active", "inactive" …; lv: NULL if it is not visible. */
const char *lv_seen_word(const struct lv *lv);
/* Whether it is to be active: it is listed so, or its VG is and it is not left out. */
bool lv_is_wanted(const struct vg_wish *wish, const struct lv *lv);
/*
 * Why an active volume must stay: "vg/lv is open: mounted on /srv (to end that: umount /srv)". NULL
 * when nobody but its VG's own layers has it open.
 */
const char *volume_holders(struct planning *planning, const struct vg *vg, const struct lv *lv);
/* The same by its map alone, for a volume group that LVM does not see. */
const char *map_holders(struct planning *planning, const char *vg, const char *lv,
			const struct block *map);
/* False for a pool that LVM activates only below the volumes that use it. */
bool volume_can_be_active(const struct lv *lv);
/* "because …", of a volume whose map stands on devices that are gone. */
extern const char volume_leads_nowhere[];
/* "because …" an active volume needs a refresh: its table points to devices that are gone, is of
 * another size than the metadata says or otherwise disagrees with it, or its node is missing; LVM
 * says "active" all the same. NULL if it does not. */
const char *volume_stale_reason(const struct planning *planning, const struct vg *vg,
				const struct lv *lv);
/* Judges a volume that is to be active while a map of its name is that of another one. */
bool volume_is_in_the_way(struct planning *planning, const struct vg *vg, const struct lv *lv,
			  size_t item);
/* A round before has promised to activate it by itself. */
bool volume_is_owed(const struct planning *planning, const struct vg_wish *wish, const char *lv);

#endif
