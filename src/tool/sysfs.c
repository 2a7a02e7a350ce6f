#include "config.h"

#include "tool/sysfs.h"

#include "os/attrs.h"
#include "tool/blocks.h"
#include "tool/interfaces.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

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

/* The kernel writes what is not set as "(null)". */
static const char *value_of(const struct attrs *attrs, const char *name)
{
	const char *text = attrs_value(attrs, name);

	return str_equal(text, "(null)") ? NULL : text;
}

/*
 * The portal of connection 0, the only one open-iscsi makes. The persistent address is what the
 * record says; a driver that does not know it has only the peer's.
 */
static bool read_portal(const struct tools *tools, struct session *session,
			const struct attrs *session_attrs)
{
	struct arena *arena = session_attrs->arena;
	const char *path = arena_printf(arena, "%s/class/iscsi_connection", tools->sysfs), *name;
	struct attrs attrs = { arena, path, AT_FDCWD, session_attrs->unknown };
	CLEANUP(close_fd) int fd = -1;
	const char *host, *peer;

	name = arena_printf(arena, "connection%u:0", session->sid);
	fd = attrs_open(&attrs, name);
	if (fd < 0)
		return false;
	attrs.directory = arena_printf(arena, "%s/%s", path, name);
	attrs.fd = fd;
	peer = value_of(&attrs, "address");
	host = value_of(&attrs, "persistent_address");
	session->address = peer ? portal_host(arena, peer) : NULL;
	session->portal.host = host ? portal_host(arena, host) : session->address;
	return session->portal.host &&
	       (port_number(value_of(&attrs, "persistent_port"), &session->portal.port) ||
		port_number(value_of(&attrs, "port"), &session->portal.port));
}

static int read_tag(const struct attrs *attrs)
{
	uint64_t number;

	return str_number(value_of(attrs, "tpgt"), 65535, &number) ? (int)number : TPGT_NONE;
}

static const char *text_or(const char *text, const char *otherwise)
{
	return text ? text : otherwise;
}

/*
 * 1 when the session was read, 0 when it is not there (any more, or not yet: one that is being set
 * up has no name and no connection), -1 with a sentence when it cannot be read.
 */
static int read_session(const struct tools *tools, const char *name, struct arena *arena,
			struct session *ret_session, const char **ret_reason)
{
	const char *class = arena_printf(arena, "%s/class/iscsi_session", tools->sysfs);
	const char *unknown = NULL;
	struct attrs attrs = { arena, class, AT_FDCWD, &unknown };
	CLEANUP(close_fd) int fd = attrs_open(&attrs, name);
	struct session session = { 0 };
	bool there = fd >= 0 && session_id(name, &session.sid);

	attrs.directory = arena_printf(arena, "%s/%s", class, name);
	attrs.fd = fd;
	session.target = there ? value_of(&attrs, "targetname") : NULL;
	there = session.target && read_portal(tools, &session, &attrs);
	if (there) {
		session.portal.tpgt = read_tag(&attrs);
		/* Kernels without the attribute know no other iface. */
		session.iface = text_or(value_of(&attrs, "ifacename"), "default");
		interface_read_session(&attrs, &session);
		session.state = text_or(value_of(&attrs, "state"), "");
		session.target_state = text_or(value_of(&attrs, "target_state"), "");
		*ret_session = session;
	}
	if (unknown)
		*ret_reason = unknown;
	return unknown ? -1 : there;
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

/* 1, 0, or -1 with a sentence. Costs one file, where all of a session costs nine. */
static int is_sought(const struct tools *tools, const struct sought *sought, const char *name,
		     struct arena *arena, const char **ret_reason)
{
	const char *path = arena_printf(arena, "%s/class/iscsi_session/%s", tools->sysfs, name);
	const char *unknown = NULL, *value;
	const struct attrs attrs = { arena, path, AT_FDCWD, &unknown };

	if (!sought->attribute)
		return 1;
	value = value_of(&attrs, sought->attribute);
	if (!unknown)
		return str_equal(value, sought->value) != sought->others;
	*ret_reason = unknown;
	return -1;
}

static int read_sessions(const struct tools *tools, const struct sought *sought,
			 struct snapshot *snapshot, const char **ret_reason)
{
	struct arena *arena = snapshot->arena;
	struct names names = { 0 };
	const char **name;
	int error = list_sessions(tools, arena, &names);

	if (error < 0) {
		*ret_reason = arena_printf(arena, "cannot read %s/class/iscsi_session: %s",
					   tools->sysfs, strerror(-error));
		return -1;
	}
	vec_each (name, &names.list) {
		struct session session;
		int result = is_sought(tools, sought, *name, arena, ret_reason);

		if (result == 0)
			continue;
		if (result > 0)
			result = read_session(tools, *name, arena, &session, ret_reason);
		if (result < 0)
			return -1;
		if (result > 0)
			vec_add(arena, &snapshot->sessions, session);
		else
			snapshot->vague_sessions++;
	}
	return 0;
}

int sysfs_read_sessions(const struct tools *tools, struct snapshot *snapshot,
			const char **ret_reason)
{
	const char *tcp =
		arena_printf(snapshot->arena, "%s/class/iscsi_transport/tcp", tools->sysfs);

	snapshot->tcp_missing = access(tcp, F_OK) < 0 && errno == ENOENT;
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
		const char *path = arena_printf(arena, "%s/class/iscsi_session/session%u",
						tools->sysfs, session->sid);
		/* None of them decides more than whether a session is to be made anew. */
		const char *unknown = NULL;
		const struct attrs attrs = { arena, path, AT_FDCWD, &unknown };

		session->recovery_tmo = value_of(&attrs, "recovery_tmo");
		session->abort_tmo = value_of(&attrs, "abort_tmo");
		session->lu_reset_tmo = value_of(&attrs, "lu_reset_tmo");
		session->tgt_reset_tmo = value_of(&attrs, "tgt_reset_tmo");
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
