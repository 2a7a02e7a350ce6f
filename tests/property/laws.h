/*
 * The observer: looks at every command converge starts, and at the model as it
 * is at that moment, and says whether a law of DESIGN section 5 is broken. It knows
 * the manifest's wishes, and nothing of how converge plans.
 */
#ifndef PROPERTY_LAWS_H
#define PROPERTY_LAWS_H

#include "os/pool.h"
#include "standin/model.h"

enum operation_sort {
	OP_UNKNOWN,
	OP_DUMP,
	OP_REPORT,
	OP_CONFIG,
	OP_NEW,
	OP_UPDATE,
	OP_DELETE,
	OP_LOGIN,
	OP_LOGOUT,
	OP_RESCAN,
	OP_ACTIVATE, /* a volume group, or one volume of it */
	OP_DEACTIVATE,
	OP_REFRESH,
};

/* What a command line is about. */
struct operation {
	enum operation_sort sort;
	const char *target, *iface, *sid, *devices;
	char host[MODEL_NAME], vg[MODEL_NAME];
	int port;
	const char *lv; /* NULL: the whole group */
	bool despite_skip;
	const char *const *argv;
};

struct operation operation_read(const char *const *argv);
bool operation_changes(enum operation_sort sort);

/* Right before it starts. */
void laws_check(const struct model *model, const struct child *child, const char *text);
/* Once its pid should be in the lock file. */
void laws_check_noted(const struct child *child);

#endif
