#include "tool/state_tables.h"

#include "model/snapshot.h"

/* FIELD(TYPE, struct, member), or with the table of what it holds: OF(...). */
#define FIELD(type, of, member)                                          \
	{                                                                \
#member, STATE_##type, offsetof(struct of, member), NULL \
	}
#define OF(type, of, member, table)                                          \
	{                                                                    \
#member, STATE_##type, offsetof(struct of, member), &(table) \
	}
#define TABLE(of)                              \
	{                                      \
		of##_fields, sizeof(struct of) \
	}
#define END                               \
	{                                 \
		NULL, STATE_TEXT, 0, NULL \
	}

static const struct state_field portal_fields[] = {
	FIELD(TEXT, portal, host),
	FIELD(INT, portal, port),
	FIELD(INT, portal, tpgt),
	END,
};
static const struct state_table portal_table = TABLE(portal);

static const struct state_field record_fields[] = {
	FIELD(TEXT, record, target),	       OF(OBJECT, record, portal, portal_table),
	FIELD(TEXT, record, address),	       FIELD(TEXT, record, iface),
	FIELD(PARAMETERS, record, parameters), END,
};
static const struct state_table record_table = TABLE(record);

static const struct state_field interface_fields[] = {
	FIELD(TEXT, interface, name),	     FIELD(TEXT, interface, net),
	FIELD(TEXT, interface, hwaddress),   FIELD(TEXT, interface, initiator),
	FIELD(MAYBE_TEXT, interface, fault), END,
};
static const struct state_table interface_table = TABLE(interface);

static const struct state_field damaged_record_fields[] = {
	FIELD(TEXT, damaged_record, file),
	FIELD(TEXT, damaged_record, target),
	FIELD(TEXT, damaged_record, reason),
	END,
};
static const struct state_table damaged_record_table = TABLE(damaged_record);

static const struct state_field session_fields[] = {
	FIELD(UINT, session, sid),
	FIELD(TEXT, session, target),
	OF(OBJECT, session, portal, portal_table),
	FIELD(MAYBE_TEXT, session, address),
	FIELD(TEXT, session, iface),
	FIELD(TEXT, session, state),
	FIELD(TEXT, session, target_state),
	FIELD(MAYBE_TEXT, session, awaited),
	END,
};
static const struct state_table session_table = TABLE(session);

static const struct state_field block_fields[] = {
	FIELD(TEXT, block, name),	   FIELD(UINT, block, major),
	FIELD(UINT, block, minor),	   FIELD(MAYBE_TEXT, block, disk),
	FIELD(UINT, block, sid),	   FIELD(MAYBE_TEXT, block, lun),
	FIELD(MAYBE_TEXT, block, state),   FIELD(MAYBE_TEXT, block, wwid),
	FIELD(MAYBE_TEXT, block, dm_name), FIELD(MAYBE_TEXT, block, dm_uuid),
	FIELD(BOOL, block, suspended),	   FIELD(BOOL, block, read_only),
	FIELD(UINT64, block, size),	   FIELD(TEXTS, block, slaves),
	FIELD(MAYBE_TEXT, block, extents), FIELD(BOOL, block, nodeless),
	FIELD(BOOL, block, dangling),	   END,
};
static const struct state_table block_table = TABLE(block);

static const struct state_field mount_fields[] = {
	FIELD(UINT, mount, major),
	FIELD(UINT, mount, minor),
	FIELD(TEXT, mount, path),
	FIELD(UINT, mount, pid),
	END,
};
static const struct state_table mount_table = TABLE(mount);

static const struct state_field swap_fields[] = {
	FIELD(TEXT, swap, device),
	END,
};
static const struct state_table swap_table = TABLE(swap);

static const struct state_field pv_fields[] = {
	FIELD(TEXT, pv, name),	  FIELD(TEXT, pv, uuid),   FIELD(TEXT, pv, vg),
	FIELD(BOOL, pv, missing), FIELD(UINT, pv, major),  FIELD(UINT, pv, minor),
	FIELD(UINT64, pv, start), FIELD(UINT64, pv, span), END,
};
static const struct state_table pv_table = TABLE(pv);

static const struct state_field lv_fields[] = {
	FIELD(TEXT, lv, name),	 FIELD(TEXT, lv, uuid),	   FIELD(TEXT, lv, attr),
	FIELD(BOOL, lv, active), FIELD(BOOL, lv, open),	   FIELD(BOOL, lv, unknown),
	FIELD(BOOL, lv, skip),	 FIELD(TEXT, lv, role),	   FIELD(TEXT, lv, layout),
	FIELD(UINT64, lv, size), FIELD(TEXT, lv, extents), END,
};
static const struct state_table lv_table = TABLE(lv);

static const struct state_field vg_fields[] = {
	FIELD(TEXT, vg, name),	       FIELD(TEXT, vg, uuid),
	FIELD(TEXT, vg, attr),	       FIELD(BOOL, vg, exported),
	FIELD(BOOL, vg, partial),      FIELD(BOOL, vg, shared),
	FIELD(BOOL, vg, inaccessible), FIELD(UINT, vg, missing_pvs),
	FIELD(TEXT, vg, systemid),     FIELD(TEXT, vg, lock_type),
	FIELD(UINT64, vg, seqno),      OF(LIST, vg, lvs, lv_table),
	OF(LIST, vg, pvs, pv_table),   END,
};
static const struct state_table vg_table = TABLE(vg);

static const struct state_field host_name_fields[] = {
	FIELD(TEXT, host_name, name),
	FIELD(TEXTS, host_name, addresses),
	FIELD(MAYBE_TEXT, host_name, unknown),
	END,
};
static const struct state_table host_name_table = TABLE(host_name);

static const struct state_field straggler_fields[] = {
	FIELD(INT, straggler, pid),
	FIELD(TEXT, straggler, lane),
	FIELD(TEXT, straggler, command),
	END,
};
static const struct state_table straggler_table = TABLE(straggler);

static const struct state_field autoactivation_fields[] = {
	FIELD(TEXT, autoactivation, vg),
	FIELD(INT, autoactivation, pid),
	END,
};
static const struct state_table autoactivation_table = TABLE(autoactivation);

static const struct state_field opener_fields[] = {
	FIELD(UINT, opener, major),   FIELD(UINT, opener, minor),
	FIELD(UINT, opener, pid),     FIELD(UINT, opener, descriptors),
	FIELD(TEXT, opener, command), FIELD(MAYBE_TEXT, opener, program),
	FIELD(BOOL, opener, udev),    END,
};
static const struct state_table opener_table = TABLE(opener);

static const struct state_field backstore_fields[] = {
	FIELD(UINT, backstore, major),
	FIELD(UINT, backstore, minor),
	FIELD(TEXT, backstore, type),
	FIELD(TEXT, backstore, name),
	END,
};
static const struct state_table backstore_table = TABLE(backstore);

static const struct state_field open_count_fields[] = {
	FIELD(UINT, open_count, major),
	FIELD(UINT, open_count, minor),
	FIELD(UINT, open_count, count),
	END,
};
static const struct state_table open_count_table = TABLE(open_count);

static const struct state_field snapshot_fields[] = {
	FIELD(TEXT, snapshot, host),
	FIELD(INT64, snapshot, taken),
	FIELD(MAYBE_TEXT, snapshot, initiator),
	FIELD(MAYBE_TEXT, snapshot, initiator_unknown),
	FIELD(MAYBE_TEXT, snapshot, records_unknown),
	FIELD(MAYBE_TEXT, snapshot, records_note),
	FIELD(MAYBE_TEXT, snapshot, interfaces_unknown),
	FIELD(MAYBE_TEXT, snapshot, lvm_unknown),
	FIELD(MAYBE_TEXT, snapshot, lvm_incomplete),
	FIELD(TEXT, snapshot, lvm_warnings),
	FIELD(TEXTS, snapshot, lvm_devices),
	FIELD(TEXTS, snapshot, lvm_ignored),
	FIELD(MAYBE_TEXT, snapshot, lvm_volume_list),
	FIELD(BOOL, snapshot, multipathd),
	FIELD(BOOL, snapshot, processes_read),
	FIELD(MAYBE_TEXT, snapshot, openers_unknown),
	FIELD(BOOL, snapshot, udev_busy),
	FIELD(MAYBE_PARAMETERS, snapshot, record_defaults),
	OF(MAYBE_LIST, snapshot, interfaces, interface_table),
	OF(LIST, snapshot, records, record_table),
	OF(LIST, snapshot, damaged, damaged_record_table),
	OF(LIST, snapshot, sessions, session_table),
	OF(LIST, snapshot, blocks, block_table),
	OF(LIST, snapshot, mounts, mount_table),
	OF(LIST, snapshot, swaps, swap_table),
	OF(LIST, snapshot, vgs, vg_table),
	OF(LIST, snapshot, orphans, pv_table),
	OF(LIST, snapshot, host_names, host_name_table),
	OF(LIST, snapshot, stragglers, straggler_table),
	OF(LIST, snapshot, autoactivations, autoactivation_table),
	OF(LIST, snapshot, openers, opener_table),
	OF(LIST, snapshot, backstores, backstore_table),
	OF(LIST, snapshot, open_counts, open_count_table),
	END,
};
const struct state_table state_snapshot = TABLE(snapshot);
