#include "config.h"

#include "tool/record_defaults.h"

#include "tool/state.h"

#include "place.h"

TestSuite(record_defaults, .init = begin, .fini = end);

static struct snapshot read_from(const char *text)
{
	struct snapshot snapshot = { .arena = &arena, .host = "xen01", .lvm_warnings = "" };
	struct tools tools = { .iscsi_etc = root };

	if (text)
		tree_bytes(&arena, root, "iscsid.conf", text, strlen(text));
	record_defaults_read(&tools, &snapshot);
	return snapshot;
}

Test(record_defaults, are_those_of_iscsid_conf)
{
	struct snapshot snapshot = read_from("iscsid.startup = /bin/true\n"
					     "# node.session.scan = manual\n"
					     "node.session.queue_depth=64\n"
					     "\tnode.session.timeo.replacement_timeout =  5 \r\n"
					     "node.session.timeo.replacement_timeout = 77\n");

	cr_assert_eq(snapshot.record_defaults.count, 2);
	cr_assert_str_eq(record_default(&snapshot, "node.session.queue_depth"), "64");
	cr_assert_str_eq(record_default(&snapshot, "node.session.timeo.replacement_timeout"), "77",
			 "the last line counts");
	cr_assert_str_eq(record_default(&snapshot, "node.session.scan"), "auto");
	cr_assert_null(record_default(&snapshot, "node.session.unheard_of"));
}

Test(record_defaults, are_built_in_without_a_file)
{
	struct snapshot snapshot = read_from(NULL);

	cr_assert_eq(snapshot.record_defaults.count, 0);
	cr_assert_null(snapshot.record_defaults_unknown);
	cr_assert_str_eq(record_default(&snapshot, "node.session.initial_login_retry_max"), "4");
	cr_assert_str_eq(record_default(&snapshot, "node.conn[0].timeo.login_timeout"), "30");
}

/* Only what is not there stands for the built-in ones. */
Test(record_defaults, are_unknown_if_not_to_be_read)
{
	struct snapshot snapshot = { .arena = &arena };
	struct tools tools = { .iscsi_etc = root };

	tree_directory(&arena, root, "iscsid.conf");
	record_defaults_read(&tools, &snapshot);
	cr_assert_not_null(snapshot.record_defaults_unknown);
	cr_expect(str_ends(snapshot.record_defaults_unknown, "/iscsid.conf: Is a directory"), "%s",
		  snapshot.record_defaults_unknown);
}

Test(record_defaults, have_no_credentials)
{
	struct snapshot snapshot = read_from("node.session.auth.username = xen01\n"
					     "node.session.auth.password = hunter2hunter2\n"
					     "discovery.sendtargets.auth.password = hunter2\n");

	cr_assert_eq(snapshot.record_defaults.count, 0);
}

Test(record_defaults, are_in_a_snapshot)
{
	struct snapshot snapshot = read_from("node.session.queue_depth = 64\n");
	struct snapshot again = { .arena = &arena };
	struct strbuf json CLEANUP(strbuf_done) = { 0 };
	const char *reason = NULL;

	state_write(&snapshot, &json);
	cr_assert_eq(state_read(strbuf_text(&json), json.length, &again, &reason), 0, "%s", reason);
	cr_assert_str_eq(record_default(&again, "node.session.queue_depth"), "64");
}
