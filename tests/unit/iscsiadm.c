#include "config.h"

#include "os/clock.h"
#include "tool/iscsiadm.h"
#include "tool/iscsid.h"
#include "tool/tools_find.h"
#include "tree.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stddef.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>

#define TARGET "iqn.2003-01.org.example:a"

static struct arena arena;

static void end(void)
{
	arena_free(&arena);
}

TestSuite(iscsiadm, .fini = end);

static const char *text_of(const struct command *command)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	command_text(command, &text);
	return arena_strdup(&arena, strbuf_text(&text));
}

static const struct tools tools = { .iscsiadm.path = "/usr/sbin/iscsiadm" };

Test(iscsiadm, command_lines)
{
	struct portal tagged = { "2001:db8::10", 3260, 7 },
		      plain = { "10.5.88.21", 3261, TPGT_NONE };
	struct setting settings[] = { { .name = "node.startup", .value = "manual" },
				      { .name = "node.session.scan", .value = "" } };
	struct command command = iscsiadm_dump(&arena, &tools, false);

	cr_assert_str_eq(text_of(&command), "iscsiadm -m node -o show");
	cr_assert_str_eq(command.path, "/usr/sbin/iscsiadm");
	cr_assert(!command.changes && command.seconds >= 40 && command.secret);
	command = iscsiadm_dump(&arena, &tools, true);
	cr_assert_str_eq(text_of(&command), "iscsiadm -m node -o show -S");
	cr_assert(command.secret);
	command = iscsiadm_new(&arena, &tools, TARGET, portal_text_tagged(&arena, &tagged),
			       "default");
	cr_assert_str_eq(text_of(&command), "iscsiadm -m node -T " TARGET
					    " -p '[2001:db8::10]:3260,7' -I default -o new");
	cr_assert(command.changes && command.seconds >= 40);
	command =
		iscsiadm_new(&arena, &tools, TARGET, portal_text_tagged(&arena, &plain), "default");
	cr_assert_str_eq(text_of(&command),
			 "iscsiadm -m node -T " TARGET " -p 10.5.88.21:3261 -I default -o new");
	command = iscsiadm_update(&arena, &tools, TARGET, "10.5.88.21:3260", "eth0", settings, 2);
	cr_assert_str_eq(text_of(&command),
			 "iscsiadm -m node -T " TARGET " -p 10.5.88.21:3260 -I eth0 -o update "
			 "-n node.startup -v manual -n node.session.scan -v ''");
	command = iscsiadm_login(&arena, &tools, TARGET, "10.5.88.21:3260", "default", 90);
	cr_assert_str_eq(text_of(&command),
			 "iscsiadm -m node -T " TARGET " -p 10.5.88.21:3260 -I default --login");
	cr_assert(command.changes && command.seconds == 90);
	command = iscsiadm_login(&arena, &tools, TARGET, "10.5.88.21:3260", "default", 5);
	cr_assert_eq(command.seconds, 40);
	command = iscsiadm_logout(&arena, &tools, 12);
	cr_assert_str_eq(text_of(&command), "iscsiadm -m session -r 12 --logout");
	cr_assert(command.changes && command.seconds == 60);
	command = iscsiadm_delete(&arena, &tools, TARGET, "[san1]:3260", "default");
	cr_assert_str_eq(text_of(&command),
			 "iscsiadm -m node -T " TARGET " -p '[san1]:3260' -I default -o delete");
	cr_assert(command.changes);
}

Test(iscsiadm, command_lines_of_interfaces)
{
	struct setting setting = { .name = "iface.net_ifacename", .value = "" };
	struct command command = iscsiadm_interface_new(&arena, &tools, "storage-a");

	cr_assert_str_eq(text_of(&command), "iscsiadm -m iface -I storage-a -o new");
	cr_assert(command.changes && command.seconds >= 40);
	command = iscsiadm_interface_update(&arena, &tools, "storage-a", &setting, 1);
	cr_assert_str_eq(text_of(&command),
			 "iscsiadm -m iface -I storage-a -o update -n iface.net_ifacename -v ''");
	cr_assert(command.changes && command.seconds >= 40);
	command = iscsiadm_interface_delete(&arena, &tools, "storage-a");
	cr_assert_str_eq(text_of(&command), "iscsiadm -m iface -I storage-a -o delete");
	cr_assert(command.changes && command.seconds >= 40);
}

Test(iscsiadm, given_tools_are_shown_by_path)
{
	struct tools given;
	struct command command;

	tools_find(&arena, &given);
	cr_assert_null(tools_set(&arena, &given, "iscsiadm=/opt/x/iscsiadm"));
	command = iscsiadm_logout(&arena, &given, 1);
	cr_assert_str_eq(command.argv.at[0], "/opt/x/iscsiadm");
	cr_assert_str_eq(command.path, "/opt/x/iscsiadm");
	cr_assert_null(tools_set(&arena, &given, "lvm=/opt/x/lvm"));
	command = tools_command(&arena, &given, "vgchange");
	cr_assert_str_eq(text_of(&command), "/opt/x/lvm vgchange");
	cr_assert_null(tools_set(&arena, &given, "sysfs=/tmp/sys"));
	cr_assert_str_eq(given.sysfs, "/tmp/sys");
	cr_assert_not_null(tools_set(&arena, &given, "iscsiadm"));
	cr_assert_not_null(tools_set(&arena, &given, "=/x"));
	cr_assert_not_null(tools_set(&arena, &given, "lvm=bin/lvm"));
	cr_assert_not_null(tools_set(&arena, &given, "mdadm=/sbin/mdadm"));
}

Test(iscsiadm, exit_texts)
{
	cr_assert_str_eq(iscsiadm_exit_text(24), "authorization failure");
	cr_assert_str_eq(iscsiadm_exit_text(15),
			 "a session exists, or iscsid is at a login for it");
	for (int code = -1; code < 260; code++)
		cr_assert(*iscsiadm_exit_text(code));
}

Test(iscsiadm, dump_of_one)
{
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL;
	const struct record *record;

	cr_assert_eq(
		iscsiadm_parse_dump(recorded(&arena, "node-show-record.out"), &snapshot, &reason),
		0, "%s", reason);
	cr_assert_eq(snapshot.records.count, 1);
	record = snapshot.records.at;
	cr_assert_str_eq(record->target, "iqn.2003-01.org.example:ok");
	cr_assert_str_eq(record->portal.host, "192.0.2.10");
	cr_assert_eq(record->portal.port, 3260);
	cr_assert_eq(record->portal.tpgt, 1);
	cr_assert_str_eq(record->address, "192.0.2.10:3260");
	cr_assert_str_eq(record->iface, "default");
	cr_assert_eq(record->parameters.count, 107);
	cr_assert_str_eq(record_parameter(record, "node.session.auth.password"), "");
	cr_assert_str_eq(record_parameter(record, "node.session.xmit_thread_priority"), "-20");
	cr_assert_null(record_parameter(record, "node.nothing"));
}

Test(iscsiadm, dump_of_three)
{
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL;
	const struct record *record;

	cr_assert_eq(
		iscsiadm_parse_dump(recorded(&arena, "node-dump-three.out"), &snapshot, &reason), 0,
		"%s", reason);
	cr_assert_eq(snapshot.records.count, 3);
	record = snapshot.records.at;
	cr_assert_str_eq(record[0].target, TARGET);
	cr_assert_str_eq(record[0].portal.host, "2001:db8::10");
	cr_assert_eq(record[0].portal.tpgt, TPGT_NONE);
	cr_assert_str_eq(record[0].address, "[2001:db8::10]:3260");
	cr_assert_str_eq(record[1].address, "[san1]:3260");
	cr_assert_eq(record[1].portal.tpgt, 2);
	cr_assert_str_eq(record[2].target, "iqn.2003-01.org.example:b");
	cr_assert_str_eq(record_parameter(&record[2], "node.session.auth.password"), "********");
	cr_assert_str_eq(record_parameter(&record[2], "node.session.auth.username"), "alice");
}

Test(iscsiadm, the_last_of_two_values_counts)
{
	char text[] = "# BEGIN RECORD 2.1.8\n"
		      "node.name = iqn.2003-01.org.example:a\n"
		      "node.conn[0].address = 192.0.2.10\n"
		      "node.startup = manual\n"
		      "node.startup = automatic\n"
		      "# END RECORD\n";
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL;

	cr_assert_eq(iscsiadm_parse_dump(text, &snapshot, &reason), 0, "%s", reason);
	cr_assert_eq(snapshot.records.at[0].parameters.count, 3);
	cr_assert_str_eq(record_parameter(snapshot.records.at, "node.startup"), "automatic");
}

Test(iscsiadm, the_last_of_two_values_counts_in_a_later_record)
{
	char text[] = "# BEGIN RECORD 2.1.8\n"
		      "node.name = iqn.2003-01.org.example:a\n"
		      "node.conn[0].address = 192.0.2.10\n"
		      "node.startup = manual\n"
		      "# END RECORD\n"
		      "# BEGIN RECORD 2.1.8\n"
		      "node.name = iqn.2003-01.org.example:a\n"
		      "node.conn[0].address = 192.0.2.10\n"
		      "node.conn[0].address = 192.0.2.11\n"
		      "node.startup = manual\n"
		      "node.startup = automatic\n"
		      "# END RECORD\n";
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL;

	cr_assert_eq(iscsiadm_parse_dump(text, &snapshot, &reason), 0, "%s", reason);
	cr_assert_eq(snapshot.records.at[0].parameters.count, 3);
	cr_assert_eq(snapshot.records.at[1].parameters.count, 3);
	cr_assert_str_eq(snapshot.records.at[1].portal.host, "192.0.2.11");
	cr_assert_str_eq(record_parameter(&snapshot.records.at[1], "node.startup"), "automatic");
}

static void expect_refused(const char *text)
{
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL;

	cr_assert_eq(iscsiadm_parse_dump(arena_strdup(&arena, text), &snapshot, &reason), -1, "%s",
		     text);
	cr_assert_not_null(reason);
	cr_assert_eq(snapshot.records.count, 0);
}

Test(iscsiadm, not_a_dump)
{
	const char *good = recorded(&arena, "node-show-record.out");

	expect_refused(recorded(&arena, "node-dump-empty-file.out"));
	expect_refused(recorded(&arena, "node-list.out"));
	expect_refused("");
	expect_refused("\n\n");
	expect_refused("# END RECORD\n");
	expect_refused("# BEGIN RECORD 2.1.8\n");
	expect_refused("# BEGIN RECORD 2.1.8\n# BEGIN RECORD 2.1.8\n");
	expect_refused("# BEGIN RECORD 2.1.8\n# END RECORD\n");
	expect_refused("x = y\n");
	expect_refused(replaced(&arena, good, "node.conn[0].address = 192.0.2.10\n", ""));
	expect_refused(replaced(&arena, good, "node.conn[0].port = 3260", "node.conn[0].port = 0"));
	expect_refused(replaced(&arena, good, "node.conn[0].port = 3260", "node.conn[0].port"));
	expect_refused(replaced(&arena, good, "node.startup = ", "node.st\xe4rtup = "));
	expect_refused(replaced(&arena, good, "# END RECORD", ""));
}

Test(iscsiadm, records_are_there_or_not_at_all)
{
	struct snapshot snapshot = { .arena = &arena };
	const char *reason = NULL, *good = recorded(&arena, "node-show-record.out");
	char *text = arena_printf(&arena, "%s# BEGIN RECORD 2.1.8\na = b\n", good);

	cr_assert_eq(iscsiadm_parse_dump(text, &snapshot, &reason), -1);
	cr_assert_eq(snapshot.records.count, 0);
	/* What the failed one left behind does not show. */
	cr_assert_eq(
		iscsiadm_parse_dump(recorded(&arena, "node-dump-three.out"), &snapshot, &reason),
		0);
	cr_assert_eq(snapshot.records.at[0].parameters.count, 107);
}

/* Any prefix, and any byte replaced: no crash, and a reason for each refusal. */
Test(iscsiadm, survives_damage)
{
	const char *good = recorded(&arena, "node-show-record.out");
	size_t size = strlen(good);

	for (size_t i = 0; i < size; i += 7) {
		struct arena scratch = { 0 };
		struct snapshot snapshot = { .arena = &scratch };
		const char *reason = NULL;
		char *text = arena_strdup(&scratch, good);

		text[i] = "\n= #\xff"[i % 5];
		if (iscsiadm_parse_dump(text, &snapshot, &reason) < 0)
			cr_assert_not_null(reason);
		text = arena_strndup(&scratch, good, i);
		if (iscsiadm_parse_dump(text, &snapshot, &reason) < 0)
			cr_assert_not_null(reason);
		arena_free(&scratch);
	}
}

/* A stand-in for iscsid: takes one connection and closes it at its end, or never does. */
static void serve(bool answers)
{
	static const char name[] = "ISCSIADM_ABSTRACT_NAMESPACE";
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0), peer;
	char byte;

	memcpy(address.sun_path + 1, name, sizeof(name) - 1);
	cr_assert_eq(bind(fd, (struct sockaddr *)&address,
			  offsetof(struct sockaddr_un, sun_path) + sizeof(name)),
		     0);
	cr_assert_eq(listen(fd, 1), 0);
	if (!answers || fork() != 0)
		return;
	peer = accept(fd, NULL, NULL);
	_exit(read(peer, &byte, 1) == 0 ? 0 : 1);
}

/* Abstract sockets belong to a network namespace: one of our own keeps a real iscsid out. */
Test(iscsiadm, ping)
{
	int64_t start = clock_ms();
	int status;

	if (unshare(CLONE_NEWNET) < 0)
		cr_skip_test("needs a network namespace of its own");
	cr_assert_eq(iscsid_ping(start + 1000), -ECONNREFUSED);
	serve(true);
	cr_assert_eq(iscsid_ping(start + 10000), 0);
	cr_assert(wait(&status) > 0 && status == 0);
}

Test(iscsiadm, ping_without_answer)
{
	if (unshare(CLONE_NEWNET) < 0)
		cr_skip_test("needs a network namespace of its own");
	serve(false);
	cr_assert_eq(iscsid_ping(clock_ms() + 200), -ETIMEDOUT);
}

Test(iscsiadm, what_ends_a_login)
{
	cr_assert(iscsiadm_login_gave_up(8) && iscsiadm_login_gave_up(24));
	cr_assert(!iscsiadm_login_gave_up(15), "iscsid is at a login of its own");
	cr_assert(!iscsiadm_login_gave_up(-1), "iscsiadm did not end by itself");
}
