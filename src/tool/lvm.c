#include "tool/lvm.h"

#include "base/strbuf.h"
#include "os/file.h"

#include <string.h>

#define REPORT_SECONDS 60
#define ACTIVATE_SECONDS 120

#define DM_PREFIX "LVM-"
#define UUID_LENGTH 32 /* without its hyphens */

/*
 * Each section with its fields; all are known to 2.03.16. What the attributes tell is not asked for
 * a second time: each field is read once per volume. A section cannot be left out, but a selection
 * nothing matches empties it.
 */
static const char *const sections[][6] = {
	{ "vg", "-o",
	  "vg_name,vg_uuid,vg_attr,vg_missing_pv_count,vg_systemid,vg_lock_type,vg_seqno,"
	  "vg_extent_size" },
	{ "lv", "-o", "lv_name,lv_uuid,lv_attr,lv_role,lv_layout,lv_size" },
	{ "pv", "-o", "pv_name,pv_uuid,pv_missing,pv_major,pv_minor,pv_size,pe_start" },
	{ "pvseg", "-S", "pvseg_start=99999999" },
	{ "seg", "-o", "lv_name,devices", "-O", "lv_name,seg_start" },
};

static void add(struct arena *arena, struct command *command, const char *first, const char *second)
{
	command_add(arena, command, first);
	command_add(arena, command, second);
}

static const char *join(struct arena *arena, const char *const *words, size_t count)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	for (size_t i = 0; i < count; i++) {
		if (i)
			strbuf_add_char(&text, ',');
		strbuf_add(&text, words[i]);
	}
	return arena_strdup(arena, strbuf_text(&text));
}

/*
 * What a probe sets, whatever lvm.conf says. LVM's hints tell which disks are of which group, as
 * this host last saw them: what another host has made, extended or moved since on LUNs that are
 * here would not be looked for. The rest, from lib/config/config_settings.h of 2.03.16 and 2.03.31,
 * is all that changes the text of a report with the options and fields that are asked for.
 */
const char lvm_probe_settings[] =
	"global{metadata_read_only=1} devices{hints=\"none\"} "
	"report{output_format=\"basic\" compact_output=0 compact_output_cols=\"\" aligned=1 "
	"buffered=1 headings=1 separator=\" \" list_item_separator=\",\" prefixes=0 quoted=1 "
	"columns_as_rows=0 binary_values_as_numeric=0 mark_hidden_devices=1 "
	"two_word_unknown_device=0} "
	"log{report_command_log=0 verbose=0 silent=0 command_names=0 prefix=\"  \"}";

/* A question that cannot write metadata, and waits for no lock. */
static struct command probe(struct arena *arena, const struct tools *tools, const char *applet,
			    const struct names *devices)
{
	struct command command = tools_command(arena, tools, applet);

	command_add(arena, &command, "--nolocking");
	add(arena, &command, "--config", lvm_probe_settings);
	if (devices && devices->list.count)
		add(arena, &command, "--devices",
		    join(arena, devices->list.at, devices->list.count));
	command.seconds = REPORT_SECONDS;
	return command;
}

struct command lvm_report(struct arena *arena, const struct tools *tools,
			  const struct names *devices)
{
	struct command command = probe(arena, tools, "fullreport", devices);

	add(arena, &command, "--foreign", "--shared");
	add(arena, &command, "--reportformat", "json");
	add(arena, &command, "--units", "b");
	command_add(arena, &command, "--nosuffix");
	for (size_t i = 0; i < sizeof(sections) / sizeof(*sections); i++) {
		command_add(arena, &command, "--configreport");
		for (const char *const *word = sections[i]; *word; word++)
			command_add(arena, &command, *word);
	}
	return command;
}

struct command lvm_accessible(struct arena *arena, const struct tools *tools,
			      const struct names *devices)
{
	struct command command = probe(arena, tools, "vgs", devices);

	command_add(arena, &command, "--noheadings");
	add(arena, &command, "-o", "vg_uuid");
	return command;
}

struct command lvm_config(struct arena *arena, const struct tools *tools)
{
	struct command command = tools_command(arena, tools, "lvmconfig");

	add(arena, &command, "--type", "full");
	add(arena, &command, "devices", "activation");
	command.seconds = REPORT_SECONDS;
	return command;
}

/* A snapshot that is still being made is not indexed. */
static bool has_sick_disks(const struct snapshot *snapshot)
{
	const struct session *session;

	if (snapshot->hangs.count)
		return true;
	if (snapshot->indexed)
		return snapshot->sick.count;
	vec_each (session, &snapshot->sessions)
		if (!session_is_logged_in(session))
			return true;
	return false;
}

/*
 * What --devices must say; NULL when LVM may look at everything. Beside a sick disk, having no
 * list must not become that: /dev/null is no block device, so LVM finds nothing ("Device not found
 * for /dev/null", tried with 2.03.16).
 */
static const char *restriction(const struct snapshot *snapshot, struct arena *arena)
{
	if (snapshot->lvm_devices.count)
		return join(arena, snapshot->lvm_devices.at, snapshot->lvm_devices.count);
	return has_sick_disks(snapshot) ? "/dev/null" : NULL;
}

/* What a command works on: by name, or by the uuid that its name is pinned to. */
static void add_object(struct arena *arena, struct command *command, const struct lvm_name *name)
{
	if (name->uuid && name->lv)
		add(arena, command, "--select",
		    arena_printf(arena, "vg_uuid=%s && lv_name=%s", name->uuid, name->lv));
	else if (name->uuid)
		add(arena, command, "--select", arena_printf(arena, "vg_uuid=%s", name->uuid));
	else if (name->lv)
		command_add(arena, command, arena_printf(arena, "%s/%s", name->vg, name->lv));
	else
		command_add(arena, command, name->vg);
}

static struct command change(const struct tools *tools, const struct snapshot *snapshot,
			     struct arena *arena, const char *action, const char *option,
			     const struct lvm_name *name)
{
	struct command command = tools_command(arena, tools, name->lv ? "lvchange" : "vgchange");
	const char *devices = restriction(snapshot, arena);

	command_add(arena, &command, action);
	if (devices)
		add(arena, &command, "--devices", devices);
	if (option)
		command_add(arena, &command, option);
	add_object(arena, &command, name);
	command.changes = true;
	command.seconds = ACTIVATE_SECONDS;
	return command;
}

const char *const lvm_activation_words[] = { "-ay", "-aey" };

struct command lvm_activate(const struct tools *tools, const struct snapshot *snapshot,
			    struct arena *arena, const struct lvm_name *name,
			    enum lvm_activation how, bool despite_skip)
{
	return change(tools, snapshot, arena, lvm_activation_words[how], despite_skip ? "-K" : NULL,
		      name);
}

struct command lvm_deactivate(const struct tools *tools, const struct snapshot *snapshot,
			      struct arena *arena, const struct lvm_name *name)
{
	return change(tools, snapshot, arena, "-an", NULL, name);
}

struct command lvm_refresh(const struct tools *tools, const struct snapshot *snapshot,
			   struct arena *arena, const struct lvm_name *name)
{
	return change(tools, snapshot, arena, "--refresh", NULL, name);
}

static void add_doubled(struct strbuf *out, const char *name)
{
	for (; *name; name++) {
		if (*name == '-')
			strbuf_add_char(out, '-');
		strbuf_add_char(out, *name);
	}
}

const char *lvm_dm_name(struct arena *arena, const char *vg, const char *lv)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };

	add_doubled(&text, vg);
	strbuf_add_char(&text, '-');
	add_doubled(&text, lv);
	return arena_strdup(arena, strbuf_text(&text));
}

/* One name up to a single hyphen or the end, "--" being a hyphen of the name. */
static const char *take_name(struct arena *arena, const char **text)
{
	char *name = arena_strdup(arena, *text);
	size_t length = 0;

	while (**text && (**text != '-' || (*text)[1] == '-')) {
		*text += **text == '-' ? 2 : 1;
		name[length++] = (*text)[-1];
	}
	name[length] = '\0';
	return name;
}

bool lvm_split_dm_name(struct arena *arena, const char *dm_name, const char **ret_vg,
		       const char **ret_lv)
{
	const char *vg = dm_name ? take_name(arena, &dm_name) : "", *lv;

	if (!*vg || *dm_name != '-')
		return false;
	dm_name++;
	lv = take_name(arena, &dm_name);
	if (!*lv || *dm_name)
		return false;
	*ret_vg = vg;
	*ret_lv = lv;
	return true;
}

/* Whether text begins with a uuid of LVM written without its hyphens. */
static bool has_uuid(const char *text, const char *uuid)
{
	size_t length = 0;

	for (; uuid && *uuid; uuid++) {
		if (*uuid == '-')
			continue;
		if (text[length] != *uuid)
			return false;
		length++;
	}
	return length == UUID_LENGTH;
}

bool lvm_dm_uuid_is_vg(const char *dm_uuid, const char *vg_uuid)
{
	return str_starts(dm_uuid, DM_PREFIX) &&
	       strlen(dm_uuid) >= strlen(DM_PREFIX) + 2 * (size_t)UUID_LENGTH &&
	       has_uuid(dm_uuid + strlen(DM_PREFIX), vg_uuid);
}

bool lvm_dm_uuid_is_top(const char *dm_uuid)
{
	return str_starts(dm_uuid, DM_PREFIX) &&
	       strlen(dm_uuid) == strlen(DM_PREFIX) + 2 * (size_t)UUID_LENGTH;
}

/* LVM 2.03, lib/misc/lvm-string.c and lib/metadata: names that no volume of a user can have. */
bool lvm_name_is_hidden(const char *lv)
{
	static const char *const parts[] = { "_cdata",	"_cmeta",  "_corig",  "_cvol",	"_cpool",
					     "_imeta",	"_iorig",  "_mimage", "_mlog",	"_pmspare",
					     "_rimage", "_rmeta",  "_tdata",  "_tmeta", "_vdata",
					     "_wcorig", "_vorigin" };

	for (size_t i = 0; i < sizeof(parts) / sizeof(*parts); i++)
		if (strstr(lv, parts[i]))
			return true;
	return str_equal(lv, LVM_LEASES) || str_starts(lv, "pvmove") || str_starts(lv, "snapshot");
}

const char *lvm_dm_uuid_group(struct arena *arena, const char *dm_uuid)
{
	size_t length = strlen(DM_PREFIX) + UUID_LENGTH;

	if (!str_starts(dm_uuid, DM_PREFIX) || strlen(dm_uuid) < length)
		return NULL;
	return arena_strndup(arena, dm_uuid, length);
}

static char *add_plain(char *to, const char *uuid)
{
	for (; *uuid; uuid++)
		if (*uuid != '-')
			*to++ = *uuid;
	return to;
}

const char *lvm_dm_uuid(struct arena *arena, const char *vg_uuid, const char *lv_uuid)
{
	char *uuid = arena_alloc(arena, strlen(DM_PREFIX) + strlen(vg_uuid) + strlen(lv_uuid) + 1);
	char *end = add_plain(stpcpy(uuid, DM_PREFIX), vg_uuid);

	*add_plain(end, lv_uuid) = '\0';
	return uuid;
}
