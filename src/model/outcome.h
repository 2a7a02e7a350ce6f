/*
 * The outcome of a run or of a dry run: one result per item, the attempts made,
 * and what follows for the exit status. Text, JSON and the exit code are three
 * renderings of this, so they cannot disagree.
 */
#ifndef MODEL_OUTCOME_H
#define MODEL_OUTCOME_H

#include "model/history.h"
#include "model/plan.h"

#include <stdint.h>

enum result {
	RESULT_KEPT,
	RESULT_CHANGED,
	RESULT_WOULD_CHANGE,
	RESULT_REFUSED,
	RESULT_FAILED,
	RESULT_TIMED_OUT,
	RESULT_SKIPPED,
	RESULT_DEGRADED,
	RESULT_UNKNOWN,
	RESULT_INTERRUPTED,
};

extern const char *const result_words[];

/* Why it does not match, or did not before this run; see engine/cause.h. */
enum cause { CAUSE_NONE, CAUSE_UNKNOWN, CAUSE_DRIFT, CAUSE_INTENT };

extern const char *const cause_words[];

struct item_result {
	const char *kind, *name;
	struct place place;
	enum result result;
	const char *text;	       /* why; NULL for kept, changed and would change */
	const struct changes *changes; /* that the first plan has for it; NULL: none */
	enum cause cause;
	bool counts; /* false: a result that is nobody's trouble (left out by --only) */
};

/* What the time of a run goes into. */
enum phase {
	PHASE_WAIT, /* for commands that a killed run left behind */
	PHASE_LOOK, /* at the host, before anything was done */
	PHASE_PLAN,
	PHASE_ACT,
	PHASE_VERIFY, /* the looks after that */
	PHASE_COUNT,
};

extern const char *const phase_words[];

struct outcome {
	const char *host;
	int64_t started, ended; /* seconds since the epoch */
	int64_t phase_ms[PHASE_COUNT];
	bool dry_run;
	const char *interrupted; /* what cut it short; NULL if nothing did */
	const char *unverified;	 /* why there was no look after the last act; NULL if there was */
	const struct plan *plan; /* the first one: what a dry run prints */
	const struct history *history; /* empty in a dry run */
	VEC(struct item_result) items;
	VEC(const char *) notes; /* and warnings */
};

/* Something was changed, or in a dry run would be. */
bool outcome_changed(const struct outcome *outcome);
/* Something failed, was refused, is unknown, …: exit 4. */
bool outcome_troubled(const struct outcome *outcome);
/* How many items have this result. */
size_t outcome_count(const struct outcome *outcome, enum result result);
/* 0, 2, 4 or 6; DESIGN: without --detailed-exitcodes changes do not show. */
int outcome_exit(const struct outcome *outcome, bool detailed);

#endif
