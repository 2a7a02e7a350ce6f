/*
 * The host that the stand-ins play on: a file that all of them map, and the
 * files that it shows beside it, below one root:
 *
 *	host     the struct below, under flock(2)
 *	bin      iscsiadm and lvm for converge: watched, logged, and hit by faults
 *	hand     the same for people: neither
 *	log      what converge has started, one command a line
 *	broken   what must not have been: a law that was broken, a command nobody knows
 *	sys, proc, run, db, dev   as standin/tree.h has them
 *
 * The model's time is the real one, STAND_IN_SPEED times as fast.
 */
#ifndef STANDIN_PROGRAM_HOST_H
#define STANDIN_PROGRAM_HOST_H

#include "standin/fault.h"
#include "standin/model.h"

#include <sys/types.h>

enum { HOST_SPEED = 50, HOST_FAULTS = 4, HOST_COMMANDS = 48, HOST_TEXT = 640 };

/* Strikes at the so manieth command that a pattern (fnmatch(3)) matches. */
struct host_fault {
	bool used;
	bool crashes; /* the run dies, at this point; else the fault */
	enum crash_point point;
	enum fault_sort sort;
	int code, at, seen;
	char pattern[HOST_TEXT];
};

/* A changing command of the run, or one that an earlier run has left at work. */
struct host_command {
	bool used;
	pid_t pid, run;
	bool changing, spoiled, ended;
	int code;
	char text[HOST_TEXT]; /* words with blanks between; none of them holds one */
};

struct host_state {
	struct model model, shown; /* shown: what the files are of */
	int64_t clock;		   /* clock_ms() at model.now */
	char manifest[256];	   /* of the run */
	pid_t run;		   /* converge's, of the last command */
	bool lvm_spoiled;
	struct host_fault faults[HOST_FAULTS];
	struct host_command commands[HOST_COMMANDS];
};

struct host {
	const char *root;
	int fd;
	struct host_state *state;
};

/* A new one below an empty directory. Ends the program when it cannot, as all of these do. */
void host_make(const char *root);
void host_open(struct host *host, const char *root);
/* Alone with it, and time has passed. */
void host_enter(struct host *host);
/* What has changed shows in the files, with a device event; others may enter. */
void host_leave(struct host *host);
/* It is still there: whoever made it has not taken it away. */
bool host_is_there(const struct host *host);

/* Below the root; the text is the caller's. */
char *host_path(const struct host *host, const char *name);
/* One line more in one of its files. */
void host_note(const struct host *host, const char *name, const char *line);
/* Waits so long in the model's time. */
void host_wait(int64_t ms);
void host_fail(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

#endif
