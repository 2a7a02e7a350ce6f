/* What `lvm fullreport` prints. */
#include "config.h"

#include "fuzz.h"

#include "tool/lvm.h"

static void check_vgs(const struct snapshot *snapshot)
{
	const struct vg *vg;
	const struct lv *lv;

	vec_each (vg, &snapshot->vgs) {
		fuzz_check(*vg->name && *vg->uuid && snapshot_vg(snapshot, vg->name, NULL));
		vec_each (lv, &vg->lvs)
			fuzz_check(*lv->name && *lv->name != '[' && vg_lv(vg, lv->name));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL;

	if (lvm_parse_report(fuzz_text(&arena, data, size), size, &snapshot, &reason) < 0) {
		fuzz_check(reason && !snapshot.vgs.count && !snapshot.orphans.count);
		return 0;
	}
	snapshot_index(&snapshot);
	check_vgs(&snapshot);
	fuzz_snapshot(&snapshot);
	return 0;
}
