#include "config.h"

#include "tool/users.h"

#include "tool/device_mapper.h"
#include "tool/session_ready.h"

void users_read(const struct tools *tools, struct snapshot *snapshot)
{
	snapshot->processes_read = true;
	/* First, so that the end of its queue means that what follows was seen after it. What
	 * cannot be told is not taken for something that passes. */
	snapshot->udev_busy = udev_queue(tools, snapshot->arena) > 0;
	dm_read_open_counts(tools, snapshot);
	openers_read(tools, snapshot);
	backstores_read(tools, snapshot);
	nvmet_read(tools, snapshot);
	dm_read_open_counts(tools, snapshot);
}
