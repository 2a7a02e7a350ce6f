#include "config.h"

#include "tool/interfaces.h"

#include "place.h"

TestSuite(interfaces, .init = begin, .fini = end);

static void put(const char *path, const char *text)
{
	tree_bytes(&arena, root, path, text, strlen(text));
}

static struct snapshot look(void)
{
	struct snapshot snapshot = { .arena = &arena };
	struct tools tools = { .database = root };

	interfaces_read(&tools, &snapshot);
	return snapshot;
}

static const char *fault_of(const char *text)
{
	struct snapshot snapshot;

	put("ifaces/a", text);
	snapshot = look();
	cr_assert_eq(snapshot.interfaces.count, 1);
	return snapshot.interfaces.at[0].fault;
}

Test(interfaces, are_what_their_files_say)
{
	struct snapshot snapshot;
	const struct interface *interface;

	put("ifaces/storage-a",
	    "# BEGIN RECORD 2.1.8\niface.iscsi_ifacename = storage-a\n"
	    "iface.net_ifacename = eth1\niface.transport_name = tcp\n"
	    "iface.initiatorname = iqn.1993-08.org.debian:01:a\n# END RECORD\n");
	put("ifaces/storage-b",
	    "iface.iscsi_ifacename = storage-b\niface.hwaddress = 00:16:3e:00:00:02\n"
	    "iface.initiatorname = <empty>\n");
	snapshot = look();
	cr_assert_null(snapshot.interfaces_unknown);
	cr_assert_eq(snapshot.interfaces.count, 2);
	interface = snapshot_interface(&snapshot, "storage-a");
	cr_assert_null(interface->fault);
	cr_assert_str_eq(interface->net, "eth1");
	cr_assert_str_eq(interface->hwaddress, "");
	cr_assert_str_eq(interface->initiator, "iqn.1993-08.org.debian:01:a");
	interface = snapshot_interface(&snapshot, "storage-b");
	cr_assert_str_eq(interface->net, "");
	cr_assert_str_eq(interface->hwaddress, "00:16:3e:00:00:02");
	cr_assert_str_eq(interface->initiator, "");
	cr_assert_null(snapshot_interface(&snapshot, "storage"));
}

/* As `iscsiadm -m session -P 1` leaves one behind. */
Test(interfaces, default_is_no_device)
{
	struct snapshot snapshot;

	put("ifaces/tcp.00:16:3e:00:00:02.ipv4.0",
	    "iface.iscsi_ifacename = tcp.00:16:3e:00:00:02.ipv4.0\niface.net_ifacename = default\n");
	snapshot = look();
	cr_assert_null(snapshot.interfaces.at[0].fault);
	cr_assert_str_eq(snapshot.interfaces.at[0].net, "");
}

Test(interfaces, faults_are_told)
{
	cr_assert_null(fault_of("iface.iscsi_ifacename = a\n"));
	cr_assert_str_eq(fault_of(""), "it is empty");
	cr_assert_str_eq(fault_of("junk\n"), "it is no interface");
	cr_assert_str_eq(fault_of("node.name = iqn.2003-01.org.example:a\n"), "it is no interface");
	cr_assert_str_eq(fault_of("iface.iscsi_ifacename = b\n"), "it has another's name");
}

Test(interfaces, a_directory_is_none)
{
	struct snapshot snapshot;

	tree_directory(&arena, root, "ifaces/a/");
	snapshot = look();
	cr_assert_not_null(snapshot.interfaces.at[0].fault);
}

Test(interfaces, without_a_directory_there_are_none)
{
	struct snapshot snapshot = look();

	cr_assert_null(snapshot.interfaces_unknown);
	cr_assert_eq(snapshot.interfaces.count, 0);
}

Test(interfaces, what_cannot_be_listed_is_unknown)
{
	struct snapshot snapshot;

	put("ifaces", "no directory");
	snapshot = look();
	cr_assert_not_null(strstr(snapshot.interfaces_unknown, "/ifaces: Not a directory"));
}
