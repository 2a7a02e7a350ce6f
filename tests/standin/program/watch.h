/* Who watches converge's commands: the log, the faults, and the observer of the laws. */
#ifndef STANDIN_PROGRAM_WATCH_H
#define STANDIN_PROGRAM_WATCH_H

#include "host.h"

/* A command has been started, by the process run: it is logged, and held against the laws. The
 * entry is its own until watch_end(). */
struct host_command *watch_begin(struct host *host, const char *const *argv, pid_t run);
/* The fault that strikes at a command, which is matched as the log has it; NULL: none. */
const struct host_fault *watch_fault(struct host *host, const char *const *argv);
/* Whether its answer will be good for anything. */
void watch_spoil(struct host *host, struct host_command *command, bool spoiled);
void watch_end(struct host_command *command, int code);
void watch_broken(const struct host *host, const char *sentence);

#endif
