#include "config.h"

#include "tool/device_mapper.h"

#include "base/strbuf.h"
#include "os/file.h"
#include "tool/lvm.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/dm-ioctl.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

/* A request, and room for what is answered. */
struct request {
	struct dm_ioctl head;
	char answer[16 * 1024];
};

static bool ask(int control, unsigned long what, unsigned int flags, const struct block *block,
		struct request *request)
{
	request->head = (struct dm_ioctl){
		.version = { DM_VERSION_MAJOR, 0, 0 },
		.data_size = sizeof(*request),
		.data_start = sizeof(request->head),
		.flags = flags,
		.dev = makedev(block->major, block->minor),
	};
	return ioctl(control, what, request) == 0;
}

/* For each map of device-mapper; without any its module is left unloaded. 0, or -errno when it
 * cannot be asked; without its node it is not there. */
static int each_map(const struct tools *tools, struct snapshot *snapshot,
		    void (*look)(int control, struct block *block, struct snapshot *snapshot))
{
	const char *path = arena_printf(snapshot->arena, "%s/mapper/control", tools->dev);
	CLEANUP(close_fd) int control = -1;
	struct block *block;

	vec_each (block, &snapshot->blocks) {
		if (!block->dm_name)
			continue;
		if (control < 0)
			control = open(path, O_RDWR | O_CLOEXEC);
		if (control < 0)
			return file_is_gone(-errno) ? 0 : -errno;
		look(control, block, snapshot);
	}
	return 0;
}

/* ---- open counts ---- */

static void note_unasked(struct snapshot *snapshot, const char *name, int error)
{
	if (!file_is_gone(error) && !snapshot->openers_unknown)
		snapshot->openers_unknown = arena_printf(
			snapshot->arena, "device-mapper does not say how often %s is open: %s",
			name, strerror(-error));
}

static void note_count(int control, struct block *block, struct snapshot *snapshot)
{
	struct request request;
	struct open_count *old;
	unsigned int count;

	if (!ask(control, DM_DEV_STATUS, 0, block, &request)) {
		note_unasked(snapshot, block->name, -errno);
		return;
	}
	if (request.head.open_count < 0)
		return;
	count = (unsigned int)request.head.open_count;
	vec_each (old, &snapshot->open_counts)
		if (old->major == block->major && old->minor == block->minor) {
			old->count = count < old->count ? count : old->count;
			return;
		}
	vec_add(snapshot->arena, &snapshot->open_counts,
		((struct open_count){ block->major, block->minor, count }));
}

void dm_read_open_counts(const struct tools *tools, struct snapshot *snapshot)
{
	int error = each_map(tools, snapshot, note_count);

	if (error < 0)
		note_unasked(snapshot, "a device", error);
}

/* ---- tables ---- */

/* Takes "MAJOR:MINOR SECTOR" and the blank before it. */
static bool take_device(const char **text, struct strbuf *out)
{
	uint64_t major, minor, sector;

	*text += **text == ' ';
	if (!str_take_number(text, UINT_MAX, &major) || *(*text)++ != ':' ||
	    !str_take_number(text, UINT_MAX, &minor) || *(*text)++ != ' ' ||
	    !str_take_number(text, UINT64_MAX, &sector))
		return false;
	extents_add(out, (unsigned int)major, (unsigned int)minor, sector);
	return true;
}

/* The devices of one target, in their order; of a striped one behind the number of stripes and the
 * size of a chunk. */
static bool add_target(const char *type, const char *parameters, struct strbuf *out)
{
	uint64_t stripes = 1, chunk;

	if (str_equal(type, "striped")) {
		if (!str_take_number(&parameters, UINT_MAX, &stripes) || *parameters++ != ' ' ||
		    !str_take_number(&parameters, UINT_MAX, &chunk))
			return false;
	} else if (!str_equal(type, "linear")) {
		return false;
	}
	for (; stripes; stripes--)
		if (!take_device(&parameters, out))
			return false;
	return true;
}

const char *dm_extents(const void *table, size_t size, unsigned int count, struct arena *arena)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *at = table;
	size_t offset = 0;

	for (; count; count--) {
		struct dm_target_spec spec;

		if (offset > size || size - offset <= sizeof(spec))
			return NULL;
		memcpy(&spec, at + offset, sizeof(spec));
		spec.target_type[sizeof(spec.target_type) - 1] = '\0';
		if (!memchr(at + offset + sizeof(spec), '\0', size - offset - sizeof(spec)) ||
		    !add_target(spec.target_type, at + offset + sizeof(spec), &text))
			return NULL;
		/* In a status, next counts from the first one (linux/dm-ioctl.h). */
		offset = spec.next;
	}
	return arena_strdup(arena, strbuf_text(&text));
}

static void note_table(int control, struct block *block, struct snapshot *snapshot)
{
	struct request request;
	const struct dm_ioctl *head = &request.head;

	if (!lvm_dm_uuid_is_top(block->dm_uuid) ||
	    !ask(control, DM_TABLE_STATUS, DM_STATUS_TABLE_FLAG, block, &request) ||
	    head->flags & DM_BUFFER_FULL_FLAG || head->data_start >= sizeof(request))
		return;
	block->extents =
		dm_extents((const char *)&request + head->data_start,
			   sizeof(request) - head->data_start, head->target_count, snapshot->arena);
}

void dm_read_tables(const struct tools *tools, struct snapshot *snapshot)
{
	each_map(tools, snapshot, note_table);
}

/* ---- nodes ---- */

/* Is there a device node or link of that name, for that device? What cannot be told is no reason to
 * change anything. */
static bool has_node(const char *path, const struct block *block)
{
	struct stat status;

	if (stat(path, &status) < 0)
		return !file_is_gone(-errno);
	return S_ISBLK(status.st_mode) && status.st_rdev == makedev(block->major, block->minor);
}

void dm_read_nodes(const struct tools *tools, struct snapshot *snapshot)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const char *vg, *lv;
	struct block *block;
	struct stat status;

	/* Only where device-mapper has its own node can others be missing. */
	if (stat(arena_printf(&scratch, "%s/mapper/control", tools->dev), &status) < 0 ||
	    !S_ISCHR(status.st_mode))
		return;
	vec_each (block, &snapshot->blocks)
		if (lvm_dm_uuid_is_top(block->dm_uuid) &&
		    lvm_split_dm_name(&scratch, block->dm_name, &vg, &lv))
			block->nodeless =
				!has_node(arena_printf(&scratch, "%s/%s/%s", tools->dev, vg, lv),
					  block) ||
				!has_node(arena_printf(&scratch, "%s/mapper/%s", tools->dev,
						       block->dm_name),
					  block);
}
