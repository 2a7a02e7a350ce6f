/* What every LVM command is checked for right before it runs (law 12). */
#ifndef KIND_LVM_GUARD_H
#define KIND_LVM_GUARD_H

#include "kind/kind.h"

#define LVM_PROCESSING_FAILED 5 /* exit code: lvm2, tools/errors.h */

/* A session that has left LOGGED_IN since the plan was made would make LVM hang on its disks. */
enum guard_answer lvm_guard(const struct action *action, const struct tools *tools,
			    struct arena *arena, const char **ret_reason);
/* The same for what brings volumes up: a disk of the volume group that has gone since then would
 * make it partial, and a partial one is never activated. */
enum guard_answer lvm_guard_up(const struct action *action, const struct tools *tools,
			       struct arena *arena, const char **ret_reason);
/* `lvchange -ay`: of a listed volume, or of each where a VG is activated piecewise. */
extern const struct action_type lv_activate_type;

/* The key of a step on a VG (lv NULL) or a volume. */
const char *lvm_key(struct arena *arena, const struct action_type *type, const char *vg,
		    const char *lv);
/* Fills in what all LVM actions share: lane, resource, guard data. */
struct action lvm_draft(struct planning *planning, const struct action_type *type, size_t item,
			const char *vg, const char *lv);
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
