#include "tool/tools.h"

#include "config.h"

#include "base/str.h"

#include <errno.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* lvm(8) is one program: the packages link these names to it, and it looks at argv[0]. */
static bool has_link(const char *applet)
{
	static const char *const links[] = { "lvchange", "lvmconfig", "vgchange" };

	for (size_t i = 0; i < sizeof(links) / sizeof(*links); i++)
		if (str_equal(links[i], applet))
			return true;
	return false;
}

struct command tools_command(struct arena *arena, const struct tools *tools, const char *applet)
{
	const struct tool_file *file = applet ? &tools->lvm : &tools->iscsiadm;
	/* Each iscsiadm reads whole records, or is given what to make one of. */
	struct command command = { .path = file->path, .secret = !applet };

	if (file->given)
		command_add(arena, &command, file->path);
	else if (!applet)
		command_add(arena, &command, "iscsiadm");
	else if (!has_link(applet))
		command_add(arena, &command, "lvm");
	if (applet)
		command_add(arena, &command, applet);
	return command;
}
