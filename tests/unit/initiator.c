#include "config.h"

#include "tool/initiator.h"

#include "act/session.h"
#include "place.h"

TestSuite(initiator, .init = begin, .fini = end);

static struct snapshot read_from(const char *text)
{
	struct snapshot snapshot = { .arena = &arena };
	struct tools tools = { .iscsi_etc = root, .proc = root };

	if (text)
		tree_bytes(&arena, root, "initiatorname.iscsi", text, strlen(text));
	initiator_read(&tools, &snapshot);
	return snapshot;
}

Test(initiator, is_the_first_that_a_line_gives)
{
	const char *debian = "## DO NOT EDIT\n## InitiatorName=iqn.1993-08.org.debian:01:old\n"
			     "InitiatorName=iqn.1993-08.org.debian:01:xen01\n"
			     "InitiatorName=iqn.1993-08.org.debian:01:later\n";
	struct snapshot snapshot = read_from(debian);

	cr_assert_str_eq(snapshot.initiator, "iqn.1993-08.org.debian:01:xen01");
	cr_assert_null(snapshot.initiator_unknown);
}

Test(initiator, may_have_blanks_around_it)
{
	struct snapshot snapshot = read_from("InitiatorName=\n\tInitiatorName =  iqn.x:#1 \r\n");

	cr_assert_str_eq(snapshot.initiator, "iqn.x:#1");
}

Test(initiator, may_not_be_there)
{
	struct snapshot none = read_from(NULL), empty = read_from("InitiatorAlias=x\n");

	cr_assert_null(none.initiator);
	cr_assert(strstr(none.initiator_unknown, "No such file"));
	cr_assert_null(empty.initiator);
	cr_assert(str_ends(empty.initiator_unknown, "initiatorname.iscsi has no InitiatorName"));
	cr_assert(str_ends(none.initiator_missing, "initiatorname.iscsi is not there"));
	cr_assert(str_ends(empty.initiator_missing, "initiatorname.iscsi has no InitiatorName"));
	cr_assert_not_null(strstr(initiator_fault(&arena, &none), "systemctl restart iscsid"));
}

/* Debian's service does that when it starts iscsid: who has one running already will get no name.
 */
Test(initiator, may_be_made_when_iscsid_starts)
{
	static const char text[] = "# made at the first start\nGenerateName=yes\n";
	struct snapshot before = read_from(text), after;

	cr_assert_null(before.initiator);
	cr_assert_not_null(before.initiator_unknown);
	cr_assert_null(before.initiator_missing);
	cr_assert_null(initiator_fault(&arena, &before));
	tree_bytes(&arena, root, "7/comm", "iscsid\n", 7);
	after = read_from(text);
	cr_assert_not_null(after.initiator_missing);
}

/* That a file cannot be read says nothing about what is in it. */
Test(initiator, may_be_unreadable)
{
	struct tools tools = { .iscsi_etc = root, .proc = root };
	struct snapshot snapshot = { .arena = &arena };

	tree_bytes(&arena, root, "initiatorname.iscsi/directory", "", 0);
	initiator_read(&tools, &snapshot);
	cr_assert_not_null(snapshot.initiator_unknown);
	cr_assert_null(snapshot.initiator_missing);
}
