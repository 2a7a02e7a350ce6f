#include "model/portal.h"

#include "base/arena.h"

#include <criterion/criterion.h>
#include <criterion/new/assert.h>

static struct arena arena;

static void done(void)
{
	arena_free(&arena);
}

TestSuite(portal, .fini = done);

static void takes(const char *text, const char *host, int port, int tpgt)
{
	struct portal portal = { 0 };
	const char *fault = portal_parse(&arena, text, &portal);

	cr_assert_null(fault, "%s: %s", text, fault);
	cr_assert_str_eq(portal.host, host);
	cr_assert_eq(portal.port, port, "%s: port %d", text, portal.port);
	cr_assert_eq(portal.tpgt, tpgt, "%s: tpgt %d", text, portal.tpgt);
}

static void refuses(const char *text)
{
	struct portal portal = { .host = "untouched" };

	cr_assert_not_null(portal_parse(&arena, text, &portal), "'%s' was taken", text);
	cr_assert_str_eq(portal.host, "untouched");
}

Test(portal, forms)
{
	takes("10.5.88.21:3260", "10.5.88.21", 3260, TPGT_NONE);
	takes("10.5.88.21", "10.5.88.21", PORTAL_PORT, TPGT_NONE);
	takes("10.5.88.21,1", "10.5.88.21", PORTAL_PORT, 1);
	takes("10.5.88.21:860,0", "10.5.88.21", 860, 0);
	takes("10.5.88.21:1,65535", "10.5.88.21", 1, 65535);
	takes("10.5.88.21:65535", "10.5.88.21", 65535, TPGT_NONE);
	takes("san1", "san1", PORTAL_PORT, TPGT_NONE);
	takes("San1.Example.NET:3261,2", "san1.example.net", 3261, 2);
	takes("3par.example.net", "3par.example.net", PORTAL_PORT, TPGT_NONE);
	takes("[2001:db8::1]", "2001:db8::1", PORTAL_PORT, TPGT_NONE);
	takes("[2001:DB8:0:0:0:0:0:1]:3261,7", "2001:db8::1", 3261, 7);
	takes("[::1]:3260", "::1", 3260, TPGT_NONE);
	takes("[FE80::1%eth0]", "fe80::1%eth0", PORTAL_PORT, TPGT_NONE);
	takes("[fe80::1%br-lan_1]", "fe80::1%br-lan_1", PORTAL_PORT, TPGT_NONE);
}

Test(portal, link_local_addresses_need_a_zone)
{
	static const struct {
		const char *text;
		bool lacks;
	} portals[] = {
		{ "[fe80::1]", true },	     { "[FEBF:0::211:32ff:fe2d:5bf5]:860,1", true },
		{ "[fe80::1%eth0]", false }, { "[fec0::1]", false },
		{ "[fe8::1]", false },	     { "[::1]", false },
		{ "169.254.0.1", false },    { "fe80", false },
	};

	for (size_t i = 0; i < sizeof(portals) / sizeof(portals[0]); i++) {
		struct portal portal;

		cr_assert_null(portal_parse(&arena, portals[i].text, &portal));
		cr_expect_eq(portal_lacks_zone(&portal), portals[i].lacks, "%s", portals[i].text);
	}
}

Test(portal, numbers_out_of_range)
{
	static const char *const texts[] = {
		"10.0.0.1:0",
		"10.0.0.1:65536",
		"10.0.0.1:",
		"10.0.0.1:-1",
		"10.0.0.1:+1",
		"10.0.0.1:0x50",
		"10.0.0.1:03260",
		"10.0.0.1:3260a",
		"10.0.0.1,65536",
		"10.0.0.1,",
		"10.0.0.1,-1",
		"10.0.0.1,1,2",
		"10.0.0.1,01",
		"[::1]:0",
		"[::1]:65536",
		"[::1]:",
		"10.0.0.1:99999999999999999999999",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuses(texts[i]);
}

/* What str_to_ipport() in open-iscsi 2.1.8 turns into something else. */
Test(portal, what_iscsiadm_misreads)
{
	static const char *const texts[] = {
		"[::ffff:1.2.3.4]",
		"[::ffff:192.0.2.10]:3260,1",
		"[::ffff:102:304]",
		"[::102:304]",
		"[fe80::1%eth0.100]:3260,1",
		"[2001:db8::1",
		"2001:db8::1",
		"2001:db8::1:3260",
		"::1",
		"[2001:db8::1]x",
		"[2001:db8::1]3260",
		"[]",
		"[san1]",
		"[10.0.0.1]",
		"]",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuses(texts[i]);
}

Test(portal, hosts_that_are_none)
{
	static const char *const texts[] = {
		"",
		":3260",
		",1",
		" ",
		"10.0.0.1 ",
		" 10.0.0.1",
		"10.0.0",
		"10.0.0.256",
		"10.0.0.01",
		"10.0.0.1.2",
		"1234",
		"san.7",
		"-san",
		"san-",
		"a..b",
		"a.",
		".a",
		"a_b",
		"a/b",
		"../x",
		"a\nb",
		"a\tb",
		"g\303\244ste",
		"a%eth0",
		"[fe80::1%]",
		"[fe80::1%a b]",
		"[fe80::1%0123456789abcdef]",
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		refuses(texts[i]);
}

Test(portal, label_lengths)
{
	char *label = arena_alloc(&arena, 65), *name = arena_alloc(&arena, 400);

	memset(label, 'a', 63);
	takes(label, label, PORTAL_PORT, TPGT_NONE);
	label[63] = 'a';
	refuses(label);
	for (size_t i = 0; i < 254; i++)
		name[i] = i % 4 == 3 ? '.' : 'b';
	name[253] = '\0';
	takes(name, name, PORTAL_PORT, TPGT_NONE);
	name[253] = 'b';
	refuses(name);
}

Test(portal, host_as_tools_print_it)
{
	cr_assert_str_eq(portal_host(&arena, "2001:0db8:0000:0000:0000:0000:0000:0001"),
			 "2001:db8::1");
	cr_assert_str_eq(portal_host(&arena, "[2001:DB8::1]"), "2001:db8::1");
	cr_assert_str_eq(portal_host(&arena, "fe80:0:0::1%eth0"), "fe80::1%eth0");
	cr_assert_str_eq(portal_host(&arena, "10.5.88.21"), "10.5.88.21");
	cr_assert_str_eq(portal_host(&arena, "SAN1"), "san1");
	cr_assert_str_eq(portal_host(&arena, "[san1]"), "san1");
	cr_assert_str_eq(portal_host(&arena, "["), "[");
	cr_assert_str_eq(portal_host(&arena, ""), "");
	cr_assert_str_eq(portal_host(&arena, "junk:junk"), "junk:junk");
}

Test(portal, compared_and_written)
{
	struct portal a, b;

	cr_assert_null(portal_parse(&arena, "[2001:db8::1]", &a));
	cr_assert_null(portal_parse(&arena, "[2001:DB8:0::1]:3260,4", &b));
	cr_assert(portal_equal(&a, &b));
	cr_assert(portal_is_ipv6(&a));
	cr_assert_str_eq(portal_text(&arena, &b), "[2001:db8::1]:3260");
	cr_assert_null(portal_parse(&arena, "10.5.88.21:3261", &b));
	cr_assert_not(portal_equal(&a, &b));
	cr_assert_not(portal_is_ipv6(&b));
	cr_assert_str_eq(portal_text(&arena, &b), "10.5.88.21:3261");
	a = b;
	a.port = 3260;
	cr_assert_not(portal_equal(&a, &b));
}
