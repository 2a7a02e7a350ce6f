#include "config.h"

#include "standin/tree_parts.h"

#include "base/strbuf.h"

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

static const char *or_null(const char *text)
{
	return *text ? text : "(null)";
}

static void add_way(struct tree_entries *to, const char *class,
		    const struct session_state_of *session)
{
	const char *host =
		PATH("sys/devices/platform/host%u/iscsi_host/host%u", session->sid, session->sid);

	FILE_IN(class, "initiatorname", "%s\n",
		*session->iface.initiator ? session->iface.initiator
					  : "iqn.1993-08.org.debian:01:xen01");
	FILE_IN(host, "netdev", "%s\n", or_null(session->iface.net));
	FILE_IN(host, "hwaddress", "%s\n", or_null(session->iface.hwaddress));
}

void tree_add_session(struct tree_entries *to, const struct model *model,
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
	FILE_IN(class, "ifacename", "%s\n", session->iface.name);
	add_way(to, class, session);
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
	tree_add_directory(to, PATH("sys/%s/holders", path));
	tree_add_directory(to, PATH("sys/%s/slaves", path));
}

void tree_add_disk(struct tree_entries *to, const struct model *model, const struct disk *disk)
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

void tree_add_map(struct tree_entries *to, const struct model *model, const struct map *map)
{
	CLEANUP(strbuf_done) struct strbuf name = { 0 };
	CLEANUP(strbuf_done) struct strbuf uuid = { 0 };
	const char *kernel = PATH("dm-%u", map->minor), *dm;

	if (map->lv != MODEL_NONE) {
		model_dm_name(model, map->lv, &name);
		model_dm_uuid(model, map->lv, &uuid);
		if (map->layer) {
			strbuf_add(&name, "_corig");
			strbuf_add(&uuid, "-real");
		}
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
	if (map->lv != MODEL_NONE && !map->layer)
		LINK_IN(PATH("dev/%s", model->vgs[model->lvs[map->lv].vg].name),
			model->lvs[map->lv].name, "../%s", kernel);
	add_slaves(to, model, map);
}
