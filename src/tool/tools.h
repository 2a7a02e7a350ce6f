/*
 * Where the sources of truth are: binaries by absolute path, and the roots of
 * the kernel's and udev's file systems. --tool NAME=PATH replaces any of them,
 * which is also how the tests put stand-ins in their place.
 */
#ifndef TOOL_TOOLS_H
#define TOOL_TOOLS_H

#include "base/arena.h"
#include "model/command.h"

#include <stdbool.h>

struct tool_file {
	const char *path; /* NULL: not found */
	bool given;	  /* by --tool, so commands are shown with this path */
};

struct tools {
	struct tool_file iscsiadm, lvm, getent, multipath;
	const char *sysfs, *proc, *run, *dev; /* "/sys", "/proc", "/run", "/dev" */
	const char *database;		      /* directory of nodes/; NULL: the first that exists of
					       * /etc/iscsi (Debian 12 and older), /var/lib/iscsi */
	const char *iscsi_etc;		      /* "/etc/iscsi": of initiatorname.iscsi */
	const char *lvm_etc;		      /* "/etc/lvm" */
	const char *lock;		      /* our own: "/run/converge/lock" */
	const char *state;		      /* "/var/lib/converge" */
	const char *credentials; /* systemd's, $CREDENTIALS_DIRECTORY; NULL: we have none */
};

/* An empty command for a binary: "iscsiadm" (applet NULL), or an LVM command such as "vgchange". */
struct command tools_command(struct arena *arena, const struct tools *tools, const char *applet);

#endif
