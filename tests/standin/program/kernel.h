/* What goes on by itself: kernel, udev and iscsid. */
#ifndef STANDIN_PROGRAM_KERNEL_H
#define STANDIN_PROGRAM_KERNEL_H

#include "host.h"

/* Goes on in the background, until the host is taken away. Returns once iscsid's socket is there.
 */
void kernel_start(struct host *host);

#endif
