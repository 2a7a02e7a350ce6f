#include "model/host_name.h"

#include "base/arena.h"

#include <criterion/criterion.h>

/* One portal, by name and by address. */

static struct arena arena;
static struct snapshot snapshot;

static void resolve(const char *name, const char *first, const char *second)
{
	struct host_name *host = vec_push(&arena, &snapshot.host_names);

	host->name = name;
	if (first)
		vec_add(&arena, &host->addresses, first);
	if (second)
		vec_add(&arena, &host->addresses, second);
}

static void begin(void)
{
	snapshot = (struct snapshot){ .arena = &arena };
	resolve("san1", "10.5.88.21", "2001:db8::21");
	resolve("san1.example.org", "10.5.88.21", NULL);
	resolve("san2", "10.5.88.22", NULL);
	resolve("lost", NULL, NULL);
}

static void end(void)
{
	arena_free(&arena);
}

TestSuite(host_name, .init = begin, .fini = end);

static struct portal portal(const char *text)
{
	struct portal portal;

	cr_assert_null(portal_parse(&arena, text, &portal), "%s", text);
	return portal;
}

static bool is(const char *left, const char *right)
{
	struct portal a = portal(left), b = portal(right);
	bool same = portal_is(&snapshot, &a, &b);

	cr_assert_eq(portal_is(&snapshot, &b, &a), same, "%s and %s, whichever is first", left,
		     right);
	return same;
}

Test(host_name, names)
{
	cr_assert(host_is_name("san1"));
	cr_assert(host_is_name("1st.example.org"));
	cr_assert_not(host_is_name("10.5.88.21"));
	cr_assert_not(host_is_name("2001:db8::21"));
	cr_assert_not(host_is_name("fe80::1%eth0"));
}

Test(host_name, portals)
{
	cr_assert(is("10.5.88.21", "10.5.88.21:3260,1"));
	cr_assert(is("san1", "10.5.88.21"));
	cr_assert(is("san1", "[2001:DB8:0::21]"));
	cr_assert(is("san1", "san1.example.org"));
	cr_assert(is("lost", "lost"));
	cr_assert_not(is("san1", "10.5.88.21:3261"));
	cr_assert_not(is("san1", "san2"));
	cr_assert_not(is("san1", "10.5.88.2"));
	cr_assert_not(is("lost", "10.5.88.21"));
	cr_assert_not(is("nobody", "san1"));
}

static bool session_is(const char *persistent, const char *peer, const char *where)
{
	struct session session = { .portal = portal(persistent), .address = peer };
	struct portal at = portal(where);

	return session_is_at(&snapshot, &session, &at);
}

Test(host_name, sessions)
{
	cr_assert(session_is("10.5.88.21", "10.5.88.21", "san1"));
	cr_assert(session_is("san1", "10.5.88.21", "10.5.88.21"));
	cr_assert(session_is("nobody", "10.5.88.21", "10.5.88.21"), "the peer tells");
	cr_assert(session_is("nobody", "10.5.88.21", "san1"));
	cr_assert(session_is("nobody", NULL, "nobody"));
	cr_assert_not(session_is("nobody", NULL, "10.5.88.21"));
	cr_assert_not(session_is("nobody", "10.5.88.22", "san1"));
	cr_assert_not(session_is("10.5.88.22", "10.5.88.21", "san1"), "a redirect");
}
