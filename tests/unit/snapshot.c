#include "model/snapshot.h"

#include <criterion/criterion.h>

static struct arena arena;

static void end(void)
{
	arena_free(&arena);
}

TestSuite(snapshot, .fini = end);

Test(snapshot, lookups)
{
	static const char *const vg_names[] = { "vg_a", "vg_b", "vg_a" };
	struct snapshot snapshot = { .arena = &arena };
	const struct vg *vg;
	struct lv *lv;

	snapshot_index(&snapshot);
	cr_assert_null(snapshot_block(&snapshot, "sda"));
	cr_assert_null(snapshot_vg(&snapshot, "vg_a", NULL));
	for (unsigned int i = 0; i < 100; i++) {
		struct block *block = vec_push(&arena, &snapshot.blocks);

		block->name = arena_printf(&arena, "sd%u", i);
		block->major = 8;
		block->minor = i;
	}
	for (size_t i = 0; i < 3; i++)
		((struct vg *)vec_push(&arena, &snapshot.vgs))->name = vg_names[i];
	lv = vec_push(&arena, &snapshot.vgs.at[0].lvs);
	lv->name = "data";
	snapshot_index(&snapshot);
	cr_assert_eq(snapshot_block(&snapshot, "sd57"), &snapshot.blocks.at[57]);
	cr_assert_eq(snapshot_devno(&snapshot, 8, 99), &snapshot.blocks.at[99]);
	cr_assert_null(snapshot_block(&snapshot, "sd100"));
	cr_assert_null(snapshot_devno(&snapshot, 9, 1));
	vg = snapshot_vg(&snapshot, "vg_a", NULL);
	cr_assert_eq(vg, &snapshot.vgs.at[0]);
	cr_assert_eq(snapshot_vg_count(&snapshot, "vg_a"), 2);
	cr_assert_eq(snapshot_vg_count(&snapshot, "vg_c"), 0);
	cr_assert_eq(vg_lv(vg, "data"), lv);
	cr_assert_null(vg_lv(vg, "dat"));
}

/* As LVM does it: a name means what this host may use; a uuid means that one only. */
Test(snapshot, namesakes)
{
	static const char *const uuids[] = { "foreign", "own", "other" };
	struct snapshot snapshot = { .arena = &arena };

	for (size_t i = 0; i < 3; i++)
		*(struct vg *)vec_push(&arena, &snapshot.vgs) =
			(struct vg){ .name = i < 2 ? "vg" : "vg_b", .uuid = uuids[i] };
	snapshot.vgs.at[0].inaccessible = true;
	snapshot_index(&snapshot);
	cr_assert_eq(snapshot_vg(&snapshot, "vg", NULL), &snapshot.vgs.at[1]);
	cr_assert_eq(snapshot_vg_count(&snapshot, "vg"), 1);
	cr_assert_eq(snapshot_vg(&snapshot, "vg", "own"), &snapshot.vgs.at[1]);
	cr_assert_eq(snapshot_vg(&snapshot, "vg", "foreign"), &snapshot.vgs.at[0]);
	cr_assert_null(snapshot_vg(&snapshot, "vg", "other"));
	cr_assert_eq(snapshot_vg_by_uuid(&snapshot, "other"), &snapshot.vgs.at[2]);
	snapshot.vgs.at[1].inaccessible = true;
	snapshot_index(&snapshot);
	cr_assert_eq(snapshot_vg_count(&snapshot, "vg"), 2);
}

Test(snapshot, records_and_sessions)
{
	struct record record = { 0 };
	struct session session = { .state = "LOGGED_IN" };

	vec_add(&arena, &record.parameters, ((struct parameter){ "node.startup", "" }));
	cr_assert_str_eq(record_parameter(&record, "node.startup"), "");
	cr_assert_null(record_parameter(&record, "node.start"));
	cr_assert(session_is_logged_in(&session));
	session.state = "FAILED";
	cr_assert(!session_is_logged_in(&session));
	session.state = "";
	cr_assert(!session_is_logged_in(&session));
}
