/*
 * Which devices LVM would use by itself, less the sick ones: an lvm command
 * that reads a disk of a FAILED session hangs, and cannot even be killed.
 */
#include "tool/lvm_devices.h"

#include "os/attrs.h"
#include "tool/lvm.h"
#include "tool/lvm_filter.h"
#include "tool/multipath.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define FILE_BYTES ((size_t)4 * 1024 * 1024)

/* A line of a devices file (lvmdevices(8)). */
struct entry {
	const char *idtype, *idname, *devname, *part;
};

enum health { UNSEEN, VISITED, HEALTHY, SICK };

struct devices {
	const struct tools *tools;
	const struct snapshot *snapshot;
	struct arena *arena;
	enum health *health; /* of each block of the snapshot */
	bool *partitioned;   /* each has partitions */
	bool *component;     /* each is a path of a multipath map */
	const char *unknown; /* why a device may have other names; NULL */
	bool lvs;	     /* devices/scan_lvs: LVs may be PVs */
	bool use_entries;    /* the devices file decides, not the filters */
	VEC(struct entry) entries;
	struct lvm_filter global_filter, filter;
};

static size_t index_of(const struct devices *devices, const char *name)
{
	return strmap_find(&devices->snapshot->block_index, name);
}

static void mark(struct devices *devices)
{
	const struct block *block;
	const char **slave;

	vec_each (block, &devices->snapshot->blocks) {
		size_t disk = block->disk ? index_of(devices, block->disk) : SIZE_MAX;

		if (disk != SIZE_MAX)
			devices->partitioned[disk] = true;
		if (!multipath_is_map(block))
			continue;
		vec_each (slave, &block->slaves)
			if (index_of(devices, *slave) != SIZE_MAX)
				devices->component[index_of(devices, *slave)] = true;
	}
}

/* A session that is not listed vanished while it was looked at. */
static bool is_session_good(const struct devices *devices, unsigned int sid)
{
	const struct session *session = snapshot_session(devices->snapshot, sid);

	return session && session_is_logged_in(session);
}

static bool hangs(const struct devices *devices, const struct block *block)
{
	const struct hang *hang;

	vec_each (hang, &devices->snapshot->hangs)
		if (str_equal(hang->device, block->name))
			return true;
	return false;
}

static bool is_sick(struct devices *devices, const char *name);

/* A map of multipathd works as long as one of its paths does; anything else needs all its parts. */
static bool is_built_on_sick(struct devices *devices, const struct block *block)
{
	const char **slave;
	size_t sick = 0;

	vec_each (slave, &block->slaves)
		sick += is_sick(devices, *slave);
	if (multipath_is_map(block))
		return sick == block->slaves.count;
	return sick || block->dangling;
}

static bool is_sick(struct devices *devices, const char *name)
{
	size_t at = index_of(devices, name);
	const struct block *block;
	bool sick;

	if (at == SIZE_MAX)
		return true; /* it was there when its holder was read */
	if (devices->health[at] != UNSEEN)
		return devices->health[at] == SICK;
	devices->health[at] = VISITED;
	block = &devices->snapshot->blocks.at[at];
	sick = (block->sid && !is_session_good(devices, block->sid)) || hangs(devices, block) ||
	       (block->disk && is_sick(devices, block->disk)) || is_built_on_sick(devices, block);
	devices->health[at] = sick ? SICK : HEALTHY;
	return sick;
}

/* Could it be a PV at all? RAM disks, CDs and floppies never are for LVM. */
static bool is_candidate(const struct devices *devices, size_t at)
{
	const struct block *block = &devices->snapshot->blocks.at[at];
	size_t disk = block->disk ? index_of(devices, block->disk) : SIZE_MAX;

	if (!block->size || str_starts(block->name, "ram") || str_starts(block->name, "sr") ||
	    str_starts(block->name, "fd"))
		return false;
	if (devices->partitioned[at] || devices->component[at] ||
	    (disk != SIZE_MAX && devices->component[disk]))
		return false;
	return devices->lvs || !str_starts(block->dm_uuid, "LVM-");
}

/* Every name LVM knows it by; the first is what --devices is given. */
static struct names names_of(struct devices *devices, const struct block *block)
{
	const struct attrs run = { devices->arena, devices->tools->run, AT_FDCWD,
				   &devices->unknown };
	const char *data =
		arena_printf(devices->arena, "udev/data/b%u:%u", block->major, block->minor);
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789._+-";
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct arena *arena = devices->arena;
	char *rest, *line;
	struct names names = { 0 };
	int error;

	/* Other characters are written in another way in /dev/mapper, or are those of a list. */
	if (block->dm_name && !block->dm_name[strspn(block->dm_name, plain)])
		vec_add(arena, &names.list, arena_printf(arena, "/dev/mapper/%s", block->dm_name));
	vec_add(arena, &names.list, arena_printf(arena, "/dev/%s", block->name));
	error = file_read(arena_printf(arena, "%s/%s", run.directory, data), FILE_BYTES, &text);
	if (error < 0) {
		attrs_doubt(&run, data, error);
		return names;
	}
	rest = arena_strdup(arena, strbuf_text(&text));
	while ((line = strsep(&rest, "\n")))
		if (str_starts(line, "S:")) /* a link below /dev */
			vec_add(arena, &names.list, arena_printf(arena, "/dev/%s", line + 2));
	return names;
}

/* LVM writes the blanks of an id as '_', and may drop repeated ones (device_id.c). */
static bool same_id(const char *a, const char *b)
{
	while (a && b) {
		a += strspn(a, " _");
		b += strspn(b, " _");
		if (*a != *b)
			return false;
		if (!*a)
			return true;
		a++;
		b++;
	}
	return false;
}

/* The N of "sda1", "nvme0n1p1"; NULL for a whole disk. */
static const char *partition_number(const struct block *block)
{
	const char *number;

	if (!block->disk || !str_starts(block->name, block->disk))
		return NULL;
	number = block->name + strlen(block->disk);
	return *number == 'p' ? number + 1 : number;
}

static bool has_name(const struct names *names, const char *wanted)
{
	const char **name;

	vec_each (name, &names->list)
		if (str_equal(*name, wanted))
			return true;
	return false;
}

static bool entry_is(const struct devices *devices, const struct entry *entry,
		     const struct block *block, const struct names *names)
{
	const struct block *disk =
		block->disk ? snapshot_block(devices->snapshot, block->disk) : block;

	if (str_equal(entry->idtype, "sys_wwid"))
		return disk && same_id(disk->wwid, entry->idname) &&
		       str_equal(partition_number(block), entry->part);
	if (block->dm_uuid && str_ends(entry->idtype, "_uuid"))
		return str_equal(block->dm_uuid, entry->idname);
	return has_name(names, entry->devname);
}

static bool is_listed(const struct devices *devices, const struct block *block,
		      const struct names *names)
{
	const struct entry *entry;

	vec_each (entry, &devices->entries)
		if (entry_is(devices, entry, block, names))
			return true;
	return false;
}

static void take_entry(struct devices *devices, char *line)
{
	struct entry entry = { 0 };
	char *word;

	while ((word = strsep(&line, " \t"))) {
		if (str_starts(word, "IDTYPE="))
			entry.idtype = word + strlen("IDTYPE=");
		else if (str_starts(word, "IDNAME="))
			entry.idname = word + strlen("IDNAME=");
		else if (str_starts(word, "DEVNAME="))
			entry.devname = word + strlen("DEVNAME=");
		else if (str_starts(word, "PART="))
			entry.part = word + strlen("PART=");
	}
	if (entry.idtype)
		vec_add(devices->arena, &devices->entries, entry);
}

/* use_devicesfile=1 without the file is as if it were 0 (seen with 2.03.16). */
static int read_entries(struct devices *devices, const char *config, const char **ret_reason)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	struct arena *arena = devices->arena;
	struct names file = { 0 };
	const char *path;
	char *rest, *line;
	int error;

	if (!lvm_config_is_on(config, "use_devicesfile"))
		return 0;
	if (lvm_config_strings(arena, config, "devicesfile", &file) < 0 || file.list.count != 1) {
		*ret_reason = "devices/devicesfile of LVM is not understood";
		return -1;
	}
	path = arena_printf(arena, "%s/devices/%s", devices->tools->lvm_etc, file.list.at[0]);
	error = file_read(path, FILE_BYTES, &text);
	if (error == -ENOENT)
		return 0;
	if (error) {
		*ret_reason = arena_printf(arena, "cannot read %s: %s", path, file_error(error));
		return -1;
	}
	devices->use_entries = true;
	rest = arena_strdup(arena, strbuf_text(&text));
	while ((line = strsep(&rest, "\n")))
		if (*line != '#')
			take_entry(devices, line);
	return 0;
}

static int read_filter(struct arena *arena, const char *config, const char *key,
		       struct lvm_filter *filter, const char **ret_reason)
{
	struct names patterns;

	if (lvm_config_strings(arena, config, key, &patterns) < 0) {
		*ret_reason = arena_printf(arena, "devices/%s of LVM is not understood", key);
		return -1;
	}
	return lvm_filter_add(arena, filter, &patterns, ret_reason);
}

static int read_config(struct devices *devices, const char *config, const char **ret_reason)
{
	struct arena *arena = devices->arena;

	if (!strstr(config, "devices {")) {
		*ret_reason = "lvmconfig printed no section \"devices\"";
		return -1;
	}
	devices->lvs = lvm_config_is_on(config, "scan_lvs");
	if (read_entries(devices, config, ret_reason) < 0)
		return -1;
	if (read_filter(arena, config, "global_filter", &devices->global_filter, ret_reason) < 0)
		return -1;
	return read_filter(arena, config, "filter", &devices->filter, ret_reason);
}

static bool is_used(const struct devices *devices, const struct block *block,
		    const struct names *names)
{
	if (devices->use_entries)
		return is_listed(devices, block, names);
	return lvm_filter_takes(&devices->global_filter, names) &&
	       lvm_filter_takes(&devices->filter, names);
}

static void done(struct devices *devices)
{
	lvm_filter_done(&devices->global_filter);
	lvm_filter_done(&devices->filter);
}

static int begin(struct devices *devices, const char *config, const char **ret_reason)
{
	size_t count = devices->snapshot->blocks.count;

	devices->health = arena_alloc(devices->arena, count * sizeof(*devices->health));
	devices->partitioned = arena_alloc(devices->arena, count * sizeof(*devices->partitioned));
	devices->component = arena_alloc(devices->arena, count * sizeof(*devices->component));
	if (read_config(devices, config, ret_reason) < 0)
		return -1;
	mark(devices);
	return 0;
}

int lvm_healthy_devices(const struct tools *tools, const struct snapshot *snapshot,
			const char *config, struct arena *arena, struct names *ret_devices,
			const char **ret_reason)
{
	CLEANUP(done)
	struct devices devices = { .tools = tools, .snapshot = snapshot, .arena = arena };
	struct names chosen = { 0 };

	if (begin(&devices, config, ret_reason) < 0)
		return -1;
	for (size_t i = 0; i < snapshot->blocks.count; i++) {
		const struct block *block = &snapshot->blocks.at[i];
		struct names names;

		if (!is_candidate(&devices, i) || is_sick(&devices, block->name))
			continue;
		names = names_of(&devices, block);
		if (is_used(&devices, block, &names))
			vec_add(arena, &chosen.list, names.list.at[0]);
	}
	if (devices.unknown) {
		*ret_reason = devices.unknown;
		return -1;
	}
	if (!chosen.list.count) {
		/* No --devices at all would mean every device. */
		*ret_reason = "no device that LVM may use is left";
		return -1;
	}
	*ret_devices = chosen;
	return 0;
}

void lvm_read_limits(const struct tools *tools, const char *config, struct snapshot *snapshot)
{
	CLEANUP(done)
	struct devices devices = { .tools = tools, .snapshot = snapshot, .arena = snapshot->arena };
	const char *reason;

	snapshot->lvm_volume_list = lvm_config_value(snapshot->arena, config, "volume_list");
	if (begin(&devices, config, &reason) < 0)
		return;
	for (size_t i = 0; i < snapshot->blocks.count; i++) {
		const struct block *block = &snapshot->blocks.at[i];
		struct names names;

		if (!block->sid || !is_candidate(&devices, i))
			continue;
		names = names_of(&devices, block);
		if (!is_used(&devices, block, &names))
			vec_add(snapshot->arena, &snapshot->lvm_ignored, block->name);
	}
}
