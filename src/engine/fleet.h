/*
 * A fleet: what was seen of each host, held against the others. Two hosts that use one volume at
 * the same time, and a host whose view is older than the others', are seen by no host alone.
 */
#ifndef ENGINE_FLEET_H
#define ENGINE_FLEET_H

#include "model/outcome.h"
#include "model/snapshot.h"
#include "model/wish.h"

struct member {
	const char *host;		 /* as the manifest names it, or its snapshot */
	const char *file;		 /* of its snapshot */
	const struct snapshot *snapshot; /* NULL: there is none that can be used */
	const char *fault;		 /* why there is none; NULL if there is */
	const struct wishes *wishes;	 /* NULL without a snapshot */
	const struct outcome *outcome;	 /* its plan; NULL without a snapshot */
};

struct finding {
	const char *type;	 /* one word for programs: "active", "open", "behind", … */
	const char *kind, *name; /* what it is about; NULL: the hosts themselves */
	const char *text;
	VEC(const char *) hosts;
	struct place place; /* of the word of the manifest that it is against */
};

struct fleet {
	struct arena *arena;
	VEC(struct member) members;
	VEC(struct finding) findings;
};

/* Fills findings: hosts without a snapshot, or with one that is so many seconds older than the
 * newest; then volume groups, the same by UUID wherever they are, and initiator names. */
void fleet_compare(struct fleet *fleet, unsigned int max_age);
/* Whether a host's plan has changes; whether one is in trouble, or there are findings. */
bool fleet_changed(const struct fleet *fleet);
bool fleet_troubled(const struct fleet *fleet);
/* As outcome_exit(). */
int fleet_exit(const struct fleet *fleet, bool detailed);

#endif
