#include "config.h"

#include "manifest/manifest.h"
#include "model/marks.h"
#include "model/wish.h"
#include "tree.h"

static struct arena arena;
static const char *root;

static void setup(void)
{
	root = tree_make(&arena);
}

static void teardown(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(marks, .init = setup, .fini = teardown);

/* The marks of a manifest with this target and volume group. */
static struct marks marks_of(const char *target, const char *group)
{
	const char *file = arena_printf(&arena, "%s/m.yaml", root);
	const char *text = arena_printf(&arena,
					"version: 1\ntargets:\n  iqn.2003-01.org.example:a: {%s}\n"
					"volume_groups:\n  g: {%s}\n",
					target, group);
	struct diags diags = { .arena = &arena };
	struct manifest *manifest = NULL;
	struct marks marks = { 0 };
	struct wishes *wishes;

	cr_assert_eq(file_replace(file, text, strlen(text), 0600), 0);
	cr_assert_eq(manifest_load(&arena, &file, 1, &diags, &manifest), 0, "%s", text);
	cr_assert_eq(manifest_wishes(manifest, "xen01", &diags, &wishes), 0, "%s", text);
	marks_of_wishes(wishes, &arena, &marks);
	return marks;
}

static const char *mark_of(const char *target, const char *group, const char *name)
{
	struct marks marks = marks_of(target, group);
	const struct mark *mark = marks_find(&marks, name);

	cr_assert_not_null(mark, "%s", name);
	return mark->text;
}

/* Every key of a target counts, and so does each of their values. */
Test(marks, all_that_is_said_of_a_target_counts)
{
	static const char *const bodies[] = {
		"portals: [192.0.2.1]",
		"portals: [192.0.2.2]",
		"portals: ['192.0.2.1:3261']",
		"portals: ['192.0.2.1:3260,1']",
		"portals: [192.0.2.1, 192.0.2.2]",
		"portals: [192.0.2.2, 192.0.2.1]",
		"portals: [{address: 192.0.2.1, iface: eth0}]",
		"portals: [192.0.2.1, 192.0.2.2], min_portals: 1",
		"portals: [192.0.2.1], portals_exclusive: true",
		"portals: [192.0.2.1], ensure: known",
		"portals: [192.0.2.1], ensure: absent",
		"portals: [192.0.2.1], luns: [1]",
		"portals: [192.0.2.1], luns: [1, 2]",
		"portals: [192.0.2.1], startup: manual",
		"portals: [192.0.2.1], startup: automatic",
		"portals: [192.0.2.1], settings: {node.session.queue_depth: 1}",
		"portals: [192.0.2.1], settings: {node.session.queue_depth: 2}",
		"portals: [192.0.2.1], settings: {node.session.cmds_max: 16}",
		"portals: [192.0.2.1], auth: none",
		"portals: [192.0.2.1], auth: {user: u, password_file: /a}",
		"portals: [192.0.2.1], auth: {user: v, password_file: /a}",
		"portals: [192.0.2.1], auth: {user: v, password_file: /a, chap_algs: MD5}",
		"portals: [192.0.2.1], auth: {user: u, password_file: /b}",
		"portals: [192.0.2.1], auth: {user: u, password_credential: b}",
		("portals: [192.0.2.1], auth: {user: u, password_file: /a, "
		 "mutual: {user: w, password_file: /c}}"),
		"portals: [192.0.2.1], relogin: when_idle",
	};
	const char *name = "target iqn.2003-01.org.example:a";
	size_t count = sizeof(bodies) / sizeof(*bodies);
	const char **texts = arena_alloc(&arena, count * sizeof(*texts));

	for (size_t i = 0; i < count; i++) {
		texts[i] = mark_of(bodies[i], "ensure: present, targets: []", name);
		cr_expect_eq(strlen(texts[i]), 16);
		for (size_t other = 0; other < i; other++)
			cr_expect_str_neq(texts[i], texts[other], "%s\n%s", bodies[i],
					  bodies[other]);
	}
}

Test(marks, all_that_is_said_of_a_group_counts)
{
	static const char *const bodies[] = {
		"targets: []",
		"ensure: active, targets: []",
		"ensure: inactive, targets: []",
		"ensure: active",
		"ensure: active, targets: [iqn.2003-01.org.example:a]",
		"ensure: active, uuid: abcdef-abcd-abcd-abcd-abcd-abcd-abcdef",
		"ensure: active, access: shared",
		"ensure: active, access: lockd",
	};
	const char *texts[sizeof(bodies) / sizeof(*bodies)];

	for (size_t i = 0; i < sizeof(bodies) / sizeof(*bodies); i++) {
		texts[i] = mark_of("portals: [192.0.2.1]", bodies[i], "volume group g");
		for (size_t other = 0; other < i; other++)
			cr_expect_str_neq(texts[i], texts[other], "%s\n%s", bodies[i],
					  bodies[other]);
	}
}

Test(marks, volumes_count_for_themselves)
{
	const char *one = "logical_volumes: {a: active, b: active}";
	const char *other = "logical_volumes: {b: active, a: inactive}";
	const char *target = "portals: [192.0.2.1]";

	cr_expect_str_eq(mark_of(target, one, "volume group g"),
			 mark_of(target, other, "volume group g"));
	cr_expect_str_eq(mark_of(target, one, "logical volume g/b"),
			 mark_of(target, other, "logical volume g/b"));
	cr_expect_str_neq(mark_of(target, one, "logical volume g/a"),
			  mark_of(target, other, "logical volume g/a"));
}

Test(marks, what_is_the_same_in_other_words_is_the_same)
{
	const char *group = "ensure: present", *name = "target iqn.2003-01.org.example:a";

	cr_expect_str_eq(mark_of("portals: [192.0.2.1]", group, name),
			 mark_of("ensure: logged_in, portals: ['192.0.2.1:3260']", group, name));
	cr_expect_str_eq(mark_of("portals: ['[2001:db8::1]']", group, name),
			 mark_of("portals: ['[2001:DB8:0::1]:3260']", group, name));
	cr_expect_str_eq(
		mark_of("portals: [192.0.2.1], "
			"settings: {node.session.queue_depth: 1, node.session.cmds_max: 16}",
			group, name),
		mark_of("settings: {node.session.cmds_max: '16', node.session.queue_depth: 1}, "
			"portals: [{address: 192.0.2.1}]",
			group, name));
	cr_expect_str_eq(mark_of("portals: [192.0.2.1]", "logical_volumes: {a: active}",
				 "logical volume g/a"),
			 mark_of("portals: [192.0.2.1]", "logical_volumes: {a: {ensure: active}}",
				 "logical volume g/a"));
}

Test(marks, names_stay_apart)
{
	struct marks marks = { 0 };

	marks_add(&arena, &marks, "session a", "1", NULL);
	marks_add(&arena, &marks, "session a", "2", NULL);
	cr_expect_eq(marks.list.count, 2);
	cr_expect_str_eq(marks_find(&marks, "session a")->text, "1");
	cr_expect_str_eq(marks_find(&marks, "session a (2)")->text, "2");
	cr_expect_null(marks_find(&marks, "session b"));
}
