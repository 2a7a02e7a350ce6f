#include "tool/iscsiadm.h"

#include <string.h>

/*
 * Whatever touches the records takes the database lock, which is polled for up
 * to 30 s (usr/idbm.c:idbm_lock): a shorter deadline would give up on a lock
 * that iscsiadm itself would still have got.
 */
#define LOCK_SECONDS 40
#define SESSION_SECONDS 60

static void add(struct arena *arena, struct command *command, const char *first, const char *second)
{
	command_add(arena, command, first);
	if (second)
		command_add(arena, command, second);
}

/* `iscsiadm -m node -T TARGET -p PORTAL -I IFACE`: exactly one record. */
static struct command record_command(struct arena *arena, const struct tools *tools,
				     const char *target, const char *portal, const char *iface)
{
	struct command command = tools_command(arena, tools, NULL);

	add(arena, &command, "-m", "node");
	add(arena, &command, "-T", target);
	add(arena, &command, "-p", portal);
	add(arena, &command, "-I", iface);
	command.changes = true;
	command.seconds = LOCK_SECONDS;
	return command;
}

struct command iscsiadm_dump(struct arena *arena, const struct tools *tools, bool secrets)
{
	struct command command = tools_command(arena, tools, NULL);

	add(arena, &command, "-m", "node");
	add(arena, &command, "-o", "show");
	if (secrets)
		add(arena, &command, "-S", NULL);
	command.seconds = LOCK_SECONDS;
	command.least = LOCK_SECONDS;
	return command;
}

struct command iscsiadm_new(struct arena *arena, const struct tools *tools, const char *target,
			    const char *portal, const char *iface)
{
	/* Without the tag, a second record is made beside a discovered one that has it (2.1.8). */
	struct command command = record_command(arena, tools, target, portal, iface);

	add(arena, &command, "-o", "new");
	return command;
}

static void add_update(struct arena *arena, struct command *command, const struct setting *settings,
		       size_t count)
{
	add(arena, command, "-o", "update");
	for (size_t i = 0; i < count; i++) {
		add(arena, command, "-n", settings[i].name);
		add(arena, command, "-v", settings[i].value);
	}
}

struct command iscsiadm_update(struct arena *arena, const struct tools *tools, const char *target,
			       const char *portal, const char *iface,
			       const struct setting *settings, size_t count)
{
	struct command command = record_command(arena, tools, target, portal, iface);

	add_update(arena, &command, settings, count);
	return command;
}

struct command iscsiadm_login(struct arena *arena, const struct tools *tools, const char *target,
			      const char *portal, const char *iface, unsigned int seconds)
{
	struct command command = record_command(arena, tools, target, portal, iface);

	add(arena, &command, "--login", NULL);
	command.seconds = seconds > LOCK_SECONDS ? seconds : LOCK_SECONDS;
	return command;
}

/* `iscsiadm -m session -r SID`: exactly one session. */
static struct command session_command(struct arena *arena, const struct tools *tools,
				      unsigned int sid, const char *action)
{
	struct command command = tools_command(arena, tools, NULL);

	add(arena, &command, "-m", "session");
	add(arena, &command, "-r", arena_printf(arena, "%u", sid));
	add(arena, &command, action, NULL);
	command.changes = true;
	command.seconds = SESSION_SECONDS;
	return command;
}

struct command iscsiadm_logout(struct arena *arena, const struct tools *tools, unsigned int sid)
{
	return session_command(arena, tools, sid, "--logout");
}

struct command iscsiadm_rescan(struct arena *arena, const struct tools *tools, unsigned int sid)
{
	return session_command(arena, tools, sid, "--rescan");
}

struct command iscsiadm_delete(struct arena *arena, const struct tools *tools, const char *target,
			       const char *portal, const char *iface)
{
	struct command command = record_command(arena, tools, target, portal, iface);

	add(arena, &command, "-o", "delete");
	return command;
}

/* `iscsiadm -m iface -I NAME`: exactly one interface. */
static struct command interface_command(struct arena *arena, const struct tools *tools,
					const char *name)
{
	struct command command = tools_command(arena, tools, NULL);

	add(arena, &command, "-m", "iface");
	add(arena, &command, "-I", name);
	command.changes = true;
	command.seconds = LOCK_SECONDS;
	return command;
}

struct command iscsiadm_interface_new(struct arena *arena, const struct tools *tools,
				      const char *name)
{
	struct command command = interface_command(arena, tools, name);

	add(arena, &command, "-o", "new");
	return command;
}

struct command iscsiadm_interface_update(struct arena *arena, const struct tools *tools,
					 const char *name, const struct setting *settings,
					 size_t count)
{
	struct command command = interface_command(arena, tools, name);

	add_update(arena, &command, settings, count);
	return command;
}

struct command iscsiadm_interface_delete(struct arena *arena, const struct tools *tools,
					 const char *name)
{
	struct command command = interface_command(arena, tools, name);

	add(arena, &command, "-o", "delete");
	return command;
}

const char *iscsiadm_exit_text(int code)
{
	/* include/iscsi_err.h of 2.1.8; what two codes really mean is from its callers. */
	static const char *const texts[] = {
		[0] = "success",
		[1] = "unknown error, or a record that cannot be read",
		[2] = "session not found, or iscsid has not taken it over yet",
		[3] = "out of memory, or no such iface",
		[4] = "connection failure",
		[5] = "iSCSI login failure",
		[6] = "failure of the record database",
		[7] = "invalid parameter",
		[8] = "connection timed out",
		[9] = "internal error, or the session is busy",
		[10] = "logout failure",
		[11] = "PDU timed out",
		[12] = "no iSCSI driver",
		[13] = "access denied by iscsid",
		[14] = "transport does not support this",
		[15] = "a session exists, or iscsid is at a login for it",
		[16] = "unknown request",
		[17] = "iSNS service not supported",
		[18] = "could not communicate with iscsid",
		[19] = "login failure that will not go away by itself",
		[20] = "could not connect to iscsid",
		[21] = "no objects found",
		[22] = "no such session in sysfs",
		[23] = "iSCSI host not found",
		[24] = "authorization failure",
		[25] = "iSNS query failed",
		[26] = "iSNS registration failed",
		[27] = "operation not supported",
		[28] = "device or resource in use",
		[29] = "failure that may go away when tried again",
		[30] = "unknown discovery type",
		[31] = "child terminated",
		[32] = "target likely not connected, or iscsid is just taking the session over",
		[33] = "request to iscsid timed out",
	};

	if (code < 0 || (size_t)code >= sizeof(texts) / sizeof(*texts))
		return "unknown exit code";
	return texts[code];
}

bool iscsiadm_login_gave_up(int code)
{
	/* Name not resolved, login failure, timed out after all retries, not retryable, not
	 * authorized (usr/initiator.c of 2.1.8). */
	static const int final[] = { 4, 5, 8, 19, 24 };

	for (size_t i = 0; i < sizeof(final) / sizeof(final[0]); i++)
		if (final[i] == code)
			return true;
	return false;
}

bool interface_is_built_in(const char *name)
{
	return str_equal(name, DEFAULT_IFACE) || str_equal(name, "iser");
}
