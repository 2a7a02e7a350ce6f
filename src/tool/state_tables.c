#include "tool/state_tables.h"

#include "model/snapshot.h"

/* FIELD(TYPE, struct, member, doc), or with the table of what it holds: OF(...). */
#define FIELD(type, of, member, doc)                                          \
	{                                                                     \
#member, STATE_##type, offsetof(struct of, member), NULL, doc \
	}
#define OF(type, of, member, table, doc)                                          \
	{                                                                         \
#member, STATE_##type, offsetof(struct of, member), &(table), doc \
	}
#define TABLE(of)                              \
	{                                      \
		of##_fields, sizeof(struct of) \
	}
#define END                                     \
	{                                       \
		NULL, STATE_TEXT, 0, NULL, NULL \
	}

static const struct state_field portal_fields[] = {
	FIELD(TEXT, portal, host, "address or host name in normal form; IPv6 without brackets"),
	FIELD(INT, portal, port, "TCP port"),
	FIELD(INT, portal, tpgt, "target portal group tag; -1: not given or not known"),
	END,
};
static const struct state_table portal_table = TABLE(portal);

static const struct state_field record_fields[] = {
	FIELD(TEXT, record, target, "name of the target"),
	OF(OBJECT, record, portal, portal_table, "where the record says that it listens"),
	FIELD(TEXT, record, address,
	      "the address as the record has it: what iscsiadm must be given"),
	FIELD(TEXT, record, iface, "the interface that it is bound to; default: none"),
	FIELD(PARAMETERS, record, parameters, "what else iscsiadm shows of it; secrets are masked"),
	END,
};
static const struct state_table record_table = TABLE(record);

static const struct state_field interface_fields[] = {
	FIELD(TEXT, interface, name, "name of its file"),
	FIELD(TEXT, interface, net, "network device; empty: none"),
	FIELD(TEXT, interface, hwaddress, "hardware address; empty: none"),
	FIELD(TEXT, interface, initiator, "initiator name of its sessions; empty: the host's"),
	FIELD(MAYBE_TEXT, interface, fault, "why iscsiadm cannot use it"),
	END,
};
static const struct state_table interface_table = TABLE(interface);

static const struct state_field damaged_record_fields[] = {
	FIELD(TEXT, damaged_record, file, "path of the file in open-iscsi's database"),
	FIELD(TEXT, damaged_record, target, "name of the target, by the path"),
	FIELD(TEXT, damaged_record, reason, "what is wrong with it"),
	END,
};
static const struct state_table damaged_record_table = TABLE(damaged_record);

static const struct state_field session_fields[] = {
	FIELD(UINT, session, sid, "number of the session"),
	FIELD(TEXT, session, target, "name of the target"),
	OF(OBJECT, session, portal, portal_table,
	   "persistent address: the portal that the record named"),
	FIELD(MAYBE_TEXT, session, address, "address of the peer, if it could be read"),
	FIELD(TEXT, session, iface, "the interface that it is bound to; default: none"),
	FIELD(MAYBE_TEXT, session, net, "the network device that it goes out by since its login"),
	FIELD(MAYBE_TEXT, session, hwaddress, "the same by its address"),
	FIELD(MAYBE_TEXT, session, initiator, "the name that it logged in with"),
	FIELD(TEXT, session, state,
	      "LOGGED_IN, FAILED, FREE or another word of the kernel; empty: not to be read"),
	FIELD(TEXT, session, target_state,
	      "SCANNED once the first scan is over; empty with old kernels"),
	FIELD(MAYBE_TEXT, session, awaited, "what is still to come of its disks"),
	FIELD(MAYBE_TEXT, session, recovery_tmo, "seconds until I/O fails when it is lost"),
	FIELD(MAYBE_TEXT, session, abort_tmo, "seconds until aborting a command is given up"),
	FIELD(MAYBE_TEXT, session, lu_reset_tmo, "seconds until resetting a LUN is given up"),
	FIELD(MAYBE_TEXT, session, tgt_reset_tmo, "seconds until resetting the target is given up"),
	END,
};
static const struct state_table session_table = TABLE(session);

static const struct state_field block_fields[] = {
	FIELD(TEXT, block, name, "name of the kernel: sda, sda1, dm-3"),
	FIELD(UINT, block, major, "major number"),
	FIELD(UINT, block, minor, "minor number"),
	FIELD(MAYBE_TEXT, block, disk, "the whole disk of a partition"),
	FIELD(UINT, block, sid, "the session that it came in over; 0: none"),
	FIELD(MAYBE_TEXT, block, lun, "HOST:CHANNEL:TARGET:LUN of a SCSI disk"),
	FIELD(MAYBE_TEXT, block, state,
	      "state of a SCSI disk: running, blocked, transport-offline"),
	FIELD(MAYBE_TEXT, block, wwid, "its worldwide name"),
	FIELD(MAYBE_TEXT, block, dm_name, "name of a device-mapper device"),
	FIELD(MAYBE_TEXT, block, dm_uuid, "UUID of a device-mapper device; empty: none"),
	FIELD(BOOL, block, suspended, "device-mapper holds all its I/O"),
	FIELD(BOOL, block, read_only, "it cannot be written"),
	FIELD(UINT64, block, size, "sectors of 512 bytes"),
	FIELD(TEXTS, block, slaves, "names of the devices that it is made of"),
	FIELD(MAYBE_TEXT, block, extents,
	      "where the data of a logical volume is, by the kernel's table"),
	FIELD(BOOL, block, nodeless, "a logical volume whose links in /dev are lost"),
	FIELD(BOOL, block, dangling, "a device that it was made of is gone"),
	END,
};
static const struct state_table block_table = TABLE(block);

static const struct state_field mount_fields[] = {
	FIELD(UINT, mount, major, "major number"),
	FIELD(UINT, mount, minor, "minor number"),
	FIELD(TEXT, mount, path, "where it is mounted"),
	FIELD(UINT, mount, pid, "a process in whose mount namespace it is; 0: in converge's own"),
	END,
};
static const struct state_table mount_table = TABLE(mount);

static const struct state_field swap_fields[] = {
	FIELD(TEXT, swap, device, "as /proc/swaps names it"),
	END,
};
static const struct state_table swap_table = TABLE(swap);

static const struct state_field pv_fields[] = {
	FIELD(TEXT, pv, name, "path of its device"),
	FIELD(TEXT, pv, uuid, "UUID of LVM"),
	FIELD(TEXT, pv, vg, "its volume group; empty: none"),
	FIELD(BOOL, pv, missing, "its device is not there"),
	FIELD(UINT, pv, major, "major number of its device; 0 when missing"),
	FIELD(UINT, pv, minor, "minor number of its device; 0 when missing"),
	FIELD(UINT64, pv, start, "bytes before its first extent"),
	FIELD(UINT64, pv, span, "bytes that it takes up of its device, by the metadata"),
	END,
};
static const struct state_table pv_table = TABLE(pv);

static const struct state_field lv_fields[] = {
	FIELD(TEXT, lv, name, "name within its group"),
	FIELD(TEXT, lv, uuid, "UUID of LVM"),
	FIELD(TEXT, lv, attr, "lv_attr of lvs(8)"),
	FIELD(BOOL, lv, active, "it is active on this host"),
	FIELD(BOOL, lv, open, "something has it open on this host"),
	FIELD(BOOL, lv, unknown, "whether it is active or open could not be read"),
	FIELD(BOOL, lv, skip, "it has the activation skip flag"),
	FIELD(TEXT, lv, role, "lv_role of lvs(8)"),
	FIELD(TEXT, lv, layout, "lv_layout of lvs(8)"),
	FIELD(UINT64, lv, size, "bytes, by the metadata"),
	FIELD(TEXT, lv, extents,
	      "where its data is, by the metadata; empty: not on physical volumes alone"),
	END,
};
static const struct state_table lv_table = TABLE(lv);

static const struct state_field vg_fields[] = {
	FIELD(TEXT, vg, name, "name of the group"),
	FIELD(TEXT, vg, uuid, "UUID of LVM"),
	FIELD(TEXT, vg, attr, "vg_attr of vgs(8)"),
	FIELD(BOOL, vg, exported, "it is exported"),
	FIELD(BOOL, vg, partial, "physical volumes of it are missing"),
	FIELD(BOOL, vg, shared, "it is to be locked by lvmlockd"),
	FIELD(BOOL, vg, inaccessible,
	      "it has another host's system ID, or wants lvmlockd, which is not in use"),
	FIELD(UINT, vg, missing_pvs, "how many physical volumes are missing"),
	FIELD(TEXT, vg, systemid, "system ID; empty: none"),
	FIELD(TEXT, vg, lock_type, "lock type; empty: none"),
	FIELD(UINT64, vg, seqno, "sequence number: how often its metadata was changed"),
	OF(LIST, vg, lvs, lv_table, "its visible logical volumes"),
	OF(LIST, vg, pvs, pv_table, "its physical volumes"),
	END,
};
static const struct state_table vg_table = TABLE(vg);

static const struct state_field host_name_fields[] = {
	FIELD(TEXT, host_name, name, "a name that a portal is given by, lower case"),
	FIELD(TEXTS, host_name, addresses, "the addresses that it stands for"),
	FIELD(MAYBE_TEXT, host_name, unknown, "why there are none"),
	END,
};
static const struct state_table host_name_table = TABLE(host_name);

static const struct state_field straggler_fields[] = {
	FIELD(INT, straggler, pid, "process"),
	FIELD(TEXT, straggler, lane, "what it may be changing: vg:NAME, target:NAME"),
	FIELD(TEXT, straggler, command, "its command line"),
	END,
};
static const struct state_table straggler_table = TABLE(straggler);

static const struct state_field hang_fields[] = {
	FIELD(TEXT, hang, device, "its name of the kernel"),
	FIELD(INT, hang, pid, "an lvm that waits for it and cannot be killed; 0: udev"),
	FIELD(TEXT, hang, command, "name of what waits"),
	END,
};
static const struct state_table hang_table = TABLE(hang);

static const struct state_field autoactivation_fields[] = {
	FIELD(TEXT, autoactivation, vg, "the volume group that is being activated"),
	FIELD(INT, autoactivation, pid, "process; 0: systemd is about to start it"),
	END,
};
static const struct state_table autoactivation_table = TABLE(autoactivation);

static const struct state_field opener_fields[] = {
	FIELD(UINT, opener, major, "major number of what is open"),
	FIELD(UINT, opener, minor, "minor number of what is open"),
	FIELD(UINT, opener, pid, "process"),
	FIELD(UINT, opener, descriptors, "how many descriptors it has of it"),
	FIELD(TEXT, opener, command, "its short name, without arguments"),
	FIELD(MAYBE_TEXT, opener, program, "the file it runs, if that can be seen"),
	FIELD(BOOL, opener, udev, "udev, or at work for it"),
	END,
};
static const struct state_table opener_table = TABLE(opener);

static const struct state_field backstore_fields[] = {
	FIELD(UINT, backstore, major, "major number of what is exported"),
	FIELD(UINT, backstore, minor, "minor number of what is exported"),
	FIELD(TEXT, backstore, type, "type, as targetcli has it; nvmet: of the NVMe target"),
	FIELD(TEXT, backstore, name, "name, as targetcli has it; SUBSYSTEM/namespaces/N"),
	END,
};
static const struct state_table backstore_table = TABLE(backstore);

static const struct state_field claim_fields[] = {
	FIELD(UINT, claim, major, "major number"),
	FIELD(UINT, claim, minor, "minor number"),
	FIELD(MAYBE_TEXT, claim, unknown, "why that could not be asked; left out: it is claimed"),
	END,
};
static const struct state_table claim_table = TABLE(claim);

static const struct state_field open_count_fields[] = {
	FIELD(UINT, open_count, major, "major number"),
	FIELD(UINT, open_count, minor, "minor number"),
	FIELD(UINT, open_count, count, "how often it is open, by device-mapper"),
	END,
};
static const struct state_table open_count_table = TABLE(open_count);

static const struct state_field snapshot_fields[] = {
	FIELD(TEXT, snapshot, host, "name of the host"),
	FIELD(INT64, snapshot, taken, "when, in seconds since 1970"),
	FIELD(MAYBE_TEXT, snapshot, initiator, "the host's initiator name"),
	FIELD(MAYBE_TEXT, snapshot, initiator_unknown, "why that could not be read"),
	FIELD(MAYBE_TEXT, snapshot, initiator_missing, "why it is known that it has none"),
	FIELD(MAYBE_TEXT, snapshot, records_unknown,
	      "why the list of records is not to be trusted"),
	FIELD(MAYBE_TEXT, snapshot, records_note,
	      "why the record files were read instead of asking iscsiadm"),
	FIELD(MAYBE_TEXT, snapshot, interfaces_unknown, "why nothing is known of interfaces"),
	FIELD(MAYBE_TEXT, snapshot, devices_unknown, "why not every block device is known in full"),
	FIELD(MAYBE_TEXT, snapshot, lvm_unknown, "why nothing is known of LVM"),
	FIELD(MAYBE_TEXT, snapshot, lvm_incomplete,
	      "why what LVM does not show, or shows as partial, is unknown"),
	FIELD(TEXT, snapshot, lvm_warnings, "what LVM said on standard error"),
	FIELD(TEXTS, snapshot, lvm_devices,
	      "the disks that LVM was restricted to; empty: it was not"),
	FIELD(TEXTS, snapshot, lvm_ignored,
	      "disks of sessions that LVM's devices file or filters leave out"),
	FIELD(MAYBE_TEXT, snapshot, lvm_volume_list,
	      "activation/volume_list of lvm.conf, if that was looked at"),
	FIELD(BOOL, snapshot, multipathd, "multipathd runs"),
	FIELD(BOOL, snapshot, processes_read, "what processes do was looked at"),
	FIELD(MAYBE_TEXT, snapshot, openers_unknown,
	      "why not every user of a device could be seen"),
	FIELD(MAYBE_TEXT, snapshot, activations_unknown,
	      "why it could not be seen whether udev is just activating a volume group"),
	FIELD(BOOL, snapshot, udev_busy, "udev was at work on events"),
	FIELD(MAYBE_PARAMETERS, snapshot, record_defaults, "what iscsid.conf says of new records"),
	FIELD(MAYBE_TEXT, snapshot, record_defaults_unknown, "why iscsid.conf could not be read"),
	OF(MAYBE_LIST, snapshot, interfaces, interface_table, "interfaces of open-iscsi"),
	OF(LIST, snapshot, records, record_table, "node records of open-iscsi"),
	OF(LIST, snapshot, damaged, damaged_record_table, "record files that cannot be used"),
	OF(LIST, snapshot, sessions, session_table, "iSCSI sessions"),
	OF(LIST, snapshot, blocks, block_table, "block devices"),
	OF(LIST, snapshot, mounts, mount_table, "what is mounted"),
	OF(LIST, snapshot, swaps, swap_table, "what is swapped on"),
	OF(LIST, snapshot, vgs, vg_table, "volume groups"),
	OF(LIST, snapshot, orphans, pv_table, "physical volumes without a group"),
	OF(LIST, snapshot, host_names, host_name_table, "names that portals are given by"),
	OF(LIST, snapshot, stragglers, straggler_table,
	   "changing commands of an earlier run that are still going"),
	OF(MAYBE_LIST, snapshot, hangs, hang_table, "block devices that do not answer"),
	OF(LIST, snapshot, autoactivations, autoactivation_table,
	   "volume groups that udev is just activating"),
	OF(LIST, snapshot, openers, opener_table, "processes that have a block device open"),
	OF(LIST, snapshot, backstores, backstore_table,
	   "block devices that the kernel's own targets export"),
	OF(MAYBE_LIST, snapshot, claims, claim_table,
	   "block devices that the kernel has claimed without a visible user"),
	OF(LIST, snapshot, open_counts, open_count_table,
	   "how often device-mapper devices are open"),
	END,
};
const struct state_table state_snapshot = TABLE(snapshot);
