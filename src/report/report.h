/*
 * An outcome as text, as a runbook, as JSON, as Markdown; a snapshot as text. All of them
 * render the same data and print nothing themselves: they append to a buffer.
 */
#ifndef REPORT_REPORT_H
#define REPORT_REPORT_H

#include "base/strbuf.h"
#include "model/outcome.h"
#include "model/snapshot.h"
#include "model/wish.h"

#include <stdbool.h>

#define REPORT_VERSION 1

struct style {
	bool verbose; /* kept items too, and the commands of attempts */
	bool quiet;   /* only what is wrong */
	bool color;
	size_t width; /* of the terminal; 0: there is none */
	bool live;    /* the attempts were shown while they were made */
};

/* What an apply did and found: attempts, results that are not "kept" by resource, one line of
 * counts. */
void report_text(const struct outcome *outcome, const struct style *style, struct strbuf *out);

/*
 * A dry run as the runbook a person would type: a valid shell script of the very commands that
 * apply would run, in the order of --jobs 1; everything else stands in comments: counts, what is
 * in trouble, what changes of which resource, notes; and the counts once more at its end.
 */
void report_runbook(const struct outcome *outcome, const struct style *style, struct strbuf *out);

/* Either of them for programs; exit_status is the one the process will end with. */
void report_json(const struct outcome *outcome, int exit_status, struct strbuf *out);

/* Either of them for a comment on a pull request: a line of counts, a table of what is not kept,
 * notes, and the runbook or what was done. */
void report_markdown(const struct outcome *outcome, const struct style *style, struct strbuf *out);

/*
 * The same as a graph for graphviz: targets, sessions, disks, volume groups and volumes in the
 * color of their outcome, and the steps in their order. snapshot: what it was planned for; NULL:
 * there was no look.
 */
void report_dot(const struct outcome *outcome, const struct snapshot *snapshot,
		const struct wishes *wishes, struct strbuf *out);

/* The attempts that were made, a line each. */
void report_attempts(const struct outcome *outcome, const struct style *style, struct strbuf *out);

/* What a probe saw, for people. */
void report_snapshot(const struct snapshot *snapshot, struct strbuf *out);

/* "2 changed, 1 refused, 3 kept" */
void report_counts(const struct outcome *outcome, struct strbuf *out);
/* The word for a result, colored if the style is. */
void report_word(enum result result, const struct style *style, struct strbuf *out);
/* "no session -> logged in", and the others behind commas. */
void report_changes(const struct changes *changes, struct strbuf *out);
/* " [drift]" or " [intent]", or nothing when neither is known. */
void report_cause(enum cause cause, struct strbuf *out);
/* " (xen.yaml:9)", or nothing when the place is not known. */
void report_place(const struct place *place, struct strbuf *out);

#endif
