#include "tool/resolve.h"

#include "base/strbuf.h"
#include "model/host_name.h"

#include <string.h>

#define RESOLVE_SECONDS 10

static void add(struct snapshot *snapshot, const char *host, const struct snapshot *before,
		struct strmap *seen)
{
	const struct host_name *known = before ? snapshot_host_name(before, host) : NULL;
	struct host_name *name;

	if (!host_is_name(host) || strmap_find(seen, host) != SIZE_MAX)
		return;
	strmap_add(snapshot->arena, seen, host, 0);
	name = vec_push(snapshot->arena, &snapshot->host_names);
	if (known)
		*name = *known;
	name->name = host;
}

void resolve_list(struct snapshot *snapshot, const struct names *wanted,
		  const struct snapshot *before)
{
	const struct session *session;
	const struct record *record;
	const char *const *name;
	struct strmap seen = { 0 };

	for (size_t i = 0; i < snapshot->host_names.count; i++)
		strmap_add(snapshot->arena, &seen, snapshot->host_names.at[i].name, i);
	if (wanted)
		vec_each (name, &wanted->list)
			add(snapshot, *name, before, &seen);
	vec_each (record, &snapshot->records)
		add(snapshot, record->portal.host, before, &seen);
	vec_each (session, &snapshot->sessions)
		add(snapshot, session->portal.host, before, &seen);
}

static bool ask(struct asking *asking, struct command *ret_command)
{
	struct host_name *name = &asking->snapshot->host_names.at[asking->name];
	struct arena *arena = asking->snapshot->arena;
	struct command command = { .path = asking->tools->getent.path, .seconds = RESOLVE_SECONDS };

	if (asking->stage++ || name->addresses.count || name->unknown)
		return false;
	if (!command.path) {
		name->unknown = "getent was not found";
		return false;
	}
	command_add(arena, &command, asking->tools->getent.given ? command.path : "getent");
	command_add(arena, &command, "ahosts");
	command_add(arena, &command, name->name);
	*ret_command = command;
	return true;
}

static void add_address(struct arena *arena, struct host_name *name, const char *address)
{
	const char *const *own;

	vec_each (own, &name->addresses)
		if (str_equal(*own, address))
			return;
	vec_add(arena, &name->addresses, address);
}

/* "10.5.88.21      STREAM san1", a line for each kind of socket. */
static void take(struct asking *asking, const struct answer *answer)
{
	struct host_name *name = &asking->snapshot->host_names.at[asking->name];
	struct arena *arena = asking->snapshot->arena;
	char *rest = answer->out, *line;

	if (answer->trouble || answer->code > 2) {
		name->unknown = answer->trouble ? answer->trouble
						: arena_printf(arena, "getent exited with %d: %s",
							       answer->code, answer->err);
		return;
	}
	while (!answer->code && (line = strsep(&rest, "\n"))) {
		line[strcspn(line, " \t")] = '\0';
		if (*line)
			add_address(arena, name, portal_host(arena, line));
	}
	if (!name->addresses.count)
		name->unknown = "neither /etc/hosts nor DNS has it, or DNS does not answer";
}

const struct probe_source name_source = { "host names", ask, take };
