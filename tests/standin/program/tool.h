/* The stand-in as iscsiadm or lvm. */
#ifndef STANDIN_PROGRAM_TOOL_H
#define STANDIN_PROGRAM_TOOL_H

#include "host.h"

/* Runs a command line to its end; its exit status. watched: converge is at work, not a person. */
int tool_run(struct host *host, const char *const *argv, bool watched);

#endif
