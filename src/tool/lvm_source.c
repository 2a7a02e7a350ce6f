/*
 * LVM as a source: one report, and around it what only some hosts and some runs
 * have to ask.
 */
#include "tool/hangs.h"
#include "tool/lvm.h"
#include "tool/lvm_devices.h"
#include "tool/source.h"

enum { LVM_START, LVM_CONFIG, LVM_REPORT, LVM_ACCESSIBLE, LVM_DONE };

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

	if (snapshot->lvm_incomplete && !asking->devices.list.count)
		return false; /* nothing healthy is left to look at; everything stays restricted */
	vec_each (device, &asking->devices.list)
		vec_add(snapshot->arena, &snapshot->lvm_devices, *device);
	asking->stage = LVM_REPORT;
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
		asking->suspicious = hangs_suspected(asking->tools, snapshot);
		asking->stage = snapshot->lvm_incomplete || asking->again || asking->suspicious
					? LVM_CONFIG
					: LVM_REPORT;
	}
	if (asking->stage == LVM_REPORT)
		return ask_report(asking, ret_command);
	*ret_command = asking->stage == LVM_CONFIG
			       ? lvm_config(snapshot->arena, asking->tools)
			       : lvm_accessible(snapshot->arena, asking->tools, &asking->devices);
	return true;
}

/* Disks that do not answer count as those of a session that is not LOGGED_IN. */
static void note_hangs(struct asking *asking)
{
	struct snapshot *snapshot = asking->snapshot;
	const char *hangs;

	if (asking->suspicious && !asking->lost)
		hangs_read(asking->tools, snapshot);
	hangs = hangs_text(snapshot);
	if (hangs)
		snapshot->lvm_incomplete = snapshot->lvm_incomplete
						   ? arena_printf(snapshot->arena, "%s; %s",
								  snapshot->lvm_incomplete, hangs)
						   : hangs;
}

/* Beside a sick session it decides what LVM may look at; after an act, it is a cause. */
static void take_config(struct asking *asking, const struct answer *answer)
{
	struct snapshot *snapshot = asking->snapshot;
	const char *reason = NULL;

	asking->stage = LVM_REPORT;
	note_hangs(asking);
	if (answer->code)
		reason = arena_printf(snapshot->arena, "lvmconfig exited with %d: %s", answer->code,
				      answer->err);
	else if (snapshot->lvm_incomplete)
		lvm_healthy_devices(asking->tools, snapshot, answer->out, snapshot->arena,
				    &asking->devices, &reason);
	if (reason && snapshot->lvm_incomplete)
		snapshot->lvm_unknown = reason;
	if (!reason && asking->again)
		lvm_read_limits(asking->tools, answer->out, snapshot);
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
	asking->stage =
		!snapshot->lvm_unknown && lvm_has_restricted(snapshot) ? LVM_ACCESSIBLE : LVM_DONE;
}

static void take_accessible(struct asking *asking, const struct answer *answer)
{
	struct snapshot *snapshot = asking->snapshot;

	asking->stage = LVM_DONE;
	if (answer->code && !snapshot->lvm_incomplete)
		snapshot->lvm_unknown = arena_printf(snapshot->arena, "vgs exited with %d: %s",
						     answer->code, answer->err);
	else
		lvm_mark_inaccessible(answer->out, snapshot);
}

/* If what it waits for can be told, the rest is asked for, once: then no second one is lost. */
static void take_trouble(struct asking *asking, const struct answer *answer)
{
	struct snapshot *snapshot = asking->snapshot;
	const char *hangs;

	if (!asking->lost)
		hangs_read(asking->tools, snapshot);
	if (snapshot->hangs.count && !asking->lost) {
		asking->lost = true;
		asking->stage = LVM_CONFIG;
	} else {
		hangs = hangs_text(snapshot);
		snapshot->lvm_unknown = hangs ? hangs : answer->trouble;
	}
}

static void take_lvm(struct asking *asking, const struct answer *answer)
{
	if (answer->trouble)
		take_trouble(asking, answer);
	else if (asking->stage == LVM_CONFIG)
		take_config(asking, answer);
	else if (asking->stage == LVM_ACCESSIBLE)
		take_accessible(asking, answer);
	else
		take_report(asking, answer);
}

const struct probe_source lvm_source = { "LVM", ask_lvm, take_lvm };
