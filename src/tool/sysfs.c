#include "config.h"

#include "tool/sysfs.h"

#include "os/clock.h"
#include "os/file.h"
#include "tool/blocks.h"
#include "tool/proc.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UDEV_BYTES ((size_t)64 * 1024)
#define TYPE_DISK "0"	       /* SCSI peripheral device type: direct access block device */
#define UDEV_EVENT_SECONDS 180 /* after which udevd ends the work on an event by itself */

/* What an object that goes away while it is read answers with. */
static bool is_gone(int error)
{
	return error == -ENOENT || error == -ENOTCONN || error == -EINVAL || error == -ENODEV ||
	       error == -ENXIO;
}

/* An attribute that may be missing or unset ("(null)"): then NULL. */
static const char *optional(int dirfd, const char *name, struct arena *arena)
{
	const char *text;

	if (attr_read(dirfd, name, arena, &text) < 0 || !*text || str_equal(text, "(null)"))
		return NULL;
	return text;
}

static bool session_id(const char *name, unsigned int *ret_sid)
{
	uint64_t number;

	if (!str_starts(name, "session") || !str_number(name + 7, UINT32_MAX, &number))
		return false;
	*ret_sid = (unsigned int)number;
	return true;
}

static bool port_number(const char *text, int *ret_port)
{
	uint64_t number;

	if (!str_number(text, 65535, &number) || number == 0)
		return false;
	*ret_port = (int)number;
	return true;
}

/*
 * The portal of connection 0, the only one open-iscsi makes. The persistent address is what the
 * record says; a driver that does not know it has only the peer's.
 */
static bool read_portal(const struct tools *tools, struct session *session, struct arena *arena)
{
	const char *path = arena_printf(arena, "%s/class/iscsi_connection/connection%u:0",
					tools->sysfs, session->sid);
	CLEANUP(close_fd) int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char *host, *peer;

	if (fd < 0)
		return false;
	peer = optional(fd, "address", arena);
	host = optional(fd, "persistent_address", arena);
	session->address = peer ? portal_host(arena, peer) : NULL;
	session->portal.host = host ? portal_host(arena, host) : session->address;
	return session->portal.host &&
	       (port_number(optional(fd, "persistent_port", arena), &session->portal.port) ||
		port_number(optional(fd, "port", arena), &session->portal.port));
}

static int read_tag(int fd, struct arena *arena)
{
	uint64_t number;

	return str_number(optional(fd, "tpgt", arena), 65535, &number) ? (int)number : TPGT_NONE;
}

static int open_session(const struct tools *tools, struct arena *arena, const char *name)
{
	const char *path = arena_printf(arena, "%s/class/iscsi_session/%s", tools->sysfs, name);
	int fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);

	return fd < 0 ? -errno : fd;
}

/*
 * 1 when the session was read, 0 when it is not there (any more, or not yet: one that is being set
 * up has no name and no connection), -errno otherwise.
 */
static int read_session(const struct tools *tools, const char *name, struct arena *arena,
			struct session *ret_session)
{
	CLEANUP(close_fd) int fd = open_session(tools, arena, name);
	struct session session = { 0 };
	const char *text;
	int error;

	if (!session_id(name, &session.sid))
		return 0;
	error = fd < 0 ? fd : attr_read(fd, "targetname", arena, &session.target);
	if (error)
		return is_gone(error) ? 0 : error;
	if (str_equal(session.target, "(null)") || !*session.target ||
	    !read_portal(tools, &session, arena))
		return 0;
	session.portal.tpgt = read_tag(fd, arena);
	/* Kernels without the attribute know no other iface. */
	text = optional(fd, "ifacename", arena);
	session.iface = text ? text : "default";
	text = optional(fd, "state", arena);
	session.state = text ? text : "";
	text = optional(fd, "target_state", arena);
	session.target_state = text ? text : "";
	*ret_session = session;
	return 1;
}

/* The directory is not there before the iSCSI modules are. */
static int list_sessions(const struct tools *tools, struct arena *arena, struct names *ret_names)
{
	const char *path = arena_printf(arena, "%s/class/iscsi_session", tools->sysfs);
	int error = dir_list(AT_FDCWD, path, arena, ret_names);

	return error == -ENOENT ? 0 : error;
}

int sysfs_read_sessions(const struct tools *tools, struct snapshot *snapshot,
			const char **ret_reason)
{
	struct arena *arena = snapshot->arena;
	struct names names = { 0 };
	const char **name, *what = "class/iscsi_session";
	int error = list_sessions(tools, arena, &names);

	vec_each (name, &names.list) {
		struct session session;
		int result;

		if (error < 0)
			break;
		result = read_session(tools, *name, arena, &session);
		if (result > 0)
			vec_add(arena, &snapshot->sessions, session);
		else if (result == 0)
			snapshot->vague_sessions++;
		if (result < 0) {
			what = arena_printf(arena, "class/iscsi_session/%s", *name);
			error = result;
		}
	}
	if (error < 0)
		*ret_reason = arena_printf(arena, "cannot read %s/%s: %s", tools->sysfs, what,
					   strerror(-error));
	return error < 0 ? -1 : 0;
}

int sysfs_read(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason)
{
	size_t sessions = snapshot->sessions.count;

	/* Sessions first: a disk whose session came later is then of an unknown session, not of
	 * none. */
	if (sysfs_read_sessions(tools, snapshot, ret_reason) < 0 ||
	    sysfs_read_blocks(tools, snapshot, ret_reason) < 0) {
		snapshot->sessions.count = sessions;
		return -1;
	}
	snapshot_index(snapshot);
	return 0;
}

/* A look at whether disks are ready. */
struct awaiting {
	const struct tools *tools;
	struct arena *arena;
	const struct luns *luns; /* those that matter; empty: all */
	bool udev_busy;		 /* then it may be at work on a disk that it has seen lately */
};

/*
 * Whether udev has finished with a block device; without udevd there is nothing to wait for. Its
 * data of a device comes before the programs of its rules are run, which end with the event.
 */
static bool udev_is_done(const struct awaiting *look, const char *devno)
{
	const char *run = look->tools->run;
	struct stat data;

	if (access(arena_printf(look->arena, "%s/udev/control", run), F_OK) < 0)
		return true;
	if (stat(arena_printf(look->arena, "%s/udev/data/b%s", run, devno), &data) < 0)
		return false;
	return !look->udev_busy || data.st_mtime + UDEV_EVENT_SECONDS <= clock_now();
}

/* Whether multipath's udev rule has said that multipathd takes this disk as a path. */
static bool is_claimed(const struct tools *tools, struct arena *arena, const char *devno)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };

	return file_read(arena_printf(arena, "%s/udev/data/b%s", tools->run, devno), UDEV_BYTES,
			 &text) == 0 &&
	       strstr(strbuf_text(&text), "E:DM_MULTIPATH_DEVICE_PATH=1\n");
}

/*
 * Whether a disk is still to become a path of a map: until then what is on it has no device. One
 * that has a holder is in use as it is, and multipathd gets no map onto it.
 */
static bool awaits_map(const struct awaiting *look, int lun, const char *disk, const char *devno)
{
	const char *directory = arena_printf(look->arena, "block/%s/holders", disk);
	struct names holders = { 0 };

	return dir_list(lun, directory, look->arena, &holders) == 0 && !holders.list.count &&
	       is_claimed(look->tools, look->arena, devno) &&
	       proc_has_multipathd(look->tools, look->arena);
}

/* NULL, or what a LUN ("H:C:T:L", a directory of target) still lacks. */
static const char *lun_awaited(const struct awaiting *look, int target, const char *lun)
{
	struct arena *arena = look->arena;
	CLEANUP(close_fd) int fd = openat(target, lun, O_PATH | O_DIRECTORY | O_CLOEXEC);
	struct names disks = { 0 };
	const char *disk, *devno;

	if (fd < 0 || !str_equal(optional(fd, "type", arena), TYPE_DISK))
		return NULL;
	if (dir_list(fd, "block", arena, &disks) < 0 || disks.list.count == 0)
		return arena_printf(arena, "the block device of LUN %s", lun);
	disk = disks.list.at[0];
	devno = optional(fd, arena_printf(arena, "block/%s/dev", disk), arena);
	if (!devno)
		return arena_printf(arena, "the device number of %s", disk);
	if (!udev_is_done(look, devno))
		return arena_printf(arena, "udev, which has not finished with %s", disk);
	if (awaits_map(look, fd, disk, devno))
		return arena_printf(arena, "multipathd, which has made no map of %s yet", disk);
	return NULL;
}

/* Counts those of `luns` that are there into ret_found. */
static const char *luns_awaited(const struct awaiting *look, int device, const char *target,
				size_t *ret_found)
{
	CLEANUP(close_fd) int fd = openat(device, target, O_PATH | O_DIRECTORY | O_CLOEXEC);
	const char **name, *awaited = NULL;
	struct names names = { 0 };
	unsigned int number;

	if (fd < 0 || dir_list(fd, ".", look->arena, &names) < 0)
		return NULL;
	vec_each (name, &names.list) {
		bool listed = block_is_hctl(*name) && lun_number(*name, &number) &&
			      luns_have(look->luns, number);

		*ret_found += listed;
		if (!awaited && block_is_hctl(*name) && (listed || !look->luns->list.count))
			awaited = lun_awaited(look, fd, *name);
	}
	return awaited;
}

/* NULL, or what a session still lacks. */
static const char *session_awaited(const struct awaiting *look, const struct session *session)
{
	struct arena *arena = look->arena;
	const char *path = arena_printf(arena, "%s/class/iscsi_session/session%u/device",
					look->tools->sysfs, session->sid);
	CLEANUP(close_fd) int fd = -1;
	const char **name, *awaited = NULL;
	struct names names = { 0 };
	size_t found = 0;

	if (!session_is_logged_in(session))
		return arena_printf(arena, "session %u, which is %s", session->sid,
				    *session->state ? session->state : "in no known state");
	if (*session->target_state && !str_equal(session->target_state, "SCANNED"))
		return arena_printf(arena, "the scan of session %u", session->sid);
	fd = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || dir_list(fd, ".", arena, &names) < 0)
		return arena_printf(arena, "the device of session %u", session->sid);
	vec_each (name, &names.list)
		if (!awaited && str_starts(*name, "target"))
			awaited = luns_awaited(look, fd, *name, &found);
	if (!awaited && !*session->target_state && found < look->luns->list.count)
		awaited = arena_printf(arena, "%zu of the listed LUNs of session %u",
				       look->luns->list.count - found, session->sid);
	return awaited;
}

bool sysfs_udev_is_busy(const struct tools *tools, struct arena *arena)
{
	return access(arena_printf(arena, "%s/udev/queue", tools->run), F_OK) == 0;
}

void sysfs_read_awaited(const struct tools *tools, struct snapshot *snapshot)
{
	static const struct luns all;
	struct awaiting look = { tools, snapshot->arena, &all,
				 sysfs_udev_is_busy(tools, snapshot->arena) };
	struct session *session;

	vec_each (session, &snapshot->sessions)
		if (session_is_logged_in(session))
			session->awaited = session_awaited(&look, session);
}

/* Is it this target's? Asked before the rest of a session is read. */
static bool is_of_target(const struct tools *tools, const char *name, const char *target,
			 struct arena *arena)
{
	const char *path =
		arena_printf(arena, "%s/class/iscsi_session/%s/targetname", tools->sysfs, name);

	return str_equal(optional(AT_FDCWD, path, arena), target);
}

bool sysfs_session_ready(const struct tools *tools, const char *target, const struct portal *portal,
			 const char *iface, const struct luns *luns, struct arena *arena,
			 const char **ret_awaited)
{
	const char **name, *awaited = NULL;
	struct names names = { 0 };
	size_t found = 0;

	if (list_sessions(tools, arena, &names) < 0)
		awaited = "the list of sessions";
	vec_each (name, &names.list) {
		struct session session;

		if (awaited || !is_of_target(tools, *name, target, arena) ||
		    read_session(tools, *name, arena, &session) <= 0 ||
		    !portal_equal(&session.portal, portal) || !str_equal(session.iface, iface))
			continue;
		/* node.session.nr_sessions can ask for several: each of them must be ready. */
		found++;
		awaited =
			session_awaited(&(struct awaiting){ tools, arena, luns, false }, &session);
	}
	if (!awaited && !found)
		awaited = arena_printf(arena, "a session with %s", portal_text(arena, portal));
	/* Its database has a device before its RUN programs, which activate volume groups, are
	 * done; only the end of the queue tells that. */
	if (!awaited && sysfs_udev_is_busy(tools, arena))
		awaited = "udev, which still works on events";
	if (awaited)
		*ret_awaited = awaited;
	return !awaited;
}
