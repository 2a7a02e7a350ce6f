/*
 * Import: the wishes that describe a host as it is, so that their own plan is empty. What is seen
 * becomes a draft, and the planner itself judges it: a wish that it would act on, or complain
 * about, is taken back, and its sentence becomes the remark that says why.
 */
#ifndef ENGINE_IMPORT_H
#define ENGINE_IMPORT_H

#include "model/snapshot.h"
#include "model/wish.h"
#include "os/file.h"
#include "tool/tools.h"

/* What a manifest cannot say; a comment in it. */
struct remark {
	const char *text; /* on one line */
	bool gap;	  /* something is missing; else it is left out on purpose */
};

struct remarks {
	VEC(struct remark) list;
};

struct imported_target {
	struct target_wish wish;
	struct remarks remarks;
	bool left_out;
};

struct imported_vg {
	struct vg_wish wish;
	const struct vg *vg;
	struct remarks remarks;
	bool left_out;
	const char *doubt; /* why no word for all of its volumes is so; or NULL */
};

struct import {
	struct arena *arena;
	const struct snapshot *snapshot;
	const struct tools *tools;
	const char *host;		       /* its own selector; NULL: no selector can name it */
	const char *initiator;		       /* NULL: not described */
	VEC(struct interface_wish) interfaces; /* those that a described portal is bound to */
	struct names bare;		       /* those of which only the name is described */
	VEC(struct imported_target) targets;
	VEC(struct imported_vg) vgs; /* those on disks of sessions */
	struct remarks remarks;	     /* about the host as a whole */
};

/* A pure function of the snapshot; host: the name it is to be for; tools as for plan_make(). All in
 * the order of names. */
void import_host(const struct snapshot *snapshot, const char *host, const struct tools *tools,
		 struct arena *arena, struct import *ret_import);
/* Whether anything could not be described. */
bool import_has_gaps(const struct import *import);

#endif
