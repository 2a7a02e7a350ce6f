/*
 * Access at run time: whether a volume group, and each of its volumes, may be
 * active on this host by the `access` of its wish. Nothing here keeps another
 * host from anything; what two hosts would corrupt is just never begun.
 */
#ifndef KIND_ACCESS_H
#define KIND_ACCESS_H

#include "act/planning.h"
#include "tool/lvm.h"

/* Judges a visible VG whose lock type does not go with its access, if it, or a volume of it, is to
 * be active. True: nothing may be done. */
bool access_bars_group(struct planning *planning, const struct vg_wish *wish, const struct vg *vg,
		       size_t item);
/* What a volume is that this access does not let be active: "thin,pool"; NULL if it may be. Of what
 * is not known to be harmless it does not. */
const char *access_bars(const struct vg_wish *wish, const struct lv *lv);
/* Whether it bars a volume of this VG (NULL: not visible), so that `vgchange -ay` must not be used.
 */
bool access_splits(const struct vg_wish *wish, const struct vg *vg);
/*
 * Whether a VG that this access splits was to be activated as a whole when this run began. Then its
 * dry run has not printed what activates the others one by one, and that is left for the next run.
 */
bool access_defers(struct planning *planning, const struct vg_wish *wish,
		   const struct vg_progress *progress);
/* Judges the volumes that are to be active and barred: listed ones by themselves, all others in the
 * item of their VG, with what is deferred. */
void access_judge_volumes(struct planning *planning, const struct vg_wish *wish,
			  const struct vg_progress *progress);
/* The condition of a late step on a VG (lv NULL) or a volume of it, which counts the access in;
 * NULL if it is not late. */
const char *access_when(struct planning *planning, const struct vg_wish *wish, const char *late,
			const char *lv);
/* How what activates under this access is to do it. */
enum lvm_activation access_activation(const struct vg_wish *wish);
/* Where to look when it fails. */
void access_hint(struct planning *planning, const struct vg_wish *wish, struct action *draft);
/* Notes of which groups it is said, and not enforced, that one host has them. */
void access_note(struct planning *planning);

#endif
