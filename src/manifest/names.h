/*
 * What names and values may look like. iscsiadm checks nothing and makes directories of what it
 * is given, and LVM fails late: so everything that would go wrong there is refused here.
 *
 * Each function returns NULL, or a sentence that says what is wrong. The readers are of the kind
 * that field tables use (field.h): they give the normal form in ret_reading.
 */
#ifndef MANIFEST_NAMES_H
#define MANIFEST_NAMES_H

#include "model/portal.h"

struct arena;
struct reading;
struct text_rule;

/* iqn., eui. and naa. names; kept verbatim, with a warning for what breaks the rules harmlessly. */
const char *name_read_target(struct arena *arena, const char *text, struct reading *ret_reading);
/* The same where a target declared elsewhere is named: no warning a second time. */
const char *name_read_target_ref(struct arena *arena, const char *text,
				 struct reading *ret_reading);
/* A target's name with the globs '*' and '?'. */
const char *name_read_target_glob(struct arena *arena, const char *text,
				  struct reading *ret_reading);
const char *name_read_vg(struct arena *arena, const char *text, struct reading *ret_reading);
const char *name_read_lv(struct arena *arena, const char *text, struct reading *ret_reading);
/* LVM's form: 6-4-4-4-4-4-6 letters and digits. */
const char *name_read_uuid(struct arena *arena, const char *text, struct reading *ret_reading);

/* HOST[:PORT][,TPGT]; two that differ in the tag alone have one identity. */
const char *name_read_portal(struct arena *arena, const char *text, struct reading *ret_reading);

/* The same for a schema. */
extern const struct text_rule name_target_rule, name_target_glob_rule, name_vg_rule, name_lv_rule,
	name_uuid_rule, name_portal_rule;

/* Both names are fine alone; is the pair short enough for LVM and for device-mapper? */
const char *name_check_pair(const char *vg, const char *lv);
/* The record's link TARGET,ADDRESS,PORT,TPGT,IFACE must be a file name. */
const char *name_check_record(struct arena *arena, const char *target, const struct portal *portal,
			      const char *iface);

#endif
