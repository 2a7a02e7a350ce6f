#include "report/report.h"

#include <string.h>

static void add_interfaces(const struct snapshot *snapshot, struct strbuf *out)
{
	const struct interface *interface;

	if (snapshot->interfaces_unknown)
		strbuf_printf_line(out, "interfaces unknown: %s\n", snapshot->interfaces_unknown);
	vec_each (interface, &snapshot->interfaces) {
		strbuf_printf_line(out, "interface %s:", interface->name);
		if (*interface->net)
			strbuf_printf_line(out, " net %s", interface->net);
		if (*interface->hwaddress)
			strbuf_printf_line(out, " hwaddress %s", interface->hwaddress);
		if (*interface->initiator)
			strbuf_printf_line(out, " initiator %s", interface->initiator);
		strbuf_printf_line(out, "%s%s\n", interface->fault ? " damaged: " : "",
				   interface->fault ? interface->fault : "");
	}
}

static void add_records(const struct snapshot *snapshot, struct strbuf *out)
{
	const struct damaged_record *damaged;
	const struct record *record;

	strbuf_printf(out, "node records: %zu\n", snapshot->records.count);
	if (snapshot->records_unknown)
		strbuf_printf_line(out, "  unknown: %s\n", snapshot->records_unknown);
	if (snapshot->records_note)
		strbuf_printf_line(out, "  read from their files, because %s\n",
				   snapshot->records_note);
	vec_each (record, &snapshot->records) {
		const char *startup = record_parameter(record, "node.startup");
		struct arena scratch CLEANUP(arena_free) = { 0 };

		strbuf_printf_line(out, "  %s at %s iface %s startup %s\n", record->target,
				   portal_text(&scratch, &record->portal), record->iface,
				   startup ? startup : "?");
	}
	vec_each (damaged, &snapshot->damaged)
		strbuf_printf_line(out, "  damaged: %s: %s\n", damaged->file, damaged->reason);
}

static void add_disks(const struct snapshot *snapshot, unsigned int sid, struct strbuf *out)
{
	const struct block *block;

	vec_each (block, &snapshot->blocks)
		if (block->sid == sid && block->lun && !block->disk)
			strbuf_printf_line(out, "    disk %s at %s, %llu MiB, %s\n", block->name,
					   block->lun, (unsigned long long)block->size / 2048,
					   block->state ? block->state : "state unknown");
}

static void add_sessions(const struct snapshot *snapshot, struct strbuf *out)
{
	const struct session *session;

	strbuf_printf(out, "sessions: %zu\n", snapshot->sessions.count);
	vec_each (session, &snapshot->sessions) {
		struct arena scratch CLEANUP(arena_free) = { 0 };

		strbuf_printf_line(out, "  %u %s at %s iface %s: %s\n", session->sid,
				   session->target, portal_text(&scratch, &session->portal),
				   session->iface, *session->state ? session->state : "unreadable");
		add_disks(snapshot, session->sid, out);
	}
}

static void add_host_names(const struct snapshot *snapshot, struct strbuf *out)
{
	const struct host_name *name;
	const char *const *address;

	vec_each (name, &snapshot->host_names) {
		strbuf_printf_line(out, "host name %s:", name->name);
		vec_each (address, &name->addresses)
			strbuf_printf_line(out, " %s", *address);
		strbuf_printf_line(out, "%s%s\n", name->unknown ? " unknown: " : "",
				   name->unknown ? name->unknown : "");
	}
}

static const char *volume_word(const struct lv *lv)
{
	if (lv->unknown)
		return "unknown";
	if (lv->active && (lv->attr[4] == 's' || lv->attr[4] == 'S'))
		return lv->open ? "suspended, open" : "suspended";
	if (!lv->active)
		return lv->skip ? "inactive, activation skipped" : "inactive";
	return lv->open ? "active, open" : "active";
}

/* By position 9 of lv_attr (lvs(8)); nothing of what is well. */
static const char *health_words(const struct lv *lv)
{
	switch (strlen(lv->attr) > 8 ? lv->attr[8] : '-') {
	case 'p':
		return ", partial";
	case 'r':
		return ", refresh needed";
	case 'm':
		return ", mismatches exist";
	case 'F':
		return ", failed";
	case 'D':
		return ", out of data space";
	case 'M':
		return ", metadata read only";
	case 'X':
		return ", health unknown";
	default:
		return "";
	}
}

static void add_vg(const struct vg *vg, struct strbuf *out)
{
	const struct lv *lv;
	const struct pv *pv;

	strbuf_printf_line(out, "  %s (%s)%s%s%s\n", vg->name, vg->uuid,
			   vg->partial ? " partial" : "", vg->exported ? " exported" : "",
			   vg->shared ? " shared" : "");
	vec_each (pv, &vg->pvs)
		strbuf_printf_line(out, "    on %s%s\n", pv->name, pv->missing ? " (missing)" : "");
	vec_each (lv, &vg->lvs)
		strbuf_printf_line(out, "    %s: %s%s\n", lv->name, volume_word(lv),
				   health_words(lv));
}

static void add_volume_groups(const struct snapshot *snapshot, struct strbuf *out)
{
	const struct vg *vg;

	strbuf_printf(out, "volume groups: %zu\n", snapshot->vgs.count);
	if (snapshot->lvm_unknown)
		strbuf_printf_line(out, "  unknown: %s\n", snapshot->lvm_unknown);
	if (snapshot->lvm_incomplete)
		strbuf_printf_line(out, "  not all of it was looked at: %s\n",
				   snapshot->lvm_incomplete);
	if (*snapshot->lvm_warnings) {
		strbuf_add(out, "  LVM says: ");
		strbuf_add_line(out, snapshot->lvm_warnings);
		strbuf_add_char(out, '\n');
	}
	vec_each (vg, &snapshot->vgs)
		add_vg(vg, out);
}

/* What is wrong with maps of device-mapper, whoever they belong to. */
static void add_maps(const struct snapshot *snapshot, struct strbuf *out)
{
	const struct block *block;

	vec_each (block, &snapshot->blocks) {
		if (block->dm_name && block->dangling)
			strbuf_printf_line(out, "  %s leads to devices that are gone\n",
					   block->dm_name);
		if (block->suspended)
			strbuf_printf_line(out, "  %s is suspended: all its I/O waits\n",
					   block->dm_name ? block->dm_name : block->name);
	}
}

void report_snapshot(const struct snapshot *snapshot, struct strbuf *out)
{
	const struct straggler *straggler;

	strbuf_printf_line(out, "host %s\n", snapshot->host);
	if (snapshot->initiator || snapshot->initiator_unknown)
		strbuf_printf_line(
			out, "initiator name: %s%s\n", snapshot->initiator ? "" : "unknown: ",
			snapshot->initiator ? snapshot->initiator : snapshot->initiator_unknown);
	add_interfaces(snapshot, out);
	add_records(snapshot, out);
	add_sessions(snapshot, out);
	add_host_names(snapshot, out);
	add_volume_groups(snapshot, out);
	add_maps(snapshot, out);
	if (snapshot->devices_unknown)
		strbuf_printf_line(out, "block devices unknown: %s\n", snapshot->devices_unknown);
	if (snapshot->openers_unknown)
		strbuf_printf_line(out, "users of devices unknown: %s\n",
				   snapshot->openers_unknown);
	vec_each (straggler, &snapshot->stragglers)
		strbuf_printf_line(out, "still going from another run: pid %d: %s\n",
				   straggler->pid, straggler->command);
}
