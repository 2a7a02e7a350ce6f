#include "config.h"

#include "engine/planner.h"
#include "manifest/manifest.h"
#include "tool/tools.h"
#include "tree.h"

/* Right before a logout: whose is the session id by now (law 4)? */

#define TARGET "iqn.2003-01.org.example:a"
#define SESSION "devices/platform/host2/session3"

static struct arena arena;
static const char *root;
static struct tools tools;

static void setup(void)
{
	root = tree_make(&arena);
	tools = (struct tools){
		.iscsiadm.path = "/usr/sbin/iscsiadm",
		.sysfs = arena_printf(&arena, "%s/sys", root),
		.proc = arena_printf(&arena, "%s/proc", root),
		.run = arena_printf(&arena, "%s/run", root),
		.dev = arena_printf(&arena, "%s/dev", root),
	};
	tree_directory(&arena, root, "sys/class/block/");
	tree_file(&arena, root, "proc/self/mountinfo", "");
	tree_file(&arena, root, "proc/1/mountinfo", "");
	tree_file(&arena, root, "proc/swaps", "Filename\tType\tSize\tUsed\tPriority\n");
}

static void teardown(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(session_down, .init = setup, .fini = teardown);

static const struct wishes *wishes_of(const char *text)
{
	const char *file = arena_printf(&arena, "%s/m.yaml", root);
	struct diags diags = { .arena = &arena };
	struct manifest *manifest = NULL;
	struct wishes *wishes;

	cr_assert_eq(file_replace(file, text, strlen(text), 0600), 0);
	cr_assert_eq(manifest_load(&arena, &file, 1, &diags, &manifest), 0);
	cr_assert_eq(manifest_wishes(manifest, "xen01", &diags, &wishes), 0);
	return wishes;
}

/* The logout of session 3 that is planned where it is one of TARGET at 192.0.2.10. */
static const struct action *logout(void)
{
	const struct wishes *wishes =
		wishes_of("version: 1\ntargets:\n  " TARGET ": {ensure: absent}\n");
	struct snapshot *snapshot = arena_alloc(&arena, sizeof(*snapshot));
	struct session session = {
		.sid = 3,
		.target = TARGET,
		.portal = { "192.0.2.10", 3260, TPGT_NONE },
		.address = "192.0.2.10",
		.iface = "default",
		.state = "LOGGED_IN",
		.target_state = "SCANNED",
	};
	const struct action *action;
	const struct plan *plan;

	snapshot->arena = &arena;
	vec_add(&arena, &snapshot->sessions, session);
	snapshot_index(snapshot);
	plan = plan_make(wishes, snapshot, NULL, NULL, &tools, &arena);
	vec_each (action, &plan->actions)
		if (strcmp(action->type->name, "logout") == 0)
			return action;
	cr_assert_fail("no logout is planned");
	return NULL;
}

static void put(const char *name, const char *text)
{
	tree_file(&arena, root, arena_printf(&arena, "sys/" SESSION "/%s", name), text);
}

/* What sysfs shows as session 3 now. */
static void now_is(const char *target, const char *address, const char *port)
{
	put("iscsi_session/session3/targetname", target);
	put("iscsi_session/session3/tpgt", "1");
	put("iscsi_session/session3/state", "LOGGED_IN");
	put("iscsi_session/session3/target_state", "SCANNED");
	put("iscsi_session/session3/ifacename", "default");
	tree_link(&arena, root, "sys/" SESSION "/iscsi_session/session3/device",
		  "../../../session3");
	tree_link(&arena, root, "sys/class/iscsi_session/session3",
		  "../../" SESSION "/iscsi_session/session3");
	put("connection3:0/iscsi_connection/connection3:0/address", address);
	put("connection3:0/iscsi_connection/connection3:0/port", port);
	put("connection3:0/iscsi_connection/connection3:0/persistent_address", address);
	put("connection3:0/iscsi_connection/connection3:0/persistent_port", port);
	tree_link(&arena, root, "sys/class/iscsi_connection/connection3:0",
		  "../../" SESSION "/connection3:0/iscsi_connection/connection3:0");
}

static void expect(enum guard_answer answer, const char *words)
{
	const struct action *action = logout();
	const char *reason = NULL;
	enum guard_answer got = action->type->guard(action, &tools, &arena, &reason);

	cr_expect_eq(got, answer, "%d: %s", (int)got, reason);
	if (words)
		cr_expect(reason && strstr(reason, words), "%s", reason);
}

static const char *hint_for(const struct action *action, int code)
{
	const struct exit_hint *hint;

	vec_each (hint, &action->hints)
		if (hint->code == code)
			return hint->text;
	return "";
}

/* An iscsid that was restarted answers a moment later; if it does not, one learns what to wait for.
 */
Test(session_down, an_iscsid_that_was_restarted)
{
	static const int codes[] = { 2, 32 };
	const struct action *action = logout();

	for (size_t i = 0; i < 2; i++) {
		const char *hint = hint_for(action, codes[i]);

		cr_expect_not_null(action->type->not_yet(codes[i]), "%d", codes[i]);
		cr_expect(strstr(hint, "iscsid was restarted") &&
				  strstr(hint, "`iscsiadm -m session -r 3 -P 1` shows it"),
			  "%d: %s", codes[i], hint);
	}
	cr_expect_not_null(action->type->not_yet(9));
	cr_expect_null(action->type->not_yet(8));
}

/* The same where a login fails because its driver is not there: codes 9 and 12. */
Test(session_down, a_login_without_a_driver)
{
	const struct wishes *wishes =
		wishes_of("version: 1\ntargets:\n  " TARGET ": {portals: [192.0.2.10]}\n");
	static const int codes[] = { 9, 12 };
	struct snapshot *snapshot = arena_alloc(&arena, sizeof(*snapshot));
	const struct action *action;
	const struct plan *plan;
	int looked = 0;

	snapshot->arena = &arena;
	snapshot->initiator = "iqn.1993-08.org.debian:01:xen01";
	snapshot->tcp_missing = true;
	snapshot_index(snapshot);
	plan = plan_make(wishes, snapshot, NULL, NULL, &tools, &arena);
	vec_each (action, &plan->actions)
		for (size_t i = 0; strcmp(action->type->name, "login") == 0 && i < 2; i++) {
			const char *hint = hint_for(action, codes[i]);

			cr_expect_not_null(strstr(hint, "modprobe iscsi_tcp"), "%d: %s", codes[i],
					   hint);
			looked++;
		}
	cr_expect_eq(looked, 2);
}

Test(session_down, the_same_session_goes)
{
	now_is(TARGET, "192.0.2.10", "3260");
	expect(GUARD_GO, NULL);
}

Test(session_down, one_to_another_target_stays)
{
	now_is("iqn.2003-01.org.example:b", "192.0.2.10", "3260");
	expect(GUARD_REFUSE, "now belongs to another session");
}

Test(session_down, one_at_another_address_stays)
{
	now_is(TARGET, "192.0.2.11", "3260");
	expect(GUARD_REFUSE, "now belongs to another session");
}

Test(session_down, one_at_another_port_stays)
{
	now_is(TARGET, "192.0.2.10", "3261");
	expect(GUARD_REFUSE, "now belongs to another session");
}
