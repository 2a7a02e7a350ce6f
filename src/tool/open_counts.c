#include "config.h"

#include "tool/users.h"

#include "os/file.h"

#include <fcntl.h>
#include <linux/dm-ioctl.h>
#include <sys/ioctl.h>
#include <sys/sysmacros.h>

/* DM_DEV_STATUS only reads (linux/dm-ioctl.h): it opens nothing, and does not wait for I/O. */
static bool ask(int control, const struct block *block, unsigned int *ret_count)
{
	struct dm_ioctl request = {
		.version = { DM_VERSION_MAJOR, 0, 0 },
		.data_size = sizeof(request),
		.data_start = sizeof(request),
		.dev = makedev(block->major, block->minor),
	};

	if (ioctl(control, DM_DEV_STATUS, &request) < 0 || request.open_count < 0)
		return false;
	*ret_count = (unsigned int)request.open_count;
	return true;
}

static void note(struct snapshot *snapshot, const struct block *block, unsigned int count)
{
	struct open_count *old;

	vec_each (old, &snapshot->open_counts)
		if (old->major == block->major && old->minor == block->minor) {
			old->count = count < old->count ? count : old->count;
			return;
		}
	vec_add(snapshot->arena, &snapshot->open_counts,
		((struct open_count){ block->major, block->minor, count }));
}

void open_counts_read(const struct tools *tools, struct snapshot *snapshot)
{
	const char *path = arena_printf(snapshot->arena, "%s/mapper/control", tools->dev);
	CLEANUP(close_fd) int control = -1;
	const struct block *block;
	unsigned int count;

	vec_each (block, &snapshot->blocks) {
		if (!block->dm_name)
			continue;
		/* Without any map the module is left unloaded. */
		if (control < 0)
			control = open(path, O_RDWR | O_CLOEXEC);
		if (control < 0)
			return;
		if (ask(control, block, &count))
			note(snapshot, block, count);
	}
}
