#include "config.h"

#include "standin/tree.h"

#include "base/str.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
	OWN_NAMESPACE = 4026531841,
	PID_ELSEWHERE = 4242,
	PID_MULTIPATHD = 333,
	PID_BACKGROUND = 600,
	PID_OPENER = 800
};

/* ---- what there is ---- */

__attribute__((format(printf, 4, 5))) static void add(struct tree_entries *to, char type,
						      const char *path, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vec_add(&to->arena, &to->list,
		((struct tree_entry){ path, type, arena_vprintf(&to->arena, format, args) }));
	va_end(args);
}

#define PATH(...) arena_printf(&to->arena, __VA_ARGS__)
#define FILE_IN(directory, name, ...) add(to, 'f', PATH("%s/%s", directory, name), __VA_ARGS__)
#define LINK_IN(directory, name, ...) add(to, 'l', PATH("%s/%s", directory, name), __VA_ARGS__)

static void add_directory(struct tree_entries *to, const char *path)
{
	add(to, 'd', path, "%s", "");
}

static const char *state_word(enum session_state state)
{
	static const char *const words[] = {
		[SESSION_LOGGED_IN] = "LOGGED_IN",
		[SESSION_FAILED] = "FAILED",
		[SESSION_FREE] = "FREE",
	};

	return words[state];
}

/* Directories of sysfs; the host of a software session has no other session. */
static const char *session_path(struct tree_entries *to, unsigned int sid)
{
	return PATH("devices/platform/host%u/session%u", sid, sid);
}

static const char *disk_path(struct tree_entries *to, const struct model *model, unsigned int sid,
			     int lun, const char *name)
{
	int number = model->luns[lun].number + 1;

	if (!sid)
		return PATH("devices/pci0000:00/%s", name);
	return PATH("%s/target%u:0:0/%u:0:0:%d/block/%s", session_path(to, sid), sid, sid, number,
		    name);
}

static void add_session(struct tree_entries *to, const struct model *model,
			const struct session_state_of *session)
{
	unsigned int sid = session->sid;
	const char *path = session_path(to, sid), *class;

	class = PATH("sys/%s/iscsi_session/session%u", path, sid);
	LINK_IN("sys/class/iscsi_session", PATH("session%u", sid),
		"../../%s/iscsi_session/session%u", path, sid);
	LINK_IN(class, "device", "../../../session%u", sid);
	FILE_IN(class, "targetname", "%s\n", model->targets[session->target].name);
	FILE_IN(class, "tpgt", "1\n");
	FILE_IN(class, "ifacename", "default\n");
	FILE_IN(class, "state", "%s\n", state_word(session->state));
	FILE_IN(class, "target_state", "SCANNED\n");
	class = PATH("sys/%s/connection%u:0/iscsi_connection/connection%u:0", path, sid, sid);
	LINK_IN("sys/class/iscsi_connection", PATH("connection%u:0", sid),
		"../../%s/connection%u:0/iscsi_connection/connection%u:0", path, sid, sid);
	FILE_IN(class, "address", "%s\n", session->host);
	FILE_IN(class, "persistent_address", "%s\n", session->host);
	FILE_IN(class, "port", "%d\n", session->port);
	FILE_IN(class, "persistent_port", "%d\n", session->port);
}

/* What every block device has, and its link below class/block. */
static void add_block(struct tree_entries *to, const char *path, const char *name,
		      unsigned int major, unsigned int minor)
{
	LINK_IN("sys/class/block", name, "../../%s", path);
	LINK_IN("sys/block", name, "../%s", path);
	FILE_IN(PATH("sys/%s", path), "dev", "%u:%u\n", major, minor);
	FILE_IN(PATH("sys/%s", path), "size", "%d\n", MODEL_SECTORS);
	FILE_IN(PATH("sys/%s", path), "ro", "0\n");
	add_directory(to, PATH("sys/%s/holders", path));
	add_directory(to, PATH("sys/%s/slaves", path));
}

static void add_disk(struct tree_entries *to, const struct model *model, const struct disk *disk)
{
	const char *path = disk_path(to, model, disk->sid, disk->lun, disk->name), *scsi;
	const char *state = model_session_is_healthy(model, disk->sid) ? "running" : "blocked";
	unsigned int major = disk->sid ? 8 : 254;

	if (disk->sid) {
		scsi = PATH("sys/%s/target%u:0:0/%u:0:0:%d", session_path(to, disk->sid), disk->sid,
			    disk->sid, model->luns[disk->lun].number + 1);
		FILE_IN(scsi, "type", "0\n");
		FILE_IN(scsi, "state", "%s\n", state);
		FILE_IN(scsi, "wwid", "naa.6001405%08d\n", disk->lun);
		if (disk->stage == DISK_SCSI)
			return;
		LINK_IN(PATH("sys/%s", path), "device", "../../../%u:0:0:%d", disk->sid,
			model->luns[disk->lun].number + 1);
	}
	add_block(to, path, disk->name, major, disk->minor);
	if (disk->stage == DISK_READY)
		FILE_IN("run/udev/data", PATH("b%u:%u", major, disk->minor), "I:1\n");
}

/* A slave's link leads to where its device was, be it still there or not. */
static void add_slaves(struct tree_entries *to, const struct model *model, const struct map *map)
{
	for (int i = 0; i < map->slaves_used; i++) {
		int serial = map->slaves[i].disk;
		const struct disk *disk = model_find_disk((struct model *)model, serial);
		const char *path = PATH("devices/virtual/block/dm-%d", map->slaves[i].map);
		const char *name = PATH("dm-%d", map->slaves[i].map);
		bool is_there = disk || model_find_map((struct model *)model,
						       (unsigned int)map->slaves[i].map);

		if (serial != MODEL_NONE) {
			name = map->slaves[i].name;
			path = disk ? disk_path(to, model, disk->sid, disk->lun, name)
				    : PATH("devices/gone/%d/%s", serial, name);
			is_there = disk;
		}
		LINK_IN(PATH("sys/devices/virtual/block/dm-%u/slaves", map->minor), name,
			"../../../../../%s", path);
		if (is_there)
			LINK_IN(PATH("sys/%s/holders", path), PATH("dm-%u", map->minor),
				"/sys/block/dm-%u", map->minor);
	}
}

static void add_map(struct tree_entries *to, const struct model *model, const struct map *map)
{
	CLEANUP(strbuf_done) struct strbuf name = { 0 };
	CLEANUP(strbuf_done) struct strbuf uuid = { 0 };
	const char *kernel = PATH("dm-%u", map->minor), *dm;

	if (map->lv != MODEL_NONE) {
		model_dm_name(model, map->lv, &name);
		model_dm_uuid(model, map->lv, &uuid);
	} else {
		strbuf_printf(&name, "mpath%d", map->lun);
		strbuf_printf(&uuid, "mpath-36001405%08d", map->lun);
	}
	add_block(to, PATH("devices/virtual/block/%s", kernel), kernel, 253, map->minor);
	dm = PATH("sys/devices/virtual/block/%s/dm", kernel);
	FILE_IN(dm, "name", "%s\n", strbuf_text(&name));
	FILE_IN(dm, "uuid", "%s\n", strbuf_text(&uuid));
	FILE_IN(dm, "suspended", "%d\n", map->suspended);
	FILE_IN("run/udev/data", PATH("b253:%u", map->minor), "I:1\n");
	LINK_IN("dev/mapper", strbuf_text(&name), "../%s", kernel);
	if (map->lv != MODEL_NONE)
		LINK_IN(PATH("dev/%s", model->vgs[model->lvs[map->lv].vg].name),
			model->lvs[map->lv].name, "../%s", kernel);
	add_slaves(to, model, map);
}

/* ---- /proc ---- */

static void add_mount(const struct model *model, const struct usage *use, struct strbuf *out)
{
	int number = (int)(use - model->uses);
	struct map *map = model_volume_map((struct model *)model, use->lv);
	struct disk *disk = model_find_disk((struct model *)model, use->disk);

	if (map)
		strbuf_printf(out, "%d 1 253:%u / /srv/%d rw - ext4 /dev/dm-%u rw\n", 50 + number,
			      map->minor, number, map->minor);
	else if (disk)
		strbuf_printf(out, "%d 1 %d:%u / /srv/%d rw - ext4 /dev/%s rw\n", 50 + number,
			      disk->sid ? 8 : 254, disk->minor, number, disk->name);
}

static void add_process(struct tree_entries *to, const char *pid, const char *comm, int space,
			const char *mounts)
{
	FILE_IN(PATH("proc/%s", pid), "comm", "%s\n", comm);
	FILE_IN(PATH("proc/%s", pid), "mountinfo", "%s", mounts);
	LINK_IN(PATH("proc/%s/ns", pid), "mnt", "mnt:[%u]",
		(unsigned int)OWN_NAMESPACE + (unsigned int)space);
	add_directory(to, PATH("proc/%s/fd", pid));
}

static void add_swap(const struct model *model, const struct usage *use, struct strbuf *out)
{
	struct map *map = model_volume_map((struct model *)model, use->lv);
	struct disk *disk = model_find_disk((struct model *)model, use->disk);

	if (map)
		strbuf_printf(out, "/dev/dm-%u partition 8188 0 -2\n", map->minor);
	else if (disk)
		strbuf_printf(out, "/dev/%s partition 8188 0 -2\n", disk->name);
}

static void add_opener(struct tree_entries *to, const struct model *model, const struct usage *use,
		       const char *mounts)
{
	const char *pid = PATH("%d", PID_OPENER + (int)(use - model->uses));
	struct map *map = model_volume_map((struct model *)model, use->lv);
	struct disk *disk = model_find_disk((struct model *)model, use->disk);

	add_process(to, pid, "qemu", 0, mounts);
	if (map)
		LINK_IN(PATH("proc/%s/fd", pid), "3", "/dev/dm-%u", map->minor);
	else if (disk)
		LINK_IN(PATH("proc/%s/fd", pid), "3", "/dev/%s", disk->name);
}

static void add_proc(struct tree_entries *to, const struct model *model)
{
	static const char root[] = "20 1 254:0 / / rw - ext4 /dev/vda rw\n";
	CLEANUP(strbuf_done) struct strbuf here = { 0 };
	CLEANUP(strbuf_done) struct strbuf elsewhere = { 0 };
	CLEANUP(strbuf_done) struct strbuf swaps = { 0 };
	const struct usage *use;

	strbuf_add(&here, root);
	strbuf_add(&elsewhere, root);
	strbuf_add(&swaps, "Filename Type Size Used Priority\n");
	model_each (use, model->uses) {
		if (use->sort == USED_MOUNT)
			add_mount(model, use, &here);
		if (use->sort == USED_ELSEWHERE)
			add_mount(model, use, &elsewhere);
		if (use->sort == USED_SWAP)
			add_swap(model, use, &swaps);
	}
	add_process(to, "self", "converge", 0, strbuf_text(&here));
	add_process(to, "1", "init", 0, strbuf_text(&here));
	add_process(to, PATH("%d", PID_ELSEWHERE), "container", 1, strbuf_text(&elsewhere));
	if (model->multipathd)
		add_process(to, PATH("%d", PID_MULTIPATHD), "multipathd", 0, strbuf_text(&here));
	for (int i = 0; i < MODEL_AGENDA; i++)
		if (model->agenda[i].sort == AGENDA_BACKGROUND) {
			const char *pid = PATH("%d", PID_BACKGROUND + i);

			add_process(to, pid, "lvm", 0, strbuf_text(&here));
			add(to, 'w', PATH("proc/%s/cmdline", pid),
			    "lvm vgchange -aay --autoactivation event %s",
			    model->vgs[model->agenda[i].object].name);
		}
	model_each (use, model->uses)
		if (use->sort == USED_OPENER)
			add_opener(to, model, use, strbuf_text(&here));
	FILE_IN("proc", "swaps", "%s", strbuf_text(&swaps));
	FILE_IN("proc/net", "unix", "Num RefCount Protocol Flags Type St Inode Path\n%s",
		model->multipathd ? "0: 2 0 10000 0001 01 9 @/org/kernel/linux/storage/multipathd\n"
				  : "");
}

/* ---- the record database ---- */

static void add_record(struct tree_entries *to, const struct node_record *record)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	const char *path = PATH("db/nodes/%s/%s,%d", record->target, record->host, record->port);

	strbuf_printf(&text, "# BEGIN RECORD 2.1.8\nnode.name = %s\nnode.tpgt = %d\n",
		      record->target, record->tpgt);
	strbuf_add(&text, "iface.iscsi_ifacename = default\niface.transport_name = tcp\n");
	strbuf_printf(&text, "node.conn[0].address = %s\nnode.conn[0].port = %d\n", record->host,
		      record->port);
	for (int i = 0; i < PARAM_COUNT; i++)
		if (*record->values[i])
			strbuf_printf(&text, "%s = %s\n", parameter_names[i], record->values[i]);
	if (record->damage == RECORD_NEWER)
		strbuf_add(&text, "a parameter of a newer version, without a value\n");
	strbuf_add(&text, "# END RECORD\n");
	if (record->tpgt != MODEL_NONE)
		path = PATH("%s,%d/default", path, record->tpgt);
	add(to, 'f', path, "%s",
	    record->damage == RECORD_EMPTY     ? ""
	    : record->damage == RECORD_GARBAGE ? "this is no record\n"
					       : strbuf_text(&text));
}

/* The credentials "t0" and "m0" are those of target 0, its own and the mutual one. */
static void add_secrets(struct tree_entries *to, const struct model *model)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	for (int i = 0; i < PARAM_COUNT; i++)
		if (*parameter_defaults[i])
			strbuf_printf(&text, "%s = %s\n", parameter_names[i],
				      parameter_defaults[i]);
	add(to, 'f', "iscsi/iscsid.conf", "# the host's\n%s", strbuf_text(&text));
	add_directory(to, "secrets");
	for (int i = 0; i < MODEL_TARGETS; i++)
		for (int k = 0; k < 2; k++)
			if (*model->targets[i].files[k])
				add(to, 'f', PATH("secrets/%c%d", "tm"[k], i), "%s\n",
				    model->targets[i].files[k]);
}

/* ---- all of it ---- */

static int by_path(const void *left, const void *right)
{
	return strcmp(((const struct tree_entry *)left)->path,
		      ((const struct tree_entry *)right)->path);
}

/* The directories above each entry become entries too. */
static void add_parents(struct tree_entries *to)
{
	struct strmap seen = { 0 };

	for (size_t i = 0; i < to->list.count; i++)
		if (to->list.at[i].type == 'd')
			strmap_add(&to->arena, &seen, to->list.at[i].path, i);
	for (size_t i = 0; i < to->list.count; i++) {
		const char *slash = strrchr(to->list.at[i].path, '/');
		const char *parent;

		if (!slash)
			continue;
		parent = arena_strndup(&to->arena, to->list.at[i].path,
				       (size_t)(slash - to->list.at[i].path));
		if (strmap_find(&seen, parent) != SIZE_MAX)
			continue;
		strmap_add(&to->arena, &seen, parent, to->list.count);
		add_directory(to, parent);
	}
}

static void collect(struct tree_entries *to, const struct model *model)
{
	const struct session_state_of *session;
	const struct node_record *record;
	const struct disk *disk;
	const struct map *map;

	add_directory(to, "sys/class/iscsi_session");
	add_directory(to, "sys/class/iscsi_connection");
	add_directory(to, "sys/class/block");
	add_directory(to, "db/nodes");
	add_directory(to, "dev/mapper");
	add(to, 'f', "run/udev/control", "%s", "");
	if (model_udev_is_busy(model))
		add(to, 'f', "run/udev/queue", "%s", "");
	model_each (session, model->sessions)
		add_session(to, model, session);
	model_each (disk, model->disks)
		add_disk(to, model, disk);
	model_each (map, model->maps)
		add_map(to, model, map);
	model_each (record, model->records)
		add_record(to, record);
	add_secrets(to, model);
	add_proc(to, model);
	add_parents(to);
	qsort(to->list.at, to->list.count, sizeof(*to->list.at), by_path);
}

/* ---- onto the disk ---- */

static void fail(const char *root, const char *path)
{
	fprintf(stderr, "%s/%s: %s\n", root, path, strerror(errno));
	abort();
}

static void put(int root, const struct tree *tree, const struct tree_entry *entry)
{
	int fd, error = 0;

	if (entry->type == 'd') {
		error = mkdirat(root, entry->path, 0755) < 0 && errno != EEXIST;
	} else if (entry->type == 'l') {
		unlinkat(root, entry->path, 0);
		error = symlinkat(entry->text, root, entry->path) < 0;
	} else {
		size_t length = strlen(entry->text);
		char words[512];
		const char *text = entry->text;

		if (entry->type == 'w') {
			for (size_t i = 0; i <= length && i < sizeof(words); i++)
				words[i] = (char)(text[i] == ' ' ? '\0' : text[i]);
			text = words;
			length++;
		}
		fd = openat(root, entry->path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
		error = fd < 0 || write(fd, text, length) != (ssize_t)length;
		if (fd >= 0)
			close(fd);
	}
	if (error)
		fail(tree->root, entry->path);
}

static void withdraw(int root, const struct tree *tree, const struct tree_entry *entry)
{
	if (unlinkat(root, entry->path, entry->type == 'd' ? AT_REMOVEDIR : 0) < 0)
		fail(tree->root, entry->path);
}

static bool is_same(const struct tree_entry *a, const struct tree_entry *b)
{
	return a->type == b->type && str_equal(a->text, b->text);
}

/* What is gone goes from the end, so that a directory is empty by its turn. */
static void write_difference(int root, const struct tree *tree, const struct tree_entries *next)
{
	const struct tree_entries *now = &tree->now;
	bool *keep = calloc(now->list.count + 1, 1), *have = calloc(next->list.count + 1, 1);
	size_t i = 0, j = 0;

	while (i < now->list.count && j < next->list.count) {
		int order = by_path(&now->list.at[i], &next->list.at[j]);

		if (order == 0 && is_same(&now->list.at[i], &next->list.at[j]))
			keep[i] = have[j] = true;
		/* A file is written over. */
		if (order == 0 && now->list.at[i].type == 'f' && next->list.at[j].type == 'f')
			keep[i] = true;
		i += order <= 0;
		j += order >= 0;
	}
	for (i = now->list.count; i-- > 0;)
		if (!keep[i])
			withdraw(root, tree, &now->list.at[i]);
	for (j = 0; j < next->list.count; j++)
		if (!have[j])
			put(root, tree, &next->list.at[j]);
	free(keep);
	free(have);
}

void tree_show(struct tree *tree, const struct model *model)
{
	struct tree_entries next = { 0 };
	int root = open(tree->root, O_PATH | O_DIRECTORY | O_CLOEXEC);

	if (root < 0)
		fail(tree->root, "");
	collect(&next, model);
	write_difference(root, tree, &next);
	close(root);
	arena_free(&tree->now.arena);
	tree->now = next;
}

void tree_done(struct tree *tree)
{
	arena_free(&tree->now.arena);
	tree->now = (struct tree_entries){ 0 };
}
