/*
 * Core files. Secrets are in our memory while they are compared and handed on, and in that of every
 * iscsiadm, which reads whole records: neither leaves a core file. What has no secrets (lvm, and
 * the dmeventd that it may start) gets the limit that we were started with, as a crash of it has to
 * be looked into.
 */
#ifndef OS_CORE_H
#define OS_CORE_H

#include <stdbool.h>

/* For this process, from here on: no core file, and only root may look at its memory. */
void core_forbid(void);
/* In a child before its exec, which makes it one that may be dumped again. Only system calls. */
void core_limit_child(bool secret);

#endif
