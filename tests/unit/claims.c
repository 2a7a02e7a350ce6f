#include "config.h"

#include "act/claims.h"
#include "tree.h"

/* Of which disks is asked whether the kernel has claimed them, and what of the others is known. */

static struct arena arena;
static const char *root;
static struct snapshot snapshot;

static void setup(void)
{
	struct session session = {
		.sid = 3,
		.target = "iqn.2003-01.org.example:a",
		.portal = { "192.0.2.10", 3260, TPGT_NONE },
		.iface = "default",
		.state = "LOGGED_IN",
	};

	root = tree_make(&arena);
	tree_file(&arena, root, "sdb", "");
	snapshot = (struct snapshot){ .arena = &arena };
	vec_add(&arena, &snapshot.sessions, session);
}

static void teardown(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(claims, .init = setup, .fini = teardown);

/* What is claimed of disk sdb of the session; its node is no device, so to ask shows as that. */
static const struct claim *claim_of(const char *state)
{
	struct block disk = { .name = "sdb", .major = 8, .minor = 16, .sid = 3, .state = state };
	struct tools tools = { .dev = root };
	struct sids sids = { 0 };
	struct stack stack;

	vec_add(&arena, &snapshot.blocks, disk);
	vec_add(&arena, &sids.list, 3);
	snapshot_index(&snapshot);
	stack = stack_build(&arena, &snapshot);
	claims_of_sessions(&tools, &stack, &sids, &snapshot);
	return snapshot.claims.count ? &snapshot.claims.at[0] : NULL;
}

static void expect_unknown(const struct claim *claim, const char *why)
{
	cr_assert_not_null(claim);
	cr_expect_eq(claim->major, 8);
	cr_expect_eq(claim->minor, 16);
	cr_expect(claim->unknown && strstr(claim->unknown, why), "%s", claim->unknown);
}

#define ASKED "/sdb is another device, or none"

Test(claims, of_a_running_disk)
{
	expect_unknown(claim_of("running"), ASKED);
}

/* The kernel answers before it asks the disk. */
Test(claims, of_a_disk_that_is_offline)
{
	expect_unknown(claim_of("offline"), ASKED);
}

Test(claims, of_a_disk_of_a_lost_transport)
{
	expect_unknown(claim_of("transport-offline"), ASKED);
}

/* Not opened, as that may hang; and not free (law 3). */
Test(claims, of_a_disk_that_is_blocked)
{
	expect_unknown(claim_of("blocked"), "the disk is in state blocked");
}

/* Law 4: such a session goes by what sysfs shows, or it would never go. */
Test(claims, of_a_session_that_does_not_work)
{
	snapshot.sessions.at[0].state = "FAILED";
	cr_expect_null(claim_of("blocked"));
}
