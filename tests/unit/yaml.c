#include "report/yaml.h"

#include "base/arena.h"

#include <criterion/criterion.h>

static struct strbuf out;

static void end(void)
{
	strbuf_done(&out);
}

TestSuite(yaml, .fini = end);

static void writes(const char *value, const char *line)
{
	strbuf_clear(&out);
	yaml_item(&out, 0, value);
	cr_assert_str_eq(strbuf_text(&out), line, "%s", strbuf_text(&out));
}

Test(yaml, quotes_what_is_more_than_text)
{
	writes("iqn.1992-08.com.netapp:sn.1", "- iqn.1992-08.com.netapp:sn.1\n");
	writes("10.5.88.21:3260,1", "- 10.5.88.21:3260,1\n");
	writes("[2001:db8::1]:3260", "- \"[2001:db8::1]:3260\"\n");
	writes("Yes", "- Yes\n");
	writes("null", "- \"null\"\n");
	writes("true", "- \"true\"\n");
	writes("1.5", "- \"1.5\"\n");
	writes("1e3", "- \"1e3\"\n");
	writes("0x10", "- \"0x10\"\n");
	writes("007", "- \"007\"\n");
	writes("-1", "- \"-1\"\n");
	writes("", "- \"\"\n");
	writes("~", "- \"~\"\n");
	writes("a b", "- \"a b\"\n");
	writes("a#b", "- \"a#b\"\n");
	writes("iqn.x:", "- \"iqn.x:\"\n");
	writes("say \"a\\b\"", "- \"say \\\"a\\\\b\\\"\"\n");
}

Test(yaml, numbers_are_numbers_as_values_only)
{
	yaml_pair(&out, 1, "12", "120");
	cr_assert_str_eq(strbuf_text(&out), "  \"12\": 120\n");
}

Test(yaml, comments_stay_on_their_line)
{
	yaml_comment(&out, 2, "a\nb: %s", "c\x1b[0m\xe2\x80\xae\xff");
	cr_assert_str_eq(strbuf_text(&out), "    # a; b: c [0m??\n");
}
