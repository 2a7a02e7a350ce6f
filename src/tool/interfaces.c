#include "tool/interfaces.h"

#include "os/file.h"
#include "tool/database.h"
#include "tool/iscsiadm.h"
#include "tool/records.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>

#define FILE_BYTES ((size_t)64 * 1024)
#define HOSTS "device/../iscsi_host"

/* "default" is iscsiadm's word for a binding that is not there. */
static const char *binding(const char *value)
{
	return str_equal(value, "default") ? "" : value;
}

static const char *take(struct interface *interface, const struct parameter *parameter)
{
	if (!str_starts(parameter->name, "iface."))
		return "it is no interface";
	if (str_equal(parameter->name, INTERFACE_NET))
		interface->net = binding(parameter->value);
	else if (str_equal(parameter->name, INTERFACE_HWADDRESS))
		interface->hwaddress = binding(parameter->value);
	else if (str_equal(parameter->name, INTERFACE_INITIATOR))
		interface->initiator = parameter->value;
	else if (str_equal(parameter->name, "iface.iscsi_ifacename") &&
		 !str_equal(parameter->value, interface->name))
		return "it has another's name";
	return NULL;
}

/* NULL or what is wrong with the file. */
static const char *parse(char *text, struct interface *interface)
{
	const char *fault = *text ? NULL : "it is empty";
	char *line;

	while (!fault && (line = record_next_line(&text))) {
		struct parameter parameter;
		uint64_t digest;

		fault = record_split(line, &parameter, &digest) ? take(interface, &parameter)
								: "it is no interface";
	}
	return fault;
}

static void read_one(struct snapshot *snapshot, const char *directory, const char *name)
{
	struct arena *arena = snapshot->arena;
	CLEANUP(strbuf_done) struct strbuf text = { .secret = true };
	struct interface interface = { .name = name, .net = "", .hwaddress = "", .initiator = "" };
	int error = file_read(arena_printf(arena, "%s/%s", directory, name), FILE_BYTES, &text);

	if (error == -ENOENT)
		return; /* deleted since the directory was read */
	if (error)
		interface.fault = file_error(error);
	else
		interface.fault =
			parse(arena_strndup(arena, strbuf_text(&text), text.length), &interface);
	vec_add(arena, &snapshot->interfaces, interface);
}

void interfaces_read(const struct tools *tools, struct snapshot *snapshot)
{
	struct arena *arena = snapshot->arena;
	const char *reason, *directory;
	const char *database = database_of_interfaces(arena, tools, &reason);
	struct names names = { 0 };
	const char *const *name;
	int error;

	if (!database) {
		snapshot->interfaces_unknown = reason;
		return;
	}
	directory = arena_printf(arena, "%s/ifaces", database);
	error = dir_list(AT_FDCWD, directory, arena, &names);
	if (error && error != -ENOENT)
		snapshot->interfaces_unknown =
			arena_printf(arena, "cannot read %s: %s", directory, strerror(-error));
	vec_each (name, &names.list)
		read_one(snapshot, directory, *name);
}

/* "" where nothing is set, NULL where it is not known. */
static const char *attribute(const struct attrs *attrs, const char *name)
{
	const char *text = attrs_text(attrs, name);

	return str_equal(text, "(null)") ? "" : text;
}

void interface_read_session(const struct attrs *attrs, struct session *session)
{
	const char *host;
	struct names names;

	if (interface_is_built_in(session->iface))
		return;
	session->initiator = attribute(attrs, "initiatorname");
	names = attrs_list(attrs, HOSTS);
	if (names.list.count != 1)
		return;
	host = arena_printf(attrs->arena, HOSTS "/%s", names.list.at[0]);
	session->net = attribute(attrs, arena_printf(attrs->arena, "%s/netdev", host));
	session->hwaddress = attribute(attrs, arena_printf(attrs->arena, "%s/hwaddress", host));
}
