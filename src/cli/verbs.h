/* The verbs, one file each. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "cli/options.h"

extern const struct verb verb_apply, verb_validate, verb_plan, verb_show, verb_holders,
	verb_discover, verb_import, verb_pause, verb_resume, verb_schema, verb_completion;

struct pause {
	const char *who, *reason;
	int64_t since; /* seconds since the epoch */
};
/* Whether applying is paused on this host: 1 with ret_pause filled, 0, or -errno. */
int pause_read(struct arena *arena, const char *state_dir, struct pause *ret_pause);

#endif
