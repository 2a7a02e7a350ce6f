/* A plan as a graph; for dot.c, and for dot_host.c, which draws the host in it. */
#ifndef REPORT_DOT_H
#define REPORT_DOT_H

#include "base/strlists.h"
#include "report/report.h"

struct drawing {
	struct arena *arena;
	struct strbuf *out;
	const struct outcome *outcome;
	const struct snapshot *snapshot;
	const struct wishes *wishes;
	const size_t *order;	 /* of the steps */
	struct strmap results;	 /* "KIND NAME" -> items of the outcome */
	struct strlists targets; /* items for the records of a target, by its name */
	struct strlists steps;	 /* "KIND NAME" -> numbers of steps for that item */
	struct strmap nodes;	 /* those drawn */
	bool *used;		 /* items of the outcome that a node stands for */
};

/* What a node has of the items it stands for: the color of the worst, the numbers of all steps. */
struct look {
	bool named; /* by the manifest */
	bool missing;
	enum result result;
	const char *steps;
};

/* The item of that kind and name; SIZE_MAX: there is none. */
size_t dot_item(const struct drawing *drawing, const char *kind, const char *name);
/* One more item that a node stands for. */
void dot_look(struct drawing *drawing, size_t item, struct look *look);
/* Whether it has been drawn. */
bool dot_has(const struct drawing *drawing, const char *id);
/* False: it stands there already. */
bool dot_node(struct drawing *drawing, const char *id, const char *label, const struct look *look);
void dot_edge(struct drawing *drawing, const char *from, const char *to, const char *attributes);

/* Everything the manifest names, and what else there is on sessions. */
void dot_host(struct drawing *drawing);

#endif
