#include "config.h"

#include "tool/sysfs.h"

#include "os/file.h"
#include "tool/blocks.h"
#include "tool/interfaces.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* What an object that goes away while it is read answers with. */
static bool is_gone(int error)
{
	return error == -ENOENT || error == -ENOTCONN || error == -EINVAL || error == -ENODEV ||
	       error == -ENXIO;
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
	peer = attr_optional(fd, "address", arena);
	host = attr_optional(fd, "persistent_address", arena);
	session->address = peer ? portal_host(arena, peer) : NULL;
	session->portal.host = host ? portal_host(arena, host) : session->address;
	return session->portal.host &&
	       (port_number(attr_optional(fd, "persistent_port", arena), &session->portal.port) ||
		port_number(attr_optional(fd, "port", arena), &session->portal.port));
}

static int read_tag(int fd, struct arena *arena)
{
	uint64_t number;

	return str_number(attr_optional(fd, "tpgt", arena), 65535, &number) ? (int)number
									    : TPGT_NONE;
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
	text = attr_optional(fd, "ifacename", arena);
	session.iface = text ? text : "default";
	interface_read_session(tools, arena, &session);
	text = attr_optional(fd, "state", arena);
	session.state = text ? text : "";
	text = attr_optional(fd, "target_state", arena);
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

/* Which sessions are read: those that have this value in an attribute, or those that do not. */
struct sought {
	const char *attribute; /* NULL: all */
	const char *value;
	bool others;
};

/* Costs one file, where all of a session costs nine. */
static bool is_sought(const struct tools *tools, const struct sought *sought, const char *name,
		      struct arena *arena)
{
	const char *path;

	if (!sought->attribute)
		return true;
	path = arena_printf(arena, "%s/class/iscsi_session/%s/%s", tools->sysfs, name,
			    sought->attribute);
	return str_equal(attr_optional(AT_FDCWD, path, arena), sought->value) != sought->others;
}

static int read_sessions(const struct tools *tools, const struct sought *sought,
			 struct snapshot *snapshot, const char **ret_reason)
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
		if (!is_sought(tools, sought, *name, arena))
			continue;
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

int sysfs_read_sessions(const struct tools *tools, struct snapshot *snapshot,
			const char **ret_reason)
{
	return read_sessions(tools, &(struct sought){ 0 }, snapshot, ret_reason);
}

int sysfs_read_sessions_of(const struct tools *tools, const char *target, struct snapshot *snapshot,
			   const char **ret_reason)
{
	return read_sessions(tools, &(struct sought){ "targetname", target, false }, snapshot,
			     ret_reason);
}

int sysfs_read_sick_sessions(const struct tools *tools, struct snapshot *snapshot,
			     const char **ret_reason)
{
	return read_sessions(tools, &(struct sought){ "state", LOGGED_IN_STATE, true }, snapshot,
			     ret_reason);
}

void sysfs_read_timeouts(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	struct session *session;

	vec_each (session, &snapshot->sessions) {
		const char *name = arena_printf(arena, "session%u", session->sid);
		CLEANUP(close_fd) int fd = open_session(tools, arena, name);

		if (fd < 0)
			continue;
		session->recovery_tmo = attr_optional(fd, "recovery_tmo", arena);
		session->abort_tmo = attr_optional(fd, "abort_tmo", arena);
		session->lu_reset_tmo = attr_optional(fd, "lu_reset_tmo", arena);
		session->tgt_reset_tmo = attr_optional(fd, "tgt_reset_tmo", arena);
	}
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
