#include "config.h"

#include "tool/session_ready.h"

#include "os/attrs.h"
#include "os/clock.h"
#include "tool/blocks.h"
#include "tool/proc.h"
#include "tool/sysfs.h"
#include "tool/udev_work.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define UDEV_BYTES ((size_t)64 * 1024)
#define TYPE_DISK "0"	       /* SCSI peripheral device type: direct access block device */
#define UDEV_EVENT_SECONDS 180 /* after which udevd ends the work on an event by itself */

/* A look at whether disks are ready. */
struct awaiting {
	const struct tools *tools;
	struct arena *arena;
	const struct luns *luns; /* those that matter; empty: all */
	bool udev_busy;		 /* then it may be at work on a disk that it has seen lately */
	struct udev_work work;	 /* what it is at work on, if that can be told */
	const char **unknown;	 /* gets what could not be read */
};

/*
 * Whether udev has finished with a block device; without udevd there is nothing to wait for. Its
 * data of a device comes before the programs of its rules are run, which end with the event.
 */
static bool udev_is_done(const struct awaiting *look, const char *devno)
{
	const struct attrs run = { look->arena, look->tools->run, AT_FDCWD, look->unknown };
	struct stat data;

	if (!attrs_has(&run, "udev/control"))
		return true;
	if (stat(arena_printf(look->arena, "%s/udev/data/b%s", look->tools->run, devno), &data) < 0)
		return false;
	return !look->udev_busy || look->work.nodes.count ||
	       data.st_mtime + UDEV_EVENT_SECONDS <= clock_now();
}

/* Whether multipath's udev rule has said that multipathd takes this disk as a path. */
static bool is_claimed(const struct awaiting *look, const char *devno)
{
	const struct attrs run = { look->arena, look->tools->run, AT_FDCWD, look->unknown };
	const char *name = arena_printf(look->arena, "udev/data/b%s", devno);
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	int error = file_read(arena_printf(look->arena, "%s/%s", look->tools->run, name),
			      UDEV_BYTES, &text);

	if (error < 0)
		attrs_doubt(&run, name, error);
	return strstr(strbuf_text(&text), "E:DM_MULTIPATH_DEVICE_PATH=1\n");
}

/*
 * Whether a disk is still to become a path of a map: until then what is on it has no device. One
 * that has a holder is in use as it is, and multipathd gets no map onto it.
 */
static bool awaits_map(const struct awaiting *look, const struct attrs *lun, const char *disk,
		       const char *devno)
{
	struct names holders = attrs_list(lun, arena_printf(look->arena, "block/%s/holders", disk));
	const char *reason;

	return !holders.list.count && is_claimed(look, devno) &&
	       proc_has_multipathd(look->tools, look->arena, &reason) != 0;
}

/* NULL, or what a LUN ("H:C:T:L", a directory of target) still lacks. */
static const char *lun_awaited(const struct awaiting *look, const struct attrs *target,
			       const char *name)
{
	struct arena *arena = look->arena;
	CLEANUP(close_fd) int fd = attrs_open(target, name);
	const struct attrs lun = { arena, arena_printf(arena, "%s/%s", target->directory, name), fd,
				   look->unknown };
	struct names disks;
	const char *disk, *devno;

	if (fd < 0 || !str_equal(attrs_value(&lun, "type"), TYPE_DISK))
		return NULL;
	disks = attrs_list(&lun, "block");
	if (disks.list.count == 0)
		return arena_printf(arena, "the block device of LUN %s", name);
	disk = disks.list.at[0];
	devno = attrs_value(&lun, arena_printf(arena, "block/%s/dev", disk));
	if (!devno)
		return arena_printf(arena, "the device number of %s", disk);
	if (!udev_is_done(look, devno))
		return arena_printf(arena, "udev, which has not finished with %s", disk);
	if (udev_works_on(look->tools, &look->work, disk))
		return arena_printf(arena, "udev, which is still at work on %s", disk);
	if (awaits_map(look, &lun, disk, devno))
		return arena_printf(arena, "multipathd, which has made no map of %s yet", disk);
	return NULL;
}

/* Counts those of `luns` that are there into ret_found. */
static const char *luns_awaited(const struct awaiting *look, const struct attrs *device,
				const char *name, size_t *ret_found)
{
	CLEANUP(close_fd) int fd = attrs_open(device, name);
	const struct attrs target = { look->arena,
				      arena_printf(look->arena, "%s/%s", device->directory, name),
				      fd, look->unknown };
	struct names names = { 0 };
	const char **lun, *awaited = NULL;
	unsigned int number;

	if (fd >= 0)
		names = attrs_list(&target, ".");
	vec_each (lun, &names.list) {
		bool listed = block_is_hctl(*lun) && lun_number(*lun, &number) &&
			      luns_have(look->luns, number);

		*ret_found += listed;
		if (!awaited && block_is_hctl(*lun) && (listed || !look->luns->list.count))
			awaited = lun_awaited(look, &target, *lun);
	}
	return awaited;
}

/* The same of a session of which all can be read. */
static const char *disks_awaited(const struct awaiting *look, const struct session *session)
{
	struct arena *arena = look->arena;
	const struct attrs device = { arena,
				      arena_printf(arena, "%s/class/iscsi_session/session%u/device",
						   look->tools->sysfs, session->sid),
				      AT_FDCWD, look->unknown };
	struct names names = attrs_list(&device, ".");
	const char **name, *awaited = NULL;
	size_t found = 0;

	if (!names.list.count)
		return arena_printf(arena, "the device of session %u", session->sid);
	vec_each (name, &names.list)
		if (!awaited && str_starts(*name, "target"))
			awaited = luns_awaited(look, &device, *name, &found);
	if (!awaited && !*session->target_state && found < look->luns->list.count)
		awaited = arena_printf(arena, "%zu of the listed LUNs of session %u",
				       look->luns->list.count - found, session->sid);
	return awaited;
}

/* NULL, or what a session still lacks. */
static const char *session_awaited(const struct awaiting *how, const struct session *session)
{
	const char *unknown = NULL, *awaited;
	struct arena *arena = how->arena;
	struct awaiting look = *how;

	look.unknown = &unknown;
	if (!session_is_logged_in(session))
		return arena_printf(arena, "session %u, which is %s", session->sid,
				    *session->state ? session->state : "in no known state");
	if (*session->target_state && !str_equal(session->target_state, "SCANNED"))
		return arena_printf(arena, "the scan of session %u", session->sid);
	awaited = disks_awaited(&look, session);
	return unknown ? arena_printf(arena, "a full view of the disks of session %u (%s)",
				      session->sid, unknown)
		       : awaited;
}

int udev_queue(const struct tools *tools, struct arena *arena)
{
	const char *queue = arena_printf(arena, "%s/udev/queue", tools->run);

	if (access(queue, F_OK) == 0)
		return 1;
	return file_is_gone(-errno) ? 0 : -errno;
}

void sessions_note_awaited(const struct tools *tools, struct snapshot *snapshot)
{
	static const struct luns all;
	struct awaiting look = { .tools = tools,
				 .arena = snapshot->arena,
				 .luns = &all,
				 .udev_busy = udev_queue(tools, snapshot->arena) != 0 };
	struct session *session;

	if (look.udev_busy)
		look.work = udev_work_read(tools, snapshot->arena);
	vec_each (session, &snapshot->sessions)
		if (session_is_logged_in(session))
			session->awaited = session_awaited(&look, session);
}

bool session_ready(const struct tools *tools, const char *target, const struct portal *portal,
		   const char *iface, const struct luns *luns, struct arena *arena,
		   const char **ret_awaited)
{
	struct awaiting look = { .tools = tools, .arena = arena, .luns = luns };
	struct snapshot now = { .arena = arena };
	const struct session *session;
	const char *awaited = NULL;
	size_t found = 0;

	/* Its database has a device before its RUN programs, which activate volume groups, are
	 * done. The end of the queue tells that, or that others than these disks are locked. */
	if (udev_queue(tools, arena))
		look.work = udev_work_read(tools, arena);
	if (udev_queue(tools, arena) && !look.work.nodes.count && !ret_awaited)
		return false;
	sysfs_read_sessions_of(tools, target, &now, &awaited);
	vec_each (session, &now.sessions) {
		if (awaited || !portal_equal(&session->portal, portal) ||
		    !str_equal(session->iface, iface))
			continue;
		/* node.session.nr_sessions can ask for several: each of them must be ready. */
		found++;
		awaited = session_awaited(&look, session);
	}
	if (!awaited && !found)
		awaited = arena_printf(arena, "a session with %s", portal_text(arena, portal));
	if (!awaited && !look.work.nodes.count && udev_queue(tools, arena))
		awaited = "udev, which still works on events";
	if (awaited && ret_awaited)
		*ret_awaited = awaited;
	return !awaited;
}
