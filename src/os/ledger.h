/* The text of the lock file. For lock.c only; lock.h shows what it looks like. */
#ifndef OS_LEDGER_H
#define OS_LEDGER_H

#include "os/lock.h"

struct strbuf;

struct ledger {
	struct lock_holder holder;	 /* pid 0: nobody that is alive */
	VEC(struct lock_child) children; /* dead or alive, each once */
};

int ledger_read(int fd, struct arena *arena, struct ledger *ret_ledger);
/* Appends the line of a child. */
void ledger_add(struct strbuf *text, const struct lock_child *child);

#endif
