/*
 * The system's log: the journal by its native protocol, where entries have
 * fields of their own, or else syslog, which gets the message alone.
 */
#ifndef OS_LOG_H
#define OS_LOG_H

#include <stdbool.h>
#include <stddef.h>

struct log {
	int fd;
	bool journal;
};

struct log_field {
	const char *name;  /* upper case, digits and '_' */
	const char *value; /* NULL: the entry does not have it */
};

/* The journal of `run` ("/run"), or the syslog of `dev` ("/dev"). 0, or -errno: there is neither.
 */
int log_open(const char *run, const char *dev, struct log *ret_log);
void log_close(struct log *log);
/* priority: of syslog(3). 0 or -errno; waits for a second at most. */
int log_write(const struct log *log, int priority, const char *message,
	      const struct log_field *fields, size_t count);
/* Whether what is written there ends up in the journal, by $JOURNAL_STREAM of systemd.exec(5). */
bool log_has_stream(int fd);

#endif
