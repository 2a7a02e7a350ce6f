/* What a command line of iscsiadm, lvm or multipath is about. */
#ifndef STANDIN_OPERATION_H
#define STANDIN_OPERATION_H

#include "standin/model.h"

enum operation_sort {
	OP_UNKNOWN,
	OP_DUMP,
	OP_REPORT,
	OP_CONFIG,
	OP_INTERFACE_NEW,
	OP_INTERFACE_UPDATE,
	OP_INTERFACE_DELETE,
	OP_NEW,
	OP_UPDATE,
	OP_DELETE,
	OP_LOGIN,
	OP_LOGOUT,
	OP_RESCAN,
	OP_FLUSH,    /* a multipath map */
	OP_ACTIVATE, /* a volume group, or one volume of it */
	OP_DEACTIVATE,
	OP_REFRESH,
};

/* What a command line is about. */
struct operation {
	enum operation_sort sort;
	const char *target, *iface, *sid, *devices, *map;
	char host[MODEL_NAME], vg[MODEL_NAME];
	int port;
	const char *lv; /* NULL: the whole group */
	bool despite_skip;
	bool exclusively; /* -aey */
	const char *const *argv;
	const char *const *words; /* of these, without the name of iscsiadm, lvm or multipath */
	const char *text;	  /* the whole line, for people; its reader fills it in */
};

struct operation operation_read(const char *const *argv);
bool operation_changes(enum operation_sort sort);

#endif
