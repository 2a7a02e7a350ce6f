/*
 * A plan in a file: the steps and verdicts that were reviewed, and marks of the
 * manifest (model/marks.h). converge compares a new plan with it before it does
 * anything. The file holds nothing of any secret, so a secret that has changed
 * makes no difference, unless the steps differ.
 */
#ifndef REPORT_SAVED_H
#define REPORT_SAVED_H

#include "base/strbuf.h"
#include "model/plan.h"
#include "model/snapshot.h"
#include "model/wish.h"
#include "os/file.h"

#define SAVED_VERSION 2

/* A new plan, and what it was made from. */
struct planned {
	const struct wishes *wishes;
	const struct snapshot *snapshot;
	const struct plan *plan;
	const struct names *only;
};

/* A plan as a file has it. */
struct saved {
	const char *id;	  /* of this one and of no other */
	const char *host; /* whose plan it is */
	const char *made; /* when, for people */
	struct names only;
	struct saved_parts *parts;
};

/* The JSON document; id: 32 hexadecimal digits that no other plan has. */
void saved_write(const struct planned *planned, const char *id, struct strbuf *out);
/* 0, or -1 with a sentence when it is no plan of this version of converge. What ret_saved has lives
 * in the arena, but for its parts: saved_free(). */
int saved_read(const char *json, size_t size, struct arena *arena, struct saved *ret_saved,
	       const char **ret_reason);
void saved_free(struct saved *saved);

/*
 * NULL if the new plan is the saved one; else a line for each difference. Compared are the steps
 * that have a command, the verdicts, the manifest's words for each resource, and the addresses of
 * host names in steps. What the host is like beyond that is up to each step's guard.
 */
const char *saved_differences(const struct saved *saved, const struct planned *fresh,
			      struct arena *arena);

#endif
