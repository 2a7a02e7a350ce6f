/*
 * A plan in a file: what was reviewed, and marks of the manifest and of the
 * host that it rests on (model/marks.h). A fresh plan is compared with it
 * before anything of it is done. It holds nothing of any secret, so a secret
 * that becomes another one makes no difference to it, unless the steps differ.
 */
#ifndef REPORT_SAVED_H
#define REPORT_SAVED_H

#include "base/strbuf.h"
#include "model/plan.h"
#include "model/snapshot.h"
#include "model/wish.h"
#include "os/file.h"

#define SAVED_VERSION 1

/* A plan as it was just made, and what of. */
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
 * What is not the same any more, a line for each: in the manifest, on the host, in the steps; NULL
 * if nothing is. Steps without a command change nothing and are not compared.
 */
const char *saved_differences(const struct saved *saved, const struct planned *fresh,
			      struct arena *arena);

#endif
