#include "config.h"

#include "tool/initiator.h"

#include "place.h"

TestSuite(initiator, .init = begin, .fini = end);

static struct snapshot read_from(const char *text)
{
	struct snapshot snapshot = { .arena = &arena };
	struct tools tools = { .iscsi_etc = root };

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
}
