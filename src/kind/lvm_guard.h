/* What every LVM command is checked for right before it runs (law 12). */
#ifndef KIND_LVM_GUARD_H
#define KIND_LVM_GUARD_H

#include "kind/kind.h"

/* A session that has left LOGGED_IN since the plan was made would make LVM hang on its disks. */
enum guard_answer lvm_guard(const struct action *action, const struct tools *tools,
			    struct arena *arena, const char **ret_reason);
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
/* False for a pool that LVM activates only below the volumes that use it. */
bool volume_can_be_active(const struct lv *lv);
/* Active in device-mapper, but its table points to devices that are gone or disagrees with the
 * metadata: LVM says "active" while I/O fails, and only --refresh repairs it. */
bool volume_is_stale(const struct planning *planning, const struct vg *vg, const struct lv *lv);

#endif
