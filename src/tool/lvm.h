/*
 * lvm(8): command lines out, volume groups in. One `lvm fullreport` as JSON
 * sees everything, cannot write metadata, does not wait for locks, and still
 * sees activation (--readonly would not: lvmcmdline.c sets activation = 0).
 *
 * Changing commands are never given a reason to repair or to force.
 */
#ifndef TOOL_LVM_H
#define TOOL_LVM_H

#include "model/snapshot.h"
#include "tool/tools.h"

#define LVM_PROCESSING_FAILED 5 /* exit code: lvm2, tools/errors.h */

extern const char lvm_probe_settings[]; /* what probes give to --config */
/* devices NULL or empty: all that LVM would use. The report shows foreign and shared VGs too. */
struct names;
struct command lvm_report(struct arena *arena, const struct tools *tools,
			  const struct names *devices);
/*
 * Adds VGs, LVs and PVs of a report to the snapshot (its lvm_unknown is left alone). Unknown keys
 * are fine (2.03.26 adds "log"), but every field that lvm_report() asks for must be there. -1 with
 * a sentence when it is not such a report.
 */
int lvm_parse_report(const char *json, size_t size, struct snapshot *snapshot,
		     const char **ret_reason);

/*
 * The uuids of the VGs that LVM would act on, one a line: `vgs`. Asked only when the report has one
 * with a system ID or a lock type, as it does not say whether those are this host's. Marks the rest
 * inaccessible.
 */
struct command lvm_accessible(struct arena *arena, const struct tools *tools,
			      const struct names *devices);
bool lvm_has_restricted(const struct snapshot *snapshot);
void lvm_mark_inaccessible(const char *uuids, struct snapshot *snapshot);

/* `lvmconfig --type full devices activation`: asked when LVM must be restricted, and for causes. */
struct command lvm_config(struct arena *arena, const struct tools *tools);

/* What a changing command works on: a VG, or a volume of it unless lv is NULL. With a uuid the VG
 * is addressed by that (`--select vg_uuid=…`), whatever else has its name; else by name. */
struct lvm_name {
	const char *vg, *uuid, *lv;
};

/*
 * `vgchange -ay|-aey|-an VG`, `lvchange -ay|-aey|-an|--refresh VG/LV`; with the snapshot's
 * lvm_devices as --devices if there are any. Beside a session that is not LOGGED_IN there is always
 * a --devices: /dev/null, which is no device, if there is no list.
 */
enum lvm_activation {
	LVM_PLAINLY,	 /* -ay */
	LVM_EXCLUSIVELY, /* -aey: so that lvmlockd keeps other hosts off */
};
extern const char *const lvm_activation_words[]; /* the options for them */
/* despite_skip: -K, which overrides the activation skip flag of a volume listed by name. */
struct command lvm_activate(const struct tools *tools, const struct snapshot *snapshot,
			    struct arena *arena, const struct lvm_name *name,
			    enum lvm_activation how, bool despite_skip);
struct command lvm_deactivate(const struct tools *tools, const struct snapshot *snapshot,
			      struct arena *arena, const struct lvm_name *name);
struct command lvm_refresh(const struct tools *tools, const struct snapshot *snapshot,
			   struct arena *arena, const struct lvm_name *name);

/* The name that device-mapper has for a volume: "vg-lv", hyphens inside names doubled. */
const char *lvm_dm_name(struct arena *arena, const char *vg, const char *lv);
/* "vg-lv" of device-mapper (hyphens inside names doubled) back to its two names; false for NULL,
 * which a snapshot from a file may have; a layer ("vg-lv-real", "vg-lv_tdata") is told by the dm
 * uuid's suffix, not here. */
bool lvm_split_dm_name(struct arena *arena, const char *dm_name, const char **ret_vg,
		       const char **ret_lv);
/* Whether a dm uuid ("LVM-" + 64 characters [+ "-suffix"]) belongs to the VG of that uuid. */
bool lvm_dm_uuid_is_vg(const char *dm_uuid, const char *vg_uuid);
/* Whether it is a volume's own map, not one of its layers, which have a suffix. */
bool lvm_dm_uuid_is_top(const char *dm_uuid);
/* Whether LVM keeps such a name for what its reports hide: parts of other volumes, what pvmove
 * works on, the leases of lvmlockd. */
bool lvm_name_is_hidden(const char *lv);
#define LVM_LEASES "lvmlock" /* the name of those leases' volume */
/* What the dm uuids of all maps of one VG begin with; NULL if it is none of LVM's. */
const char *lvm_dm_uuid_group(struct arena *arena, const char *dm_uuid);
/* The dm uuid of a volume's own map, without any layer's suffix. */
const char *lvm_dm_uuid(struct arena *arena, const char *vg_uuid, const char *lv_uuid);

#endif
