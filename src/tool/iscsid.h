/* iscsid: whether it answers. */
#ifndef TOOL_ISCSID_H
#define TOOL_ISCSID_H

#include "base/arena.h"

#include <stdint.h>

/*
 * Is iscsid there and answering? Connects to its socket (which wakes a socket-activated one) and
 * waits until it has taken the connection: 0; -ECONNREFUSED when nothing listens; -ETIMEDOUT when
 * it does not answer by the deadline, or in a second if that is later; -EINTR when a signal came in
 * meanwhile (os/interrupt.h).
 */
int iscsid_ping(int64_t deadline);
/* What that means, and what to do; need: "the plan needs it to …". */
const char *iscsid_trouble(struct arena *arena, int error, const char *need);

#endif
