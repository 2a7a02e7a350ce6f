/*
 * What lvmconfig(8) prints, and LVM's filters (lvm.conf: devices/filter); for
 * lvm_devices.c alone.
 */
#ifndef TOOL_LVM_FILTER_H
#define TOOL_LVM_FILTER_H

#include "os/file.h"

#include <stdbool.h>

/* `key=1`; false when it is another number, or not there. */
bool lvm_config_is_on(const char *config, const char *key);
/* What stands behind `key=`, as it is printed; NULL when it is not there. */
const char *lvm_config_value(struct arena *arena, const char *config, const char *key);
/* `key="one"` or `key=["one","two"]`; no strings when it is not there, -1 when it is neither. */
int lvm_config_strings(struct arena *arena, const char *config, const char *key,
		       struct names *ret_strings);

struct lvm_filter {
	VEC(struct lvm_pattern) patterns;
};

/* Adds patterns such as "a|^/dev/sd|"; -1 with a sentence. lvm_filter_done() in either case. */
int lvm_filter_add(struct arena *arena, struct lvm_filter *filter, const struct names *patterns,
		   const char **ret_reason);
/*
 * Does LVM take a device with these names? The first pattern that matches a name decides about
 * that name, one accepted name is enough, and a device of which no name matches is taken
 * (lib/filters/filter-regex.c:_accept_p).
 */
bool lvm_filter_takes(const struct lvm_filter *filter, const struct names *names);
void lvm_filter_done(struct lvm_filter *filter);

#endif
