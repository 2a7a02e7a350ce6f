#include "config.h"

#include "tool/iscsiadm.h"
#include "tool/lvm.h"
#include "tool/state.h"
#include "tool/state_pieces.h"
#include "tree.h"

static struct arena arena;

static void end(void)
{
	arena_free(&arena);
}

TestSuite(state, .fini = end);

static char *written(const struct snapshot *snapshot)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	state_write(snapshot, &text);
	return arena_strdup(&arena, strbuf_text(&text));
}

static struct snapshot read_back(const char *json)
{
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL;

	cr_assert_eq(state_read(json, strlen(json), &snapshot, &reason), 0, "%s", reason);
	return snapshot;
}

/* One of everything. */
static struct snapshot full(void)
{
	struct snapshot snapshot = { .arena = &arena,
				     .host = "xen01",
				     .taken = 1795364857,
				     .lvm_incomplete = "session 2 is FAILED",
				     .lvm_warnings = "  WARNING: \"x\"\n\tétage",
				     .multipathd = true };
	const char *report = recorded(&arena, "fullreport-no-driver.out"), *reason;
	struct block *block;

	cr_assert_eq(
		iscsiadm_parse_dump(recorded(&arena, "node-dump-three.out"), &snapshot, &reason),
		0);
	cr_assert_eq(lvm_parse_report(report, strlen(report), &snapshot, &reason), 0);
	vec_add(&arena, &snapshot.lvm_devices, "/dev/sda");
	vec_add(&arena, &snapshot.lvm_devices, "/dev/sdb");
	vec_add(&arena, &snapshot.damaged,
		((struct damaged_record){ "nodes/x/y", "x", "it is empty" }));
	vec_add(&arena, &snapshot.sessions,
		((struct session){ .sid = 7,
				   .target = "iqn.2003-01.org.example:a",
				   .portal = { "2001:db8::10", 3260, 1 },
				   .iface = "storage-a",
				   .net = "eth1",
				   .hwaddress = "",
				   .state = "LOGGED_IN",
				   .target_state = "SCANNED",
				   .awaited = "the block device of LUN 2:0:0:1",
				   .recovery_tmo = "120" }));
	block = vec_push(&arena, &snapshot.blocks);
	*block = (struct block){ .name = "dm-3",
				 .major = 253,
				 .minor = 3,
				 .dm_name = "a-b",
				 .dm_uuid = "",
				 .suspended = true,
				 .extents = "8:0 2048",
				 .size = INT64_MAX };
	vec_add(&arena, &block->slaves, "sda");
	vec_add(&arena, &snapshot.mounts, ((struct mount){ 253, 3, "/mnt/a b", 4711 }));
	vec_add(&arena, &snapshot.swaps, ((struct swap){ "/dev/dm-4" }));
	snapshot.devices_unknown = "cannot read /sys/class/block/sda: Cannot allocate memory";
	snapshot.openers_unknown = "cannot read /proc/1/fd: Permission denied";
	snapshot.activations_unknown = "cannot read /proc: Permission denied";
	snapshot.udev_busy = true;
	vec_add(&arena, &snapshot.openers,
		((struct opener){ 253, 3, 4711, 2, "qemu", "/usr/bin/qemu", true }));
	vec_add(&arena, &snapshot.openers, ((struct opener){ 253, 3, 1, 1, "", NULL, false }));
	vec_add(&arena, &snapshot.backstores, ((struct backstore){ 253, 3, "block", "noc1" }));
	vec_add(&arena, &snapshot.open_counts, ((struct open_count){ 253, 3, 4 }));
	vec_add(&arena, &snapshot.stragglers,
		((struct straggler){ 4711, "vg:vg_a", "vgchange -an vg_a" }));
	vec_add(&arena, &snapshot.autoactivations, ((struct autoactivation){ "vg_a", 0 }));
	return snapshot;
}

Test(state, write_read_write)
{
	struct snapshot snapshot = full(), again;
	const char *first = written(&snapshot);

	again = read_back(first);
	cr_assert_str_eq(written(&again), first);
	cr_assert(str_starts(first, "{\n  \"version\": 1,\n  \"host\": \"xen01\",\n"));
	cr_assert(str_ends(first, "\n  ]\n}\n"));
	cr_assert_eq(again.taken, 1795364857);
	cr_assert_eq(again.records.count, 3);
	cr_assert_eq(again.records.at[0].parameters.count, 107);
	cr_assert_eq(again.records.at[0].portal.tpgt, TPGT_NONE);
	cr_assert_null(again.sessions.at[0].address);
	cr_assert_eq(again.blocks.at[0].size, INT64_MAX);
	cr_assert_str_eq(again.lvm_warnings, snapshot.lvm_warnings);
	/* Indexed. */
	cr_assert_eq(snapshot_block(&again, "dm-3"), &again.blocks.at[0]);
	cr_assert_eq(snapshot_vg(&again, "vg_b", NULL), &again.vgs.at[0]);
	cr_assert(vg_lv(again.vgs.at, "skip")->skip);
}

Test(state, empty)
{
	struct snapshot snapshot = { .arena = &arena }, again;
	const char *first = written(&snapshot);

	again = read_back(first);
	cr_assert_str_eq(written(&again), first);
}

Test(state, bytes_that_are_no_text)
{
	struct snapshot snapshot = { .arena = &arena, .host = "x" }, again;
	const char *first;

	vec_add(&arena, &snapshot.mounts,
		((struct mount){ 1, 1, "/\xff/\xc3/\xed\xa0\x80/\x01\x7f/\xf0\x9f\x92\xbe", 0 }));
	first = written(&snapshot);
	again = read_back(first);
	cr_assert_str_eq(written(&again), first);
	cr_assert(str_ends(again.mounts.at[0].path, "/\x01\x7f/\xf0\x9f\x92\xbe"));
}

Test(state, secrets_are_masked)
{
	struct snapshot snapshot = { .arena = &arena, .host = "x" };
	struct record *record = vec_push(&arena, &snapshot.records);
	const char *text;

	*record = (struct record){
		.target = "t", .portal = { "h", 1, 1 }, .address = "h:1", .iface = "default"
	};
	vec_add(&arena, &record->parameters,
		((struct parameter){ "node.session.auth.password", "hunter2" }));
	vec_add(&arena, &record->parameters,
		((struct parameter){ "node.session.auth.password_in", "" }));
	text = written(&snapshot);
	cr_assert_null(strstr(text, "hunter2"));
	cr_assert_not_null(strstr(text, "\"node.session.auth.password\": \"********\""));
	cr_assert_not_null(strstr(text, "\"node.session.auth.password_in\": \"\""));
}

static bool read_in_pieces(const char *json, struct snapshot *ret_snapshot)
{
	*ret_snapshot = (struct snapshot){ .arena = &arena };
	return state_read_pieces(json, strlen(json), ret_snapshot);
}

/* The way of all snapshots without a fault. */
Test(state, read_in_pieces)
{
	struct snapshot snapshot = full(), read;
	const char *good = written(&snapshot);

	cr_assert(read_in_pieces(good, &read));
	cr_assert_str_eq(written(&read), good);
	cr_assert(read_in_pieces(arena_printf(&arena, " \n%s\t", good), &read));
	cr_assert_not(read_in_pieces(arena_printf(&arena, "%s}", good), &read));
	cr_assert_not(read_in_pieces(arena_strndup(&arena, good, strlen(good) - 2), &read));
	cr_assert_not(read_in_pieces(
		replaced(&arena, good, "\"version\": 1", "\"version\": 1, \"version\": 1"), &read));
	cr_assert_not(read_in_pieces(replaced(&arena, good, "\"version\": 1,", ""), &read));
	cr_assert_not(read_in_pieces(replaced(&arena, good, "\"host\"", "\"toast\""), &read));
	cr_assert_not(read_in_pieces(replaced(&arena, good, "\"host\":", "\"host\""), &read));
	cr_assert_not(read_in_pieces(replaced(&arena, good, "\"sessions\": [", "\"sessions\": [,"),
				     &read));
}

static void expect_refused(const char *json, const char *expected)
{
	struct snapshot snapshot = { .arena = &arena, .host = "untouched" };
	const char *reason = "";

	cr_assert_not(read_in_pieces(json, &(struct snapshot){ 0 }));
	cr_assert_eq(state_read(json, strlen(json), &snapshot, &reason), -1);
	cr_assert_str_eq(reason, expected);
	cr_assert_str_eq(snapshot.host, "untouched");
	cr_assert_eq(snapshot.records.count, 0);
}

Test(state, refused)
{
	struct snapshot snapshot = full();
	const char *good = written(&snapshot);

	expect_refused("[]", "the state has no version: it is not a snapshot of a host");
	expect_refused(replaced(&arena, good, "\"version\": 1", "\"version\": 2"),
		       "the state has version 2; only 1 is understood");
	expect_refused(replaced(&arena, good, "\"sid\": 7", "\"sid\": -7"),
		       "the key sessions[0].sid of the state is out of range");
	expect_refused(replaced(&arena, good, "\"sid\": 7", "\"sid\": \"7\""),
		       "the key sessions[0].sid of the state is not a whole number");
	expect_refused(replaced(&arena, good, "\"sid\": 7", "\"said\": 7"),
		       "the key sessions[0].said of the state is not known");
	expect_refused(replaced(&arena, good, "\"sid\": 7,", ""),
		       "the key sessions[0].sid of the state is missing");
	expect_refused(replaced(&arena, good, "\"suspended\": true", "\"suspended\": 1"),
		       "the key blocks[0].suspended of the state is neither true nor false");
	expect_refused(replaced(&arena, good, "[\"sda\"]", "\"sda\""),
		       "the key blocks[0].slaves of the state is not a list");
	expect_refused(replaced(&arena, good, "[\"sda\"]", "[null]"),
		       "the key blocks[0].slaves[0] of the state is not text");
	expect_refused(replaced(&arena, good, "\"node.leading_login\": \"No\"",
				"\"node.leading_login\": false"),
		       "the key records[0].parameters.node.leading_login of the state is not text");
	expect_refused(replaced(&arena, good, "\"host\"", "\"taken\": 1, \"host\""),
		       "the state is not JSON: line 4: duplicate object key near '\"taken\"'");
	expect_refused("{\n\"version\": 1,\n", "the state is not JSON: line 3: string or '}' "
					       "expected near end of file");
}

Test(state, survives_damage)
{
	struct snapshot snapshot = full();
	const char *good = written(&snapshot);
	size_t size = strlen(good);

	for (size_t i = 0; i < size; i += 13) {
		struct arena scratch = { 0 };
		struct snapshot read = { .arena = &scratch };
		char *text = arena_strdup(&scratch, good);
		const char *reason = NULL;

		text[i] = "\"[\0}9\xff"[i % 6];
		if (state_read(text, size, &read, &reason) < 0)
			cr_assert_not_null(reason);
		arena_free(&scratch);
	}
}
