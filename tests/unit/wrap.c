#include "report/wrap.h"

#include <criterion/criterion.h>

static void wraps(const char *text, size_t width, const char *only, const char *want)
{
	struct strbuf out = { 0 };

	wrap_lines(text, width, only, "  ", &out);
	cr_expect_str_eq(strbuf_text(&out), want);
	strbuf_done(&out);
}

Test(wrap, lines_that_fit_stay)
{
	wraps("", 10, "", "");
	wraps("one two\n", 7, "", "one two\n");
	wraps("one two\n\nthree", 7, "", "one two\n\nthree\n");
	wraps("one two three four five\n", 0, "", "one two three four five\n");
}

Test(wrap, folds_at_blanks)
{
	wraps("one two\n", 6, "", "one\n  two\n");
	wraps("one two three four\n", 9, "", "one two\n  three\n  four\n");
	wraps("one  two\n", 5, "", "one \n  two\n");
}

Test(wrap, words_stay_whole)
{
	wraps("unbreakable a b\n", 4, "", "unbreakable\n  a\n  b\n");
	wraps("a unbreakable b\n", 4, "", "a\n  unbreakable\n  b\n");
	wraps("one two\n", 1, "", "one\n  two\n");
}

Test(wrap, only_some_lines)
{
	wraps("# one two\none two\n", 6, "#", "# one\n  two\none two\n");
}

Test(wrap, a_character_is_a_column)
{
	wraps("\xc3\xa4\xc3\xb6 \xc3\xbc\n", 4, "", "\xc3\xa4\xc3\xb6 \xc3\xbc\n");
	wraps("\033[31mone\033[0m two\n", 7, "", "\033[31mone\033[0m two\n");
	wraps("\033[31mone\033[0m two\n", 6, "", "\033[31mone\033[0m\n  two\n");
	wraps("\033[31", 1, "", "\033[31\n");
}
