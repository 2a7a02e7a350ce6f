#include "config.h"

#include "manifest/manifest.h"
#include "model/marks.h"
#include "model/snapshot.h"
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

/* ---- of a host ---- */

#define A "iqn.2003-01.org.example:a"

/* What one interface, one host name and one target of the manifest are on a host. */
static struct {
	struct wishes wishes;
	struct target_wish target;
	struct portal_wish portal;
	struct interface_wish interface;
	struct snapshot snapshot;
} host;

static void host_make(void)
{
	struct interface interface = {
		.name = "storage", .net = "eth1", .hwaddress = "", .initiator = ""
	};
	struct host_name name = { .name = "filer" };

	memset(&host, 0, sizeof(host));
	host.portal.portal = (struct portal){ "filer", 3260, TPGT_NONE };
	host.portal.iface = "storage";
	host.target.name = A;
	vec_add(&arena, &host.target.portals, host.portal);
	strmap_add(&arena, &host.wishes.target_index, A, 0);
	vec_add(&arena, &host.wishes.targets, host.target);
	host.interface.name = "storage";
	strmap_add(&arena, &host.wishes.interface_index, "storage", 0);
	vec_add(&arena, &host.wishes.interfaces, host.interface);
	host.snapshot.arena = &arena;
	host.snapshot.initiator = "iqn.2003-01.org.example:me";
	vec_add(&arena, &host.snapshot.interfaces, interface);
	vec_add(&arena, &name.addresses, "192.0.2.2");
	vec_add(&arena, &name.addresses, "192.0.2.1");
	vec_add(&arena, &host.snapshot.host_names, name);
}

static const char *host_mark(const char *name)
{
	struct marks marks = { 0 };
	const struct mark *mark;

	marks_of_state(&host.wishes, &host.snapshot, &arena, &marks);
	mark = marks_find(&marks, name);
	return mark ? mark->text : NULL;
}

/* A plan for a portal by name is stale once the name leads elsewhere. */
Test(marks, what_a_host_name_stands_for_counts)
{
	struct host_name *name;

	host_make();
	name = &host.snapshot.host_names.at[0];
	cr_assert_str_eq(host_mark("host name filer"), "192.0.2.1, 192.0.2.2");
	name->addresses.at[0] = "192.0.2.1";
	name->addresses.at[1] = "192.0.2.2";
	cr_expect_str_eq(host_mark("host name filer"), "192.0.2.1, 192.0.2.2", "DNS turns them");
	name->addresses.at[1] = "192.0.2.3";
	cr_expect_str_eq(host_mark("host name filer"), "192.0.2.1, 192.0.2.3");
	name->addresses.count = 1;
	cr_expect_str_eq(host_mark("host name filer"), "192.0.2.1");
	name->addresses.count = 0;
	cr_expect_str_eq(host_mark("host name filer"), "unresolved");
	name->name = "other";
	cr_expect_null(host_mark("host name other"), "no portal of the manifest is at it");
}

Test(marks, what_an_interface_is_set_to_counts)
{
	struct interface *interface;

	host_make();
	interface = &host.snapshot.interfaces.at[0];
	cr_assert_str_eq(host_mark("interface storage"), "net 'eth1', hwaddress '', initiator ''");
	interface->net = "eth2";
	cr_expect_str_eq(host_mark("interface storage"), "net 'eth2', hwaddress '', initiator ''");
	interface->hwaddress = "02:00:00:00:00:01";
	interface->initiator = "iqn.2003-01.org.example:other";
	cr_expect_str_eq(host_mark("interface storage"),
			 "net 'eth2', hwaddress '02:00:00:00:00:01', "
			 "initiator 'iqn.2003-01.org.example:other'");
	interface->name = "other";
	cr_expect_null(host_mark("interface other"), "the manifest does not declare it");
	cr_expect_null(host_mark("interface storage"));
}

Test(marks, who_the_host_is_counts)
{
	host_make();
	cr_expect_str_eq(host_mark("initiator"), "iqn.2003-01.org.example:me");
	host.snapshot.initiator = NULL;
	cr_expect_str_eq(host_mark("initiator"), "unknown");
	cr_expect_str_eq(host_mark("multipathd"), "does not run");
	host.snapshot.multipathd = true;
	cr_expect_str_eq(host_mark("multipathd"), "runs");
	host.wishes.targets.count = 0;
	cr_expect_null(host_mark("initiator"), "nobody logs in");
}
