/* The drafts of an import, for import.c alone. */
#ifndef ENGINE_IMPORT_PARTS_H
#define ENGINE_IMPORT_PARTS_H

#include "engine/import.h"
#include "os/file.h"

/* A remark that something could not be described. */
void remark_gap(struct import *import, struct remarks *remarks, const char *format, ...)
	__attribute__((format(printf, 3, 4)));
void remark_aside(struct import *import, struct remarks *remarks, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Sorted, each once. */
void import_unique(struct names *names);

/* Drafts of every target that has a record or a session, and what settings its records have. */
void import_targets(struct import *import);
void import_settings(struct import *import, struct imported_target *target,
		     const struct record *const *records, size_t count);
/* The interfaces that the drafts of the targets are bound to. */
void import_interfaces(struct import *import);
/* From now on the draft of this interface has its name alone. False: it had before. */
bool import_bare_interface(struct import *import, const char *name, const char *why);
/* Remarks on what of the described interfaces is left out on purpose; once, after the last round.
 */
void import_remark_interfaces(struct import *import);
/* Drafts of the volume groups on disks of sessions; after the targets. */
void import_groups(struct import *import);
/* Makes a draft speak of each of its volumes instead of all. */
void import_volumes(struct import *import, struct imported_vg *group);
/* The draft of that name, unless it is left out; NULL: none. */
const struct imported_target *import_target(const struct import *import, const char *name);

#endif
