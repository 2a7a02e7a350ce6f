#include "tool/source.h"

#include "tool/autoactivation.h"
#include "tool/initiator.h"
#include "tool/iscsiadm.h"
#include "tool/lvm.h"
#include "tool/proc.h"
#include "tool/sysfs.h"
#include "tool/users.h"

#define ISCSI_NO_OBJECTS 21 /* include/iscsi_err.h: an empty list */

int source_read_first(const struct tools *tools, struct snapshot *snapshot, const char **ret_reason)
{
	initiator_read(tools, snapshot);
	return sysfs_read_sessions(tools, snapshot, ret_reason);
}

int source_read_beside(const struct tools *tools, struct snapshot *snapshot,
		       const char **ret_reason)
{
	if (sysfs_read_blocks(tools, snapshot, ret_reason) < 0)
		return -1;
	snapshot_index(snapshot); /* to be asked by name for what LVM must be kept off */
	if (snapshot->processes_read)
		autoactivation_read(tools, snapshot);
	return proc_read(tools, snapshot, ret_reason);
}

void source_read_after(const struct tools *tools, struct snapshot *snapshot)
{
	if (snapshot->processes_read)
		users_read(tools, snapshot);
}

/* ---- node records ---- */

static bool ask_records(struct asking *asking, struct command *ret_command)
{
	if (asking->stage++)
		return false;
	if (!asking->tools->iscsiadm.path) {
		asking->snapshot->records_unknown = "iscsiadm was not found";
		return false;
	}
	*ret_command = iscsiadm_dump(asking->snapshot->arena, asking->tools);
	return true;
}

/* One damaged record makes iscsiadm refuse to list any: then the files are read instead. */
static void read_files(struct asking *asking, const char *why)
{
	const char *reason;

	asking->snapshot->records_note = why;
	if (iscsiadm_read_files(asking->tools, asking->snapshot, &reason) < 0)
		asking->snapshot->records_unknown = arena_printf(
			asking->snapshot->arena, "%s; and the record files: %s", why, reason);
}

static void take_records(struct asking *asking, const struct answer *answer)
{
	struct arena *arena = asking->snapshot->arena;
	const char *reason;

	if (answer->trouble)
		asking->snapshot->records_unknown = answer->trouble;
	else if (answer->code == ISCSI_NO_OBJECTS)
		return;
	else if (answer->code)
		read_files(asking, arena_printf(arena, "iscsiadm -m node exited with %d (%s): %s",
						answer->code, iscsiadm_exit_text(answer->code),
						answer->err));
	else if (iscsiadm_parse_dump(answer->out, asking->snapshot, &reason) < 0)
		read_files(asking, reason);
}

static const struct probe_source record_source = { "node records", ask_records, take_records };

/* ---- LVM ---- */

enum { LVM_START, LVM_CONFIG, LVM_REPORT, LVM_DONE };

/* "session 3 of iqn.… is FAILED"; NULL when all sessions are LOGGED_IN. */
static const char *sick_sessions(const struct snapshot *snapshot)
{
	const struct session *session;
	const char *text = NULL;

	vec_each (session, &snapshot->sessions) {
		if (session_is_logged_in(session))
			continue;
		text = arena_printf(snapshot->arena, "%s%ssession %u of %s is %s", text ? text : "",
				    text ? ", " : "", session->sid, session->target,
				    *session->state ? session->state : "unreadable");
	}
	if (!text && snapshot->vague_sessions)
		text = "a session is just coming or going";
	return text;
}

static bool ask_report(struct asking *asking, struct command *ret_command)
{
	struct snapshot *snapshot = asking->snapshot;
	const char *const *device;

	asking->stage = LVM_DONE;
	if (snapshot->lvm_incomplete && !asking->devices.list.count)
		return false; /* nothing healthy is left to look at; everything stays restricted */
	vec_each (device, &asking->devices.list)
		vec_add(snapshot->arena, &snapshot->lvm_devices, *device);
	*ret_command = lvm_report(snapshot->arena, asking->tools, &asking->devices);
	return true;
}

static bool ask_lvm(struct asking *asking, struct command *ret_command)
{
	struct snapshot *snapshot = asking->snapshot;

	if (asking->stage == LVM_DONE || snapshot->lvm_unknown)
		return false;
	if (!asking->tools->lvm.path) {
		snapshot->lvm_unknown = "lvm was not found";
		return false;
	}
	if (asking->stage == LVM_START) {
		snapshot->lvm_incomplete = sick_sessions(snapshot);
		asking->stage = snapshot->lvm_incomplete ? LVM_CONFIG : LVM_REPORT;
	}
	if (asking->stage == LVM_REPORT)
		return ask_report(asking, ret_command);
	*ret_command = lvm_config(snapshot->arena, asking->tools);
	return true;
}

static void take_config(struct asking *asking, const struct answer *answer)
{
	struct snapshot *snapshot = asking->snapshot;
	const char *reason;

	asking->stage = LVM_REPORT;
	if (answer->code)
		snapshot->lvm_unknown = arena_printf(
			snapshot->arena, "lvmconfig exited with %d: %s", answer->code, answer->err);
	else if (lvm_healthy_devices(asking->tools, snapshot, answer->out, snapshot->arena,
				     &asking->devices, &reason) < 0)
		snapshot->lvm_unknown = reason;
}

/* A parsable report with a non-zero exit makes unknown only what it does not show (law 3). */
static void take_report(struct asking *asking, const struct answer *answer)
{
	struct snapshot *snapshot = asking->snapshot;
	const char *reason;

	snapshot->lvm_warnings = answer->err;
	if (lvm_parse_report(answer->out, answer->out_size, snapshot, &reason) < 0)
		snapshot->lvm_unknown = answer->code ? arena_printf(snapshot->arena,
								    "lvm fullreport exited with "
								    "%d: %s",
								    answer->code, answer->err)
						     : reason;
	else if (answer->code && !snapshot->lvm_incomplete)
		snapshot->lvm_incomplete =
			arena_printf(snapshot->arena, "lvm fullreport exited with %d: %s",
				     answer->code, answer->err);
}

static void take_lvm(struct asking *asking, const struct answer *answer)
{
	if (answer->trouble)
		asking->snapshot->lvm_unknown = answer->trouble;
	else if (asking->stage == LVM_CONFIG)
		take_config(asking, answer);
	else
		take_report(asking, answer);
}

static const struct probe_source lvm_source = { "LVM", ask_lvm, take_lvm };

/* The slowest first, as each start takes a moment. */
const struct probe_source *const probe_sources[] = { &lvm_source, &record_source, NULL };
