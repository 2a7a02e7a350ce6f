#include "config.h"

#include "tool/session_ready.h"

#include "os/clock.h"
#include "os/file.h"
#include "tool/blocks.h"
#include "tool/proc.h"
#include "tool/sysfs.h"

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

	if (fd < 0 || !str_equal(attr_optional(fd, "type", arena), TYPE_DISK))
		return NULL;
	if (dir_list(fd, "block", arena, &disks) < 0 || disks.list.count == 0)
		return arena_printf(arena, "the block device of LUN %s", lun);
	disk = disks.list.at[0];
	devno = attr_optional(fd, arena_printf(arena, "block/%s/dev", disk), arena);
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

bool udev_is_busy(const struct tools *tools, struct arena *arena)
{
	return access(arena_printf(arena, "%s/udev/queue", tools->run), F_OK) == 0;
}

void sessions_note_awaited(const struct tools *tools, struct snapshot *snapshot)
{
	static const struct luns all;
	struct awaiting look = { tools, snapshot->arena, &all,
				 udev_is_busy(tools, snapshot->arena) };
	struct session *session;

	vec_each (session, &snapshot->sessions)
		if (session_is_logged_in(session))
			session->awaited = session_awaited(&look, session);
}

bool session_ready(const struct tools *tools, const char *target, const struct portal *portal,
		   const char *iface, const struct luns *luns, struct arena *arena,
		   const char **ret_awaited)
{
	const struct awaiting look = { tools, arena, luns, false };
	struct snapshot now = { .arena = arena };
	const struct session *session;
	const char *awaited = NULL;
	size_t found = 0;

	/* Its database has a device before its RUN programs, which activate volume groups, are
	 * done; only the end of the queue tells that. */
	if (udev_is_busy(tools, arena) && !ret_awaited)
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
	if (!awaited && udev_is_busy(tools, arena))
		awaited = "udev, which still works on events";
	if (awaited && ret_awaited)
		*ret_awaited = awaited;
	return !awaited;
}
