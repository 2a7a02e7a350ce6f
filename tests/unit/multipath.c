#include "config.h"

#include "tool/multipath.h"

#include <criterion/criterion.h>

static struct arena arena;

static void end(void)
{
	arena_free(&arena);
}

TestSuite(multipath, .fini = end);

static const char *text_of(const struct command *command)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	command_text(command, &text);
	return arena_strdup(&arena, strbuf_text(&text));
}

Test(multipath, command_lines)
{
	static const struct tools tools = { .multipath.path = "/usr/sbin/multipath" },
				  given = { .multipath = { "/opt/multipath", true } };
	struct command command = multipath_flush(&arena, &tools, "mpath a");

	cr_assert_str_eq(text_of(&command), "multipath -f 'mpath a'");
	cr_assert_str_eq(command.path, "/usr/sbin/multipath");
	cr_assert(command.changes && command.seconds);
	command = multipath_flush(&arena, &given, "mpatha");
	cr_assert_str_eq(text_of(&command), "/opt/multipath -f mpatha");
}

Test(multipath, maps)
{
	cr_assert(multipath_is_map(&(struct block){ .dm_uuid = "mpath-36001405" }));
	cr_assert_not(multipath_is_map(&(struct block){ .dm_uuid = "part1-mpath-36001405" }));
	cr_assert_not(multipath_is_map(&(struct block){ .dm_uuid = "LVM-mpath-" }));
	cr_assert_not(multipath_is_map(&(struct block){ .name = "sda" }));
}
