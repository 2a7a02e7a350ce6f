#include "model/command.h"
#include "base/strbuf.h"

#include <criterion/criterion.h>

static struct arena arena;

static void end(void)
{
	arena_free(&arena);
}

TestSuite(command, .fini = end);

static void expect_text(const char *word, const char *expected)
{
	struct command command = { 0 };
	struct strbuf text = { 0 };

	command_add(&arena, &command, "x");
	command_add(&arena, &command, word);
	command_text(&command, &text);
	cr_assert_str_eq(strbuf_text(&text) + 2, expected);
	strbuf_done(&text);
}

Test(command, text)
{
	expect_text("iqn.2003-01.org.example:a", "iqn.2003-01.org.example:a");
	expect_text("10.5.88.21:3260,1", "10.5.88.21:3260,1");
	expect_text("vg_a/x+y", "vg_a/x+y");
	expect_text("", "''");
	expect_text("a b", "'a b'");
	expect_text("[2001:db8::1]:3260", "'[2001:db8::1]:3260'");
	expect_text("node.conn[0].startup", "'node.conn[0].startup'");
	expect_text("global{metadata_read_only=1}", "'global{metadata_read_only=1}'");
	expect_text("it's", "'it'\\''s'");
	expect_text("$(reboot)", "'$(reboot)'");
	expect_text("~", "'~'");
	expect_text("a\nb", "$'a\\012b'");
	expect_text("it's\033]0;x\\", "$'it\\'s\\033]0;x\\\\'");
	expect_text("\xc2\x9b"
		    "8m",
		    "$'\\302\\2338m'");
	expect_text("\xe2\x80\xae", "$'\\342\\200\\256'");
	expect_text("\xc3\xa9", "'\xc3\xa9'");
}

Test(command, argv)
{
	struct command command = { 0 };
	const char *const *argv = command_argv(&arena, &command);

	cr_assert_null(argv[0]);
	for (int i = 0; i < 20; i++)
		command_add(&arena, &command, "word");
	argv = command_argv(&arena, &command);
	for (int i = 0; i < 20; i++)
		cr_assert_str_eq(argv[i], "word");
	cr_assert_null(argv[20]);
}
