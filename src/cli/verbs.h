/* The verbs, one file each. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "cli/options.h"
#include "model/wish.h"
#include "tool/tools.h"

extern const struct verb verb_apply, verb_validate, verb_plan, verb_show, verb_holders,
	verb_discover, verb_import, verb_release, verb_pause, verb_resume, verb_schema,
	verb_completion;

/* What apply does, its dry run and release: they only differ in where their wishes are from. */
int apply_run(struct arena *arena, const struct options *options);
/*
 * The wishes of release: every target that an apply has dealt with on this host is to have no
 * session, every volume group no active volume; records are left alone. 0, or an exit status after
 * complaining.
 */
int release_wishes(struct arena *arena, const struct tools *tools, const char *host,
		   const struct wishes **ret_wishes);

struct pause {
	const char *who, *reason;
	int64_t since; /* seconds since the epoch */
};
/* Whether applying is paused on this host: 1 with ret_pause filled, 0, or -errno. */
int pause_read(struct arena *arena, const char *state_dir, struct pause *ret_pause);

#endif
