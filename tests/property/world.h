/*
 * The world that a run of converge is in: a model host, and what its pool, its
 * clock and its processes are made of.
 *
 * Everything of converge above these is the real code, linked from the archive. The
 * seams are replaced at link time (--wrap, see Makefile.am): the functions of os/pool.h,
 * clock_ms(), clock_now(), those of os/process.h and os/uevent.h, iscsid_ping(), claims_ask(),
 * plan_make(), which is where somebody else may change the host between plan and act, and the
 * system calls that read files, links and directories.
 */
#ifndef PROPERTY_WORLD_H
#define PROPERTY_WORLD_H

#include "base/vec.h"
#include "engine/run.h"
#include "standin/fault.h"
#include "standin/laws.h"
#include "standin/model.h"
#include "standin/tree.h"

#include <setjmp.h>
#include <sys/types.h>

struct fault {
	enum fault_sort sort;
	int at;	  /* which command of the run, from 0; FAULT_CHANGE: which plan */
	int code; /* FAULT_EXIT: exit code; FAULT_CHANGE: what is changed */
};

struct crash {
	int at; /* which changing command, from 0; -1: it lives */
	enum crash_point point;
};

/* Reads of the host's files, links and directories in a run; one of them fails. */
struct reads {
	long at;      /* which, from 0; -1: none */
	int error;    /* its errno */
	long count;   /* how many there were */
	bool counted; /* they are converge's own, not the model's */
};

struct process {
	bool used;
	pid_t pid;
	const char *const *argv;
	const char *config; /* its own iscsid.conf; NULL: the host's */
	int64_t started, ends, kill_at;
	bool changing;
	struct child *child; /* NULL: nobody waits for it any more */
	enum fault_sort fault;
	int fault_code;
	size_t ran;
};

enum { WORLD_PROCESSES = 32 };

struct world {
	struct model model, shown; /* shown: what the files are of */
	struct tree tree;
	struct tools tools;
	struct arena arena; /* of this world's texts */
	const struct wishes *wishes;

	struct process processes[WORLD_PROCESSES];
	pid_t last_pid;
	int watch;
	bool awake; /* something happened that raises a device event */
	int plans;
	struct fault fault;
	struct crash crash;
	struct reads reads;
	int changing; /* changing commands started in this run */
	size_t first; /* of this run in ran */
	VEC(struct ran) ran;
	bool lvm_spoiled, records_spoiled; /* the last answer of that probe had a fault */
	bool signalled;

	const char *broken; /* the first law that was broken, and how; or NULL */
	jmp_buf death;
};

/* The one that is lived in; the seams know no other. */
extern struct world *world;

void world_open(struct world *opened, const char *root);
void world_close(void);
/* A new host in it; what stands on the disk is only made anew where it differs. */
void world_enter(const struct model *model);
/* Files as the model has them. */
void world_show(void);
/* Says that a law was broken; the first one is kept. */
void world_break(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A run has begun, with these plans for it. */
void world_begin(const struct wishes *wishes, const struct fault *fault, const struct crash *crash);
/* The run is over, or dead: what still runs goes on. */
void world_abandon(void);
/* Lets everything end that will end by itself. */
void world_settle(void);
/* What the observer of the laws sees now. */
struct witness world_look(struct at_work at_work[WORLD_PROCESSES]);
/* Time goes on to the next thing that happens, but not beyond the deadline. */
void world_pass(int64_t deadline);
/* What follows is the model's doing, no read of converge's; returns what is given to the other. */
bool world_enter_model(void);
void world_leave_model(bool counted);
/* A child that has ended by now, or is given up; the ends of strays are let happen. */
struct child *world_take_child(void);
/* Changing commands of processes nobody waits for. */
bool world_has_strays(void);

#endif
