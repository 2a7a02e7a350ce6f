#include "config.h"

#include "tool/discovery.h"

#include "report/discovery.h"
#include "tree.h"

#define T "iqn.2003-01.org.example:t"

static struct arena arena;

static void end(void)
{
	arena_free(&arena);
}

TestSuite(discovery, .fini = end);

static struct portal portal_of(const char *text)
{
	struct portal portal;

	cr_assert_null(portal_parse(&arena, text, &portal), "%s", text);
	return portal;
}

/* One portal was asked and ended so. */
static struct asked *take(struct discovery *discovery, const char *portal, struct answer answer)
{
	struct portal where = portal_of(portal);
	struct asked *asked;

	discovery->arena = &arena;
	discovery_ask(discovery, &where);
	asked = &discovery->asked.at[discovery->asked.count - 1];
	if (!answer.err)
		answer.err = "";
	answer.out = arena_strdup(&arena, answer.out ? answer.out : "");
	discovery_take(discovery, asked, &answer);
	return asked;
}

static struct asked *told(struct discovery *discovery, const char *portal, const char *text)
{
	return take(discovery, portal, (struct answer){ .out = (char *)(uintptr_t)text });
}

static const char *text_of(struct discovery *discovery)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	discovery_finish(discovery);
	report_discovery(discovery, "xen01", "2026-03-01T02:59:07Z", &text);
	return arena_strdup(&arena, strbuf_text(&text));
}

Test(discovery, command_line)
{
	static const struct tools tools = { .iscsiadm.path = "/usr/sbin/iscsiadm" };
	struct portal portal = portal_of("[2001:DB8:0::10],7");
	struct command command = discovery_command(&arena, &tools, &portal);
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	command_text(&command, &text);
	cr_assert_str_eq(strbuf_text(&text), "iscsiadm -m discovery -t sendtargets -p "
					     "'[2001:db8::10]:3260' -o nonpersistent");
	cr_assert(!command.changes && command.seconds > 0);
}

Test(discovery, recorded_answers_become_one_manifest)
{
	struct discovery discovery = { 0 };

	told(&discovery, "[2001:db8::10]", recorded(&arena, "discovery-st-v6.out"));
	told(&discovery, "192.0.2.10", recorded(&arena, "discovery-st.out"));
	cr_assert_str_eq(text_of(&discovery),
			 "# what portals told xen01, 2026-03-01T02:59:07Z\n"
			 "# [2001:db8::10]:3260: 3 portals of targets\n"
			 "# 192.0.2.10:3260: 3 portals of targets\n"
			 "# leave out what this host does not need: without another `ensure`, a "
			 "target is to be logged in\n"
			 "version: 1\n"
			 "targets:\n"
			 "  " T "1:\n"
			 "    portals:\n"
			 "      - 192.0.2.10:3260,1\n"
			 "      - \"[2001:db8::10]:3260,1\"\n"
			 "  " T "2:\n"
			 "    portals:\n"
			 "      - 192.0.2.10:3260,1\n"
			 "      - \"[2001:db8::10]:3260,1\"\n"
			 "  " T "3:\n"
			 "    portals:\n"
			 "      - 192.0.2.10:3260,1\n"
			 "      - \"[2001:db8::10]:3260,1\"\n");
}

Test(discovery, the_same_from_two_portals_is_there_once)
{
	struct discovery discovery = { 0 };

	told(&discovery, "192.0.2.10", "192.0.2.11:3260,2 " T "\n192.0.2.9:3260,1 " T "\n");
	told(&discovery, "192.0.2.11", "192.0.2.9:3260,1 " T "\n192.0.2.11:3260,3 " T "\n");
	discovery_finish(&discovery);
	cr_assert_eq(discovery.found.count, 2);
	cr_assert_str_eq(discovery.found.at[0].portal.host, "192.0.2.9");
	cr_assert_eq(discovery.found.at[0].portal.tpgt, 1);
	cr_assert_str_eq(discovery.found.at[1].portal.host, "192.0.2.11");
	cr_assert_eq(discovery.found.at[1].portal.tpgt, TPGT_NONE, "they disagree about the tag");
}

Test(discovery, a_portal_is_asked_once)
{
	struct discovery discovery = { .arena = &arena };
	struct portal one = portal_of("[::1]"), same = portal_of("[0:0::1]:3260,5");

	discovery_ask(&discovery, &one);
	discovery_ask(&discovery, &same);
	cr_assert_eq(discovery.asked.count, 1);
}

Test(discovery, addresses_as_iscsiadm_prints_them)
{
	struct discovery discovery = { 0 };

	told(&discovery, "192.0.2.10",
	     "[san1]:3260,1 " T "\n"
	     "[fe80::1%eth0]:860,4294967295 " T "\n"
	     "san1.example.net:3261,65535 " T "\n");
	discovery_finish(&discovery);
	cr_assert_eq(discovery.found.count, 3);
	cr_assert_str_eq(discovery.found.at[0].portal.host, "san1");
	cr_assert_str_eq(discovery.found.at[1].portal.host, "san1.example.net");
	cr_assert_eq(discovery.found.at[1].portal.tpgt, 65535);
	cr_assert_str_eq(discovery.found.at[2].portal.host, "fe80::1%eth0");
	cr_assert_eq(discovery.found.at[2].portal.port, 860);
	cr_assert_eq(discovery.found.at[2].portal.tpgt, TPGT_NONE);
}

/* As 2.1.8 prints it of a portal whose answer has none. */
Test(discovery, a_portal_without_a_tag)
{
	struct discovery discovery = { 0 };

	told(&discovery, "192.0.2.10", "192.0.2.10:3260,-1 " T "\n[2001:db8::1]:3260,-1 " T "\n");
	discovery_finish(&discovery);
	cr_assert_eq(discovery.found.count, 2);
	cr_assert_eq(discovery.unusable.count, 0);
	cr_assert_eq(discovery.found.at[0].portal.tpgt, TPGT_NONE);
	cr_assert_eq(discovery.found.at[1].portal.tpgt, TPGT_NONE);
}

/* A target does not know by which of this host's interfaces it can be reached. */
Test(discovery, link_local_addresses)
{
	static const char answer[] = "[fe80::1]:3260,1 " T "\n[2001:db8::1]:3260,1 " T "\n";
	struct discovery by_zone = { 0 }, by_another = { 0 };

	told(&by_zone, "[fe80::2%eth0]", answer);
	discovery_finish(&by_zone);
	cr_assert_eq(by_zone.found.count, 2);
	cr_assert_str_eq(by_zone.found.at[0].portal.host, "2001:db8::1");
	cr_assert_str_eq(by_zone.found.at[1].portal.host, "fe80::1%eth0");
	told(&by_another, "[2001:db8::1]", answer);
	discovery_finish(&by_another);
	cr_assert_eq(by_another.found.count, 1);
	cr_assert_eq(by_another.unusable.count, 1);
	cr_assert_not_null(strstr(by_another.unusable.at[0], "[fe80::1%eth0]"), "%s",
			   by_another.unusable.at[0]);
}

Test(discovery, what_no_manifest_can_say_is_a_comment)
{
	struct discovery discovery = { 0 };
	const char *text;

	told(&discovery, "192.0.2.10",
	     "[::ffff:192.0.2.10]:3260,1 " T "\n"
	     "192.0.2.10:3260,1 ../evil\033[2J\n"
	     "192.0.2.10:3260,1 " T "\n");
	text = text_of(&discovery);
	cr_assert_eq(discovery.found.count, 1);
	cr_assert_eq(discovery.unusable.count, 2);
	cr_assert_null(discovery.asked.at[0].trouble);
	cr_assert_not_null(strstr(text, "# 192.0.2.10:3260 tells of '192.0.2.10:3260,1 "
					"../evil?[2J', which no manifest can say: its name must "
					"begin with 'iqn.'"),
			   "%s", text);
	cr_assert_null(strchr(text, '\033'));
}

Test(discovery, no_answer_is_trouble_and_no_target_is_none)
{
	struct discovery discovery = { 0 };
	struct asked *asked;

	/* The first line of what 2.1.8 says, of eight. */
	asked = take(&discovery, "192.0.2.10:3999",
		     (struct answer){ .code = 11,
				      .err = "iscsiadm: cannot make connection to 192.0.2.10: "
					     "Connection refused; iscsiadm: connection login "
					     "retries (reopen_max) 5 exceeded" });
	cr_assert_str_eq(asked->trouble, "iscsiadm exited with 11 (no connection: refused, "
					 "unreachable, or nobody answered): iscsiadm: cannot make "
					 "connection to 192.0.2.10: Connection refused");
	asked = take(&discovery, "192.0.2.11", (struct answer){ .code = 5 });
	cr_assert_str_eq(asked->trouble, "iscsiadm exited with 5 (iSCSI login failure)");
	asked = take(&discovery, "192.0.2.12",
		     (struct answer){ .trouble = "iscsiadm did not answer in 60 s" });
	cr_assert_str_eq(asked->trouble, "iscsiadm did not answer in 60 s");
	asked = take(&discovery, "nosuch.invalid",
		     (struct answer){ .code = 21,
				      .err = "iscsiadm: cannot resolve host name nosuch.invalid; "
					     "iscsiadm: No portals found" });
	cr_assert_str_eq(asked->trouble, "iscsiadm exited with 21 (nothing was told): iscsiadm: "
					 "cannot resolve host name nosuch.invalid");
	asked = take(&discovery, "192.0.2.13",
		     (struct answer){ .code = 21, .err = "iscsiadm: No portals found" });
	cr_assert_null(asked->trouble);
	cr_assert_not_null(strstr(text_of(&discovery), "# 192.0.2.13:3260: no target; does it "
						       "know this initiator"));
	cr_assert_not_null(strstr(text_of(&discovery), "\nversion: 1\ntargets: {}\n"));
}

static struct credentials way(const char *root, const char *user, const char *name,
			      const char *secret)
{
	tree_file(&arena, root, name, secret);
	chmod(tree_path(&arena, root, name), 0600);
	return (struct credentials){ .user = user, .secret.file = tree_path(&arena, root, name) };
}

/* The text, or the sentence why there is none. */
static const char *config(const struct discovery *discovery, const char *root)
{
	struct tools tools = { .iscsi_etc = root };
	CLEANUP(strbuf_done) struct strbuf text = { .secret = true };
	const char *reason;

	if (discovery_config(discovery, &tools, &text, &reason) < 0)
		return reason;
	return arena_strdup(&arena, strbuf_text(&text));
}

Test(discovery, its_credentials_stand_in_place_of_those_of_the_host)
{
	const char *root = tree_make(&arena);
	struct discovery discovery = { .arena = &arena };

	tree_file(&arena, root, "iscsid.conf",
		  "# comment\n"
		  "discovery.sendtargets.auth.authmethod = CHAP\n"
		  " discovery.sendtargets.auth.username_in=theirs\n"
		  "discovery.sendtargets.auth.password_in = PRIVATE\n"
		  "discovery.sendtargets.auth.password = old\n"
		  "discovery.sendtargets.auth.chap_algs = SHA256\n"
		  "node.session.auth.password = of a node\n");
	discovery.own = way(root, "user # 1", "own", "#s = \"1\"\n");
	cr_expect_str_eq(config(&discovery, root),
			 "discovery.sendtargets.auth.chap_algs = SHA256\n"
			 "node.session.auth.password = of a node\n"
			 "discovery.sendtargets.auth.authmethod = CHAP\n"
			 "discovery.sendtargets.auth.username = user # 1\n"
			 "discovery.sendtargets.auth.password = #s = \"1\"\n");
	discovery.mutual = way(root, "portal", "mutual", "theirs\n");
	cr_expect(str_ends(config(&discovery, root),
			   "discovery.sendtargets.auth.password = #s = \"1\"\n"
			   "discovery.sendtargets.auth.username_in = portal\n"
			   "discovery.sendtargets.auth.password_in = theirs\n"));
	discovery.mutual = way(root, "portal", "mutual", "#s = \"1\"");
	cr_expect_not_null(strstr(config(&discovery, root), "are the same; the portal needs one"));
	chmod(discovery.own.secret.file, 0644);
	cr_expect_not_null(strstr(config(&discovery, root), "/own has mode 0644"));
	tree_remove(root);
}

Test(discovery, it_is_said_which_credentials_were_refused)
{
	struct discovery discovery = { 0 };
	const struct answer refused = { .code = 24 }, somebody_else = { .code = 19 };

	cr_expect_str_eq(take(&discovery, "192.0.2.1", refused)->trouble,
			 "iscsiadm exited with 24 (it wants other credentials); it was tried with "
			 "discovery.sendtargets.auth.* of iscsid.conf; give others with --user and "
			 "--password-file");
	discovery.own = (struct credentials){ .user = "me", .secret.file = "/k/own" };
	cr_expect_str_eq(take(&discovery, "192.0.2.2", refused)->trouble,
			 "iscsiadm exited with 24 (it wants other credentials); it was tried as "
			 "user 'me' with the secret of /k/own: one of them is wrong, or those of "
			 "the portal are");
	cr_expect_null(strstr(take(&discovery, "192.0.2.3", somebody_else)->trouble, "/k/own"));
	discovery.mutual = (struct credentials){ .user = "it", .secret.file = "/k/mutual" };
	cr_expect_str_eq(take(&discovery, "192.0.2.4", refused)->trouble,
			 "iscsiadm exited with 24 (it wants other credentials); it was tried as "
			 "user 'me' with the secret of /k/own: one of them is wrong, or it cannot "
			 "prove to be user 'it' with the secret of /k/mutual");
	cr_expect_str_eq(take(&discovery, "192.0.2.5", somebody_else)->trouble,
			 "iscsiadm exited with 19 (it refused the login, or never answered it); so "
			 "it ends, too, when the portal does not prove to be user 'it' with the "
			 "secret of /k/mutual");
}

Test(discovery, junk_is_no_answer)
{
	struct discovery discovery = { 0 };

	told(&discovery, "192.0.2.10", "Segmentation\n192.0.2.10:3260,1 " T "\n");
	cr_assert_str_eq(discovery.asked.at[0].trouble,
			 "iscsiadm printed 'Segmentation', which is no target");
	cr_assert_eq(discovery.found.count, 1);
}
