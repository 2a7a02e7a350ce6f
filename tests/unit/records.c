#include "config.h"

#include "base/digest.h"
#include "tool/iscsiadm.h"
#include "tool/record_files.h"
#include "tree.h"

#define A "nodes/iqn.2003-01.org.example:a"
#define B "nodes/iqn.2003-01.org.example:b"

static struct arena arena;
static const char *root;
static struct tools tools;
static struct snapshot snapshot;

static void begin(void)
{
	root = tree_make(&arena);
	tools.database = root;
	snapshot = (struct snapshot){ .arena = &arena };
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(records, .init = begin, .fini = end);

static void read_all(void)
{
	const char *reason = NULL;

	cr_assert_eq(iscsiadm_read_files(&tools, NULL, &snapshot, &reason), 0, "%s", reason);
}

static void put(const char *name, const char *text)
{
	tree_file(&arena, root, name, text);
}

static const char *with_password(void)
{
	return recorded(&arena, "record-with-password.file");
}

Test(records, no_database)
{
	read_all();
	cr_assert_eq(snapshot.records.count + snapshot.damaged.count, 0);
}

Test(records, recorded_files)
{
	const struct record *record;

	put(B "/192.0.2.10,3260,1/default", with_password());
	put(A "/2001:db8::10,3260", recorded(&arena, "record-flat.file"));
	tree_directory(&arena, root, "nodes/iqn.2003-01.org.example:empty/");
	read_all();
	cr_assert_eq(snapshot.damaged.count, 0);
	cr_assert_eq(snapshot.records.count, 2);
	record = snapshot.records.at;
	cr_assert_str_eq(record[0].target, "iqn.2003-01.org.example:a");
	cr_assert_str_eq(record[0].address, "[2001:db8::10]:3260");
	cr_assert_eq(record[0].portal.tpgt, TPGT_NONE);
	cr_assert_str_eq(record[1].address, "192.0.2.10:3260");
	cr_assert_str_eq(record[1].iface, "default");
	cr_assert_str_eq(record_parameter(&record[1], "node.session.auth.username"), "alice");
	cr_assert_str_eq(record_parameter(&record[1], "node.startup"), "automatic");
}

Test(records, secrets_stay_in_the_file)
{
	put(B "/192.0.2.10,3260,1/default",
	    "node.name = iqn.2003-01.org.example:b\nnode.tpgt = 1\n"
	    "node.conn[0].address = 192.0.2.10\nnode.session.auth.password = s = #x y\n"
	    "node.session.auth.password_in=in\niface.iscsi_ifacename = default\n");
	read_all();
	cr_assert_eq(snapshot.records.count, 1);
	cr_assert_str_eq(record_parameter(snapshot.records.at, "node.session.auth.password"),
			 "********");
	cr_assert_eq(snapshot.records.at->password, digest_of("s = #x y", 8));
	cr_assert_str_eq(record_parameter(snapshot.records.at, "node.session.auth.password_in"),
			 "********");
}

static void expect_damaged(const char *file, const char *target, const char *reason)
{
	const struct damaged_record *damaged;

	read_all();
	cr_assert_eq(snapshot.records.count, 0);
	cr_assert_eq(snapshot.damaged.count, 1);
	damaged = snapshot.damaged.at;
	cr_assert_str_eq(damaged->file, file);
	cr_assert_str_eq(damaged->target, target);
	cr_assert_str_eq(damaged->reason, reason);
}

Test(records, empty_file)
{
	put(B "/192.0.2.10,3260,1/default", "");
	expect_damaged(B "/192.0.2.10,3260,1/default", "iqn.2003-01.org.example:b", "it is empty");
}

Test(records, other_path)
{
	put(A "/192.0.2.10,3260,1/default", with_password());
	expect_damaged(A "/192.0.2.10,3260,1/default", "iqn.2003-01.org.example:a",
		       "it disagrees with its path");
}

Test(records, other_portal)
{
	put(B "/192.0.2.10,3260,2/default", with_password());
	expect_damaged(B "/192.0.2.10,3260,2/default", "iqn.2003-01.org.example:b",
		       "it disagrees with its path");
}

Test(records, editor_leftover)
{
	put(B "/192.0.2.10,3260,1/default~", with_password());
	expect_damaged(B "/192.0.2.10,3260,1/default~", "iqn.2003-01.org.example:b",
		       "it disagrees with its path");
}

Test(records, binary)
{
	tree_bytes(&arena, root, B "/192.0.2.10,3260,1/default", "node.name = x\0y\n", 16);
	expect_damaged(B "/192.0.2.10,3260,1/default", "iqn.2003-01.org.example:b",
		       "it is no node record");
}

Test(records, no_name)
{
	put(B "/192.0.2.10,3260,1/default", "# a comment\nnode.conn[0].address = 192.0.2.10\n");
	expect_damaged(B "/192.0.2.10,3260,1/default", "iqn.2003-01.org.example:b",
		       "it has no name");
}

Test(records, a_directory_too_deep)
{
	tree_directory(&arena, root, B "/192.0.2.10,3260,1/default/");
	expect_damaged(B "/192.0.2.10,3260,1/default", "iqn.2003-01.org.example:b",
		       "it is no node record");
}

Test(records, stray_file)
{
	put("nodes/notes.txt", "hello");
	expect_damaged("nodes/notes.txt", "notes.txt", "it is no directory of a target");
}

Test(records, one_bad_file_hides_nothing)
{
	put(B "/192.0.2.10,3260,1/default", with_password());
	put(A "/2001:db8::10,3260", "what = ever\n");
	read_all();
	cr_assert_eq(snapshot.records.count, 1);
	cr_assert_eq(snapshot.damaged.count, 1);
}

Test(records, the_last_of_two_values_counts)
{
	put(B "/192.0.2.10,3260,1/default",
	    replaced(&arena, with_password(), "# END RECORD", "node.startup = onboot"));
	read_all();
	cr_assert_eq(snapshot.records.count, 1);
	cr_assert_str_eq(record_parameter(snapshot.records.at, "node.startup"), "onboot");
}

Test(records, nodes_is_a_file)
{
	const char *reason = NULL;

	put("nodes", "");
	cr_assert_eq(iscsiadm_read_files(&tools, NULL, &snapshot, &reason), -1);
	cr_assert_not_null(strstr(reason, "/nodes: Not a directory"), "%s", reason);
}
