#include "manifest/hosts.h"

#include <criterion/criterion.h>
#include <string.h>

static struct arena arena;

static void done(void)
{
	arena_free(&arena);
}

TestSuite(hosts, .fini = done);

static struct selector parse(const char *text)
{
	struct selector selector = { 0 };
	const char *fault = selector_parse(&arena, text, &selector);

	cr_assert_null(fault, "%s: %s", text, fault);
	return selector;
}

static bool matches(const char *text, const char *host)
{
	struct selector selector = parse(text);

	return selector_matches(&selector, host);
}

static void expands(const char *text, size_t count, const char *first, const char *last)
{
	struct selector selector = parse(text);
	struct host_list hosts = { 0 };

	selector_expand(&selector, &arena, &hosts);
	host_list_tidy(&hosts);
	cr_assert_eq(hosts.list.count, count, "%s: %zu names", text, hosts.list.count);
	cr_assert_str_eq(hosts.list.at[0], first);
	cr_assert_str_eq(hosts.list.at[count - 1], last);
	for (size_t i = 0; i < count; i++)
		cr_assert(selector_matches(&selector, hosts.list.at[i]), "%s does not match %s",
			  text, hosts.list.at[i]);
}

Test(hosts, plain_names)
{
	cr_assert(matches("xen01", "xen01"));
	cr_assert(matches("XEN01", "xen01"));
	cr_assert_not(matches("xen01", "xen011"));
	cr_assert_not(matches("xen01", "xen0"));
	cr_assert_not(matches("xen01", ""));
}

Test(hosts, first_label_or_whole_name)
{
	cr_assert(matches("xen01", "xen01.example.net"));
	cr_assert(matches("xen01.example.net", "xen01.example.net"));
	cr_assert_not(matches("xen01.example.net", "xen01"));
	cr_assert_not(matches("xen01.example.net", "xen01.example.com"));
	cr_assert_not(matches("example", "xen01.example.net"));
	cr_assert(matches("*", "xen01.example.net"));
	cr_assert(matches("*.net", "xen01.example.net"));
	cr_assert_not(matches("*net", "xen01.example.net"));
}

Test(hosts, globs)
{
	cr_assert(matches("xen*", "xen"));
	cr_assert(matches("xen*", "xen01"));
	cr_assert(matches("*01", "xen01"));
	cr_assert(matches("x*n*1", "xen01"));
	cr_assert_not(matches("x*n*2", "xen01"));
	cr_assert(matches("xen0?", "xen01"));
	cr_assert_not(matches("xen0?", "xen0"));
	cr_assert_not(matches("xen?", "xen01"));
	cr_assert(matches("**", ""));
	cr_assert(matches("*?", "xen01"));
	cr_assert_not(matches("*?", ""));
}

/* Of any length: positions are kept in words of 64 bits. */
Test(hosts, globs_in_long_names)
{
	char name[256];

	for (size_t length = 1; length < sizeof(name); length++) {
		memset(name, 'a', length);
		name[length - 1] = 'b';
		name[length] = 0;
		cr_assert(matches("*b", name), "%zu", length);
		cr_assert(matches("*?", name), "%zu", length);
		cr_assert(matches("*a*a*a*b*", name) == (length > 3), "%zu", length);
		cr_assert_not(matches("*b?", name), "%zu", length);
		cr_assert_not(matches("*c*", name), "%zu", length);
		name[length - 1] = '7';
		cr_assert(matches("*[5-7]", name), "%zu", length);
		cr_assert(matches("*[5-7]*", name), "%zu", length);
		cr_assert_not(matches("*[5-7]?", name), "%zu", length);
	}
}

Test(hosts, ranges_keep_their_width)
{
	cr_assert(matches("xen[01-15]", "xen01"));
	cr_assert(matches("xen[01-15]", "xen15"));
	cr_assert_not(matches("xen[01-15]", "xen1"));
	cr_assert_not(matches("xen[01-15]", "xen00"));
	cr_assert_not(matches("xen[01-15]", "xen16"));
	cr_assert_not(matches("xen[01-15]", "xen001"));
	cr_assert(matches("xen[8-12]", "xen8"));
	cr_assert(matches("xen[8-12]", "xen12"));
	cr_assert_not(matches("xen[8-12]", "xen08"));
	cr_assert(matches("xen[08-100]", "xen08"));
	cr_assert(matches("xen[08-100]", "xen100"));
	cr_assert_not(matches("xen[08-100]", "xen8"));
	cr_assert_not(matches("xen[08-100]", "xen0100"));
	cr_assert(matches("xen[1-015]", "xen7"));
	cr_assert_not(matches("xen[1-015]", "xen007"));
	cr_assert(matches("xen[010-012]", "xen011"));
	cr_assert(matches("xen[0-0]", "xen0"));
}

Test(hosts, ranges_with_neighbours)
{
	cr_assert(matches("r[1-3]n[1-20]", "r3n20"));
	cr_assert_not(matches("r[1-3]n[1-20]", "r3n21"));
	cr_assert(matches("n[1-20]5", "n15"));
	cr_assert(matches("n[1-20]5", "n205"));
	cr_assert_not(matches("n[1-20]5", "n5"));
	cr_assert(matches("[1-12][3-4]", "123"));
	cr_assert(matches("*[01-15]", "xen15"));
	cr_assert(matches("*[1-5]x*", "aaa3x"));
	cr_assert(matches("xen[01-15].example.net", "xen07.example.net"));
}

Test(hosts, expansion)
{
	expands("xen01", 1, "xen01", "xen01");
	expands("xen[01-15]", 15, "xen01", "xen15");
	expands("xen[8-12]", 5, "xen10", "xen9"); /* sorted as text */
	expands("xen[098-101]", 4, "xen098", "xen101");
	expands("r[1-2]n[1-3]", 6, "r1n1", "r2n3");
	expands("h[1-10000]", 10000, "h1", "h9999");
	expands("[1-2][1-2]", 4, "11", "22");
	expands("xen*", 1, "xenx", "xenx");
}

Test(hosts, each_name_once)
{
	struct selector one = parse("a[1-3]"), two = parse("a[2-4]");
	struct host_list hosts = { 0 };

	selector_expand(&one, &arena, &hosts);
	selector_expand(&two, &arena, &hosts);
	host_list_tidy(&hosts);
	cr_assert_eq(hosts.list.count, 4);
}

Test(hosts, refused)
{
	static const char *const texts[] = {
		"",
		"a b",
		"a/b",
		"a\n",
		"xen{1,2}",
		"xen[1,2]",
		"xen[a-b]",
		"xen[1",
		"xen[1-",
		"xen[1-2",
		"xen[-2]",
		"xen[1-]",
		"xen[]",
		"xen[3]",
		"xen[2-1]",
		"xen[1-10001]",
		"[1-200][1-200]",
		"[1-1234567890]",
		"xen]",
		"g\303\244ste",
		"!xen",
		"xen[1-2-3]",
	};
	struct selector selector;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		cr_assert_not_null(selector_parse(&arena, texts[i], &selector), "'%s' was taken",
				   texts[i]);
}

Test(hosts, long_names)
{
	char *long_name = arena_alloc(&arena, 301);

	memset(long_name, 'a', 300);
	cr_assert_not(matches("*", long_name));
	long_name[255] = '\0';
	cr_assert(matches("*", long_name));
	cr_assert(matches("*a*a*a*a*a*a*a*a*a*a*a*a*", long_name));
	cr_assert_not(matches("*a*a*a*a*a*a*a*a*a*a*a*a*b", long_name));
}
