#include "config.h"

#include "tool/record_config.h"
#include "tree.h"

#define TARGET "iqn.2003-01.org.example:b"
#define RECORD "nodes/" TARGET "/192.0.2.10,3260,1/default"

static struct arena arena;
static const char *root;
static struct tools tools;
static struct record_recipe recipe;
static struct secret_source own, mutual;
static const struct portal portal = { "192.0.2.10", 3260, TPGT_NONE };

static const char *put_secret(const char *name, const char *text)
{
	tree_file(&arena, root, name, text);
	chmod(tree_path(&arena, root, name), 0600);
	return tree_path(&arena, root, name);
}

static void set(const char *name, const char *value)
{
	vec_add(&arena, &recipe.settings, ((struct setting){ .name = name, .value = value }));
}

static void begin(void)
{
	root = tree_make(&arena);
	tools = (struct tools){ .database = root, .iscsi_etc = root };
	own = (struct secret_source){ .file = put_secret("own", "#own = \"secret\" #\n") };
	mutual = (struct secret_source){ .file = put_secret("mutual", "theirs\n") };
	recipe = (struct record_recipe){ .own = &own };
	set("node.session.auth.authmethod", "CHAP");
	set("node.session.auth.username", "bob # 1");
	set("node.session.auth.username_in", "");
	set("node.session.timeo.replacement_timeout", "30");
	tree_file(&arena, root, "iscsid.conf",
		  "# comment\n"
		  "\n"
		  "iscsid.startup = /bin/true\n"
		  "  node.startup=manual\n"
		  "node.session.auth.username_in = everybody\n"
		  "node.session.auth.password_in = of everybody\n"
		  "\tnode.session.auth.password\t=\told\n"
		  "node.session.timeo.replacement_timeout=99\n"
		  "#node.session.auth.username = nobody\n"
		  "node.session.scan = auto");
}

static void end(void)
{
	tree_remove(root);
	arena_free(&arena);
}

TestSuite(record_config, .init = begin, .fini = end);

static const char *made(void)
{
	CLEANUP(strbuf_done) struct strbuf text = { .secret = true };
	const char *reason = "";

	cr_assert_eq(record_config_make(&recipe, &tools, TARGET, &portal, "default", &arena, &text,
					&reason),
		     0, "%s", reason);
	return arena_strdup(&arena, strbuf_text(&text));
}

static const char *refused(void)
{
	CLEANUP(strbuf_done) struct strbuf text = { .secret = true };
	const char *reason = NULL;

	cr_assert_eq(record_config_make(&recipe, &tools, TARGET, &portal, "default", &arena, &text,
					&reason),
		     -1);
	return reason;
}

Test(record_config, a_new_record_has_what_the_host_has)
{
	recipe.is_new = true;
	cr_expect_str_eq(made(), "iscsid.startup = /bin/true\n"
				 "  node.startup=manual\n"
				 "node.session.scan = auto\n"
				 "node.session.auth.authmethod = CHAP\n"
				 "node.session.auth.username = bob # 1\n"
				 "node.session.timeo.replacement_timeout = 30\n"
				 "node.session.auth.password = #own = \"secret\" #\n");
}

Test(record_config, both_ways)
{
	recipe.is_new = true;
	recipe.mutual = &mutual;
	cr_expect(str_ends(made(), "node.session.auth.password = #own = \"secret\" #\n"
				   "node.session.auth.password_in = theirs\n"));
}

Test(record_config, a_record_keeps_what_it_has)
{
	const char *text;

	tree_file(&arena, root, RECORD, recorded(&arena, "record-with-password.file"));
	text = made();
	/* Its own, not the host's. */
	cr_expect_not_null(strstr(text, "\nnode.leading_login = No\n"));
	cr_expect(str_starts(text, "node.startup = automatic\n"), "%s", text);
	cr_expect_not_null(strstr(text, "node.session.auth.chap_algs = MD5\n"));
	cr_expect_not_null(strstr(text, "node.session.timeo.replacement_timeout = 30\n"));
	/* What it is comes from the command line, or from the tool. */
	cr_expect_null(strstr(text, "node.name"));
	cr_expect_null(strstr(text, "node.tpgt"));
	cr_expect_null(strstr(text, "node.conn[0].address"));
	cr_expect_null(strstr(text, "node.discovery_"));
	cr_expect_null(strstr(text, "iface."));
	/* Of its credentials nothing is left. */
	cr_expect_null(strstr(text, "alice"));
	cr_expect_null(strstr(text, "p w#=x"));
	cr_expect_null(strstr(text, "****"));
	cr_expect_null(strstr(text, "iscsid.startup"));
	cr_expect(str_ends(text, "node.session.auth.password = #own = \"secret\" #\n"));
}

Test(record_config, a_secret_nobody_knows_is_not_lost)
{
	tree_file(&arena, root, RECORD,
		  replaced(&arena, recorded(&arena, "record-with-password.file"), "# END RECORD",
			   "node.session.auth.new_password = x\n# END RECORD"));
	cr_expect_not_null(strstr(refused(), "a secret in node.session.auth.new_password"));
}

Test(record_config, what_it_needs_is_gone)
{
	cr_expect_not_null(strstr(refused(), "has gone since"));
	recipe.is_new = true;
	own.file = "/does/not/exist";
	cr_expect_str_eq(refused(), "/does/not/exist cannot be opened: No such file or directory");
	tools.iscsi_etc = "/does/not/exist";
	cr_expect_str_eq(refused(), "/does/not/exist/iscsid.conf cannot be read: No such file or "
				    "directory");
}

static const char *missing(void)
{
	return record_config_missing(&recipe, &tools, TARGET, &portal, "default", &arena);
}

Test(record_config, read_back)
{
	const char *file = recorded(&arena, "record-with-password.file");

	cr_expect_str_eq(missing(), "its node record is not there");
	tree_file(&arena, root, RECORD, file);
	cr_expect_not_null(strstr(missing(), "does not have the node.session.auth.authmethod"));
	file = replaced(&arena, file, "authmethod = None", "authmethod = CHAP");
	file = replaced(&arena, file, "username = alice", "username = bob # 1");
	file = replaced(&arena, file, "replacement_timeout = 120", "replacement_timeout = 30");
	tree_file(&arena, root, RECORD, file);
	cr_expect_not_null(strstr(missing(), "does not have the node.session.auth.password it"));
	file = replaced(&arena, file, "p w#=x", "#own = \"secret\" #");
	tree_file(&arena, root, RECORD, file);
	cr_expect_null(missing(), "%s", missing());
	recipe.mutual = &mutual;
	cr_expect_not_null(strstr(missing(), "does not have the node.session.auth.password_in it"));
	recipe.mutual = NULL;
	file = replaced(&arena, file, "node.session.auth.chap_algs",
			"node.session.auth.password_in = x\nnode.session.auth.chap_algs");
	tree_file(&arena, root, RECORD, file);
	cr_expect_not_null(missing(), "a secret that nobody wants");
	own.file = "/does/not/exist";
	cr_expect_str_eq(missing(), "/does/not/exist cannot be opened: No such file or directory");
}
