#include "tool/source.h"

#include "tool/autoactivation.h"
#include "tool/database.h"
#include "tool/device_mapper.h"
#include "tool/initiator.h"
#include "tool/interfaces.h"
#include "tool/iscsiadm.h"
#include "tool/proc.h"
#include "tool/record_defaults.h"
#include "tool/record_files.h"
#include "tool/secret.h"
#include "tool/session_ready.h"
#include "tool/sysfs.h"
#include "tool/users.h"

#include <string.h>

int source_read_first(const struct tools *tools, const struct names *secrets,
		      struct snapshot *snapshot, const char **ret_reason)
{
	initiator_read(tools, snapshot);
	interfaces_read(tools, snapshot);
	if (secrets)
		secrets_look(secrets, snapshot);
	if (sysfs_read_sessions(tools, snapshot, ret_reason) < 0)
		return -1;
	/* Before LVM is asked: what is not awaited now, it sees as udev has left it. */
	sessions_note_awaited(tools, snapshot);
	return 0;
}

int source_read_beside(const struct tools *tools, struct snapshot *snapshot,
		       const char **ret_reason)
{
	if (sysfs_read_blocks(tools, snapshot, ret_reason) < 0)
		return -1;
	dm_read_tables(tools, snapshot);
	snapshot_index(snapshot); /* to be asked by name for what LVM must be kept off */
	if (snapshot->processes_read) {
		/* Who is just activating will use devices. */
		snapshot->activations_unknown = autoactivation_read(tools, snapshot);
		snapshot->openers_unknown = snapshot->activations_unknown;
		sysfs_read_timeouts(tools, snapshot);
		record_defaults_read(tools, snapshot);
	}
	return proc_read(tools, snapshot, ret_reason);
}

void source_read_after(const struct tools *tools, struct snapshot *snapshot)
{
	dm_read_nodes(tools, snapshot);
	if (snapshot->processes_read)
		users_read(tools, snapshot);
}

static bool ask_records(struct asking *asking, struct command *ret_command)
{
	if (asking->stage++)
		return false;
	if (!asking->tools->iscsiadm.path) {
		asking->snapshot->records_unknown = "iscsiadm was not found";
		return false;
	}
	*ret_command = iscsiadm_dump(asking->snapshot->arena, asking->tools,
				     asking->snapshot->secrets.count > 0);
	return true;
}

/* One damaged record makes iscsiadm refuse to list any: then the files are read instead. */
static void read_files(struct asking *asking, const char *why)
{
	const char *reason;

	asking->snapshot->records_note = why;
	if (iscsiadm_read_files(asking->tools, NULL, asking->snapshot, &reason) < 0)
		asking->snapshot->records_unknown = arena_printf(
			asking->snapshot->arena, "%s; and the record files: %s", why, reason);
}

/* What iscsiadm has listed may tell where it keeps its files; those of interfaces are there, too.
 */
static void settle_database(struct asking *asking)
{
	struct snapshot *snapshot = asking->snapshot;
	struct tools tools = *asking->tools;

	snapshot->database = database_listed(asking->tools, snapshot);
	if (!snapshot->database)
		return;
	tools.database = snapshot->database;
	snapshot->interfaces_unknown = NULL;
	snapshot->interfaces.count = 0;
	interfaces_read(&tools, snapshot);
}

static void take_records(struct asking *asking, const struct answer *answer)
{
	struct arena *arena = asking->snapshot->arena;
	const char *reason;

	if (!answer->trouble && !answer->code &&
	    iscsiadm_parse_dump(answer->out, asking->snapshot, &reason) == 0) {
		settle_database(asking);
		return;
	}
	if (answer->trouble)
		asking->snapshot->records_unknown = answer->trouble;
	else if (!answer->code)
		read_files(asking, reason);
	else if (answer->code != ISCSIADM_NO_OBJECTS)
		read_files(asking, arena_printf(arena, "iscsiadm -m node exited with %d (%s): %s",
						answer->code, iscsiadm_exit_text(answer->code),
						answer->err));
	else
		settle_database(asking);
	/* What was parsed has no secrets any more; what was not may have some. */
	if (answer->out)
		explicit_bzero(answer->out, answer->out_size);
}

static const struct probe_source record_source = { "node records", ask_records, take_records };

/* The slowest first, as each start takes a moment. */
const struct probe_source *const probe_sources[] = { &lvm_source, &record_source, NULL };
