#include "config.h"

#include "base/strbuf.h"

#include <criterion/criterion.h>
#include <string.h>

Test(strbuf, empty)
{
	struct strbuf buf = { 0 };

	cr_assert_str_eq(strbuf_text(&buf), "");
	strbuf_clear(&buf);
	strbuf_add(&buf, "");
	cr_assert(buf.text);
	cr_assert_str_eq(buf.text, "");
	strbuf_done(&buf);
	cr_assert_str_eq(strbuf_text(&buf), "");
	strbuf_done(&buf);
}

Test(strbuf, grows_and_stays_terminated)
{
	struct strbuf buf = { 0 };

	for (size_t i = 0; i < 10000; i++) {
		strbuf_add_char(&buf, (char)('a' + i % 26));
		cr_assert_eq(buf.length, i + 1);
		cr_assert_eq(buf.text[i + 1], '\0');
	}
	for (size_t i = 0; i < 10000; i++)
		cr_assert_eq(buf.text[i], (char)('a' + i % 26));
	strbuf_done(&buf);
}

Test(strbuf, pieces)
{
	struct strbuf buf = { 0 };

	strbuf_add(&buf, "vg");
	strbuf_add_char(&buf, ':');
	strbuf_printf(&buf, "%s-%03d", "xen", 7);
	strbuf_printf(&buf, "%s", "");
	strbuf_add_bytes(&buf, "!?", 1);
	cr_assert_str_eq(buf.text, "vg:xen-007!");
	cr_assert_eq(buf.length, strlen(buf.text));
	strbuf_done(&buf);
}

Test(strbuf, format_longer_than_the_room)
{
	struct strbuf buf = { 0 };

	strbuf_add(&buf, "x");
	strbuf_printf(&buf, "%0*d", 100000, 5);
	cr_assert_eq(buf.length, 100001);
	cr_assert_eq(strlen(buf.text), 100001);
	cr_assert_eq(buf.text[100000], '5');
	strbuf_done(&buf);
}

Test(strbuf, bytes_may_be_zero)
{
	struct strbuf buf = { 0 };

	strbuf_add_bytes(&buf, "a\0b", 3);
	strbuf_add_bytes(&buf, NULL, 0);
	cr_assert_eq(buf.length, 3);
	cr_assert_eq(memcmp(buf.text, "a\0b", 4), 0);
	strbuf_clear(&buf);
	cr_assert_eq(buf.length, 0);
	cr_assert_str_eq(buf.text, "");
	strbuf_add(&buf, "again");
	cr_assert_str_eq(buf.text, "again");
	strbuf_done(&buf);
}

Test(strbuf, numbers)
{
	struct strbuf buf = { 0 };

	strbuf_add_number(&buf, 0);
	strbuf_add_char(&buf, ' ');
	strbuf_add_number(&buf, 1090);
	strbuf_add_char(&buf, ' ');
	strbuf_add_number(&buf, UINT64_MAX);
	cr_assert_str_eq(buf.text, "0 1090 18446744073709551615");
	strbuf_done(&buf);
}

Test(strbuf, pieces_of_a_line)
{
	struct strbuf buf = { 0 };

	strbuf_add(&buf, "one\n");
	strbuf_printf_line(&buf, "  %s is %s, ", "a\nb", "\033[31mred\x7f");
	strbuf_printf_line(&buf, "%s\n", "\tand\n");
	strbuf_printf_line(&buf, "%s", "");
	strbuf_printf_line(&buf,
			   "\xc3\xbc\xc2\x9b"
			   "8m\xe2\x80\xae\xe2\x81\xa6 \xc3\xff %s\n",
			   "\xc2\x9d"
			   "0;x\a");
	cr_assert_str_eq(buf.text, "one\n  a b is  [31mred ,  and \n\xc3\xbc?8m?? ?? ?0;x \n");
	strbuf_done(&buf);
}
