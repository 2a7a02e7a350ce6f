#include "config.h"

#include "tool/source.h"
#include "tree.h"

/* What an answer of each kind makes of a snapshot (law 3). */

static struct arena arena;
static struct snapshot snapshot;
static const char *root;
static struct tools tools;

static void begin(void)
{
	snapshot = (struct snapshot){ .arena = &arena, .lvm_warnings = "" };
	root = tree_make(&arena);
	tools = (struct tools){
		.iscsiadm = { .path = "/sbin/iscsiadm" },
		.lvm = { .path = "/sbin/lvm" },
		.database = root,
		.sysfs = root,
		.proc = root,
		.run = root,
		.dev = root,
	};
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(source, .init = begin, .fini = end);

static const struct probe_source *source(const char *name)
{
	for (size_t i = 0; probe_sources[i]; i++)
		if (str_equal(probe_sources[i]->name, name))
			return probe_sources[i];
	cr_assert_fail("no source of %s", name);
	return NULL;
}

static void take(const char *name, const char *trouble, int code, const char *out, const char *err)
{
	struct asking asking = { .tools = &tools, .snapshot = &snapshot };
	struct command command = { 0 };
	struct answer answer = {
		.trouble = trouble,
		.code = code,
		.out = arena_strdup(&arena, out),
		.out_size = strlen(out),
		.err = err,
	};

	cr_assert(source(name)->ask(&asking, &command), "%s is asked", name);
	source(name)->take(&asking, &answer);
}

Test(source, no_records)
{
	take("node records", NULL, 21, "", "iscsiadm: No records found");
	cr_assert_null(snapshot.records_unknown);
	cr_assert_null(snapshot.records_note);
	cr_assert_eq(snapshot.records.count, 0);
}

Test(source, records_that_did_not_come)
{
	take("node records", "iscsiadm did not answer in 40 s", 0, "", "");
	cr_assert_str_eq(snapshot.records_unknown, "iscsiadm did not answer in 40 s");
}

Test(source, records_that_cannot_be_listed)
{
	take("node records", NULL, 7, "", "iscsiadm: Invalid parameter");
	cr_assert_not_null(snapshot.records_note, "the files were read instead");
	tree_file(&arena, root, "nodes", "no directory");
	snapshot.records_unknown = NULL;
	take("node records", NULL, 6, "", "iscsiadm: DB failure");
	cr_assert_not_null(strstr(snapshot.records_unknown, "exited with 6"));
	cr_assert_not_null(strstr(snapshot.records_unknown, "the record files"));
}

Test(source, records_that_are_none)
{
	tree_file(&arena, root, "nodes", "no directory");
	take("node records", NULL, 0, "what is this\n", "");
	cr_assert_not_null(snapshot.records_unknown);
}

Test(source, lvm_that_did_not_answer)
{
	take("LVM", "lvm died of signal 9 (Killed)", 0, "", "");
	cr_assert_str_eq(snapshot.lvm_unknown, "lvm died of signal 9 (Killed)");
}

Test(source, lvm_that_said_nothing)
{
	take("LVM", NULL, 0, "", "");
	cr_assert_not_null(snapshot.lvm_unknown);
}

Test(source, lvm_that_failed)
{
	take("LVM", NULL, 5, "", "out of luck");
	cr_assert_not_null(strstr(snapshot.lvm_unknown, "5: out of luck"));
}

Test(source, lvm_that_failed_in_part)
{
	take("LVM", NULL, 5, recorded(&arena, "fullreport-active.out"), "one VG is locked");
	cr_assert_null(snapshot.lvm_unknown);
	cr_assert_eq(snapshot.vgs.count, 1);
	cr_assert_not_null(strstr(snapshot.lvm_incomplete, "5: one VG is locked"));
}

Test(source, tools_that_are_not_there)
{
	struct asking asking = { .tools = &tools, .snapshot = &snapshot };
	struct command command = { 0 };

	tools.iscsiadm.path = NULL;
	tools.lvm.path = NULL;
	cr_assert_not(source("node records")->ask(&asking, &command));
	cr_assert_not(source("LVM")->ask(&asking, &command));
	cr_assert_str_eq(snapshot.records_unknown, "iscsiadm was not found");
	cr_assert_str_eq(snapshot.lvm_unknown, "lvm was not found");
}
