#include "tool/lvm.h"

#include "base/strbuf.h"

#include <jansson.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Walks a report; the first thing that is not as it should be stays in reason. */
struct report {
	struct snapshot *snapshot;
	const char *reason;
};

static void fault(struct report *report, const char *place, const char *what)
{
	if (!report->reason)
		report->reason = arena_printf(report->snapshot->arena, "the report of LVM, %s: %s",
					      place, what);
}

/* The text of a field, where the parser put it: the arena. Every value of this format is a string
 * (lvmreport(7)). */
static const char *field(struct report *report, const json_t *row, const char *name)
{
	const char *text = json_string_value(json_object_get(row, name));

	if (text)
		return text;
	fault(report, name, "missing, or not text");
	return "";
}

/* A device number; 0 for "-1" and "", which say that there is none. */
static unsigned int number(struct report *report, const json_t *row, const char *name)
{
	const char *text = field(report, row, name);
	uint64_t value = 0;

	if (*text && !str_equal(text, "-1") && !str_number(text, UINT_MAX, &value))
		fault(report, name, "not a number");
	return (unsigned int)value;
}

static uint64_t count(struct report *report, const json_t *row, const char *name, uint64_t max)
{
	uint64_t value = 0;

	if (!str_number(field(report, row, name), max, &value))
		fault(report, name, "not a number");
	return value;
}

/*
 * Position 5 of lv_attr (lvs(8)): every letter below means that the device exists, whatever is
 * wrong with it: suspended, invalid, merging, without a table, to be checked.
 */
static bool has_device(char state)
{
	return state && strchr("asISmMdicC", state);
}

static void read_lv(struct report *report, const json_t *row, struct vg *vg)
{
	const char *name = field(report, row, "lv_name");
	struct lv *lv;

	if (*name == '[')
		return; /* hidden: a part of another LV */
	lv = vec_push(report->snapshot->arena, &vg->lvs);
	lv->name = name;
	lv->uuid = field(report, row, "lv_uuid");
	lv->attr = field(report, row, "lv_attr");
	lv->extents = "";
	if (!*name || strlen(lv->attr) < 10) {
		fault(report, "lv", "an LV without name or attributes");
		return;
	}
	lv->active = has_device(lv->attr[4]);
	lv->open = lv->attr[5] == 'o';
	lv->unknown = lv->attr[4] == 'X' || lv->attr[5] == 'X';
	lv->skip = lv->attr[9] == 'k';
	lv->role = field(report, row, "lv_role");
	lv->layout = field(report, row, "lv_layout");
	lv->size = count(report, row, "lv_size", INT64_MAX);
}

/* vg: the name of the VG of the element it is in, "" for an orphan. */
static void read_pv(struct report *report, const json_t *row, const char *vg, struct pv *pv)
{
	const char *missing;

	pv->name = field(report, row, "pv_name");
	pv->uuid = field(report, row, "pv_uuid");
	pv->vg = vg;
	/* "missing" or nothing; "1" or "0" with report/binary_values_as_numeric. */
	missing = field(report, row, "pv_missing");
	pv->missing = *missing && !str_equal(missing, "0");
	pv->major = number(report, row, "pv_major");
	pv->minor = number(report, row, "pv_minor");
	pv->start = count(report, row, "pe_start", INT64_MAX);
	pv->span = pv->start + count(report, row, "pv_size", INT64_MAX);
}

static void read_vg(struct report *report, const json_t *row, struct vg *vg)
{
	vg->name = field(report, row, "vg_name");
	vg->uuid = field(report, row, "vg_uuid");
	vg->attr = field(report, row, "vg_attr");
	/* Six characters, and a seventh since 2.03.37. */
	if (!*vg->name || !*vg->uuid || strlen(vg->attr) < 6)
		fault(report, "vg", "a VG without name, uuid or attributes");
	else {
		vg->exported = vg->attr[2] == 'x';
		vg->partial = vg->attr[3] == 'p';
		vg->shared = vg->attr[5] == 's';
	}
	vg->missing_pvs = (unsigned int)count(report, row, "vg_missing_pv_count", UINT_MAX);
	vg->systemid = field(report, row, "vg_systemid");
	vg->lock_type = field(report, row, "vg_lock_type");
	/* "none" is how a local VG may say that it has none (lvmlockd(8)). */
	if (str_equal(vg->lock_type, "none"))
		vg->lock_type = "";
	vg->seqno = count(report, row, "vg_seqno", INT64_MAX);
}

/* The rows of a section; NULL when the element does not have it. */
static const json_t *rows(struct report *report, const json_t *element, const char *section)
{
	const json_t *array = json_object_get(element, section);

	if (array && !json_is_array(array))
		fault(report, section, "not a list");
	return array;
}

/* ---- where the data is ---- */

static const struct pv *find_pv(const struct vg *vg, const char *name, size_t length)
{
	const struct pv *pv;

	vec_each (pv, &vg->pvs)
		if (strncmp(pv->name, name, length) == 0 && !pv->name[length])
			return pv;
	return NULL;
}

/*
 * Takes one of "/dev/sda(3),/dev/sdb(0)", where a stripe begins, in extents. False when it is not
 * on a physical volume that is there: on another volume, such as a pool's, or a missing one.
 */
static bool take_device(const struct vg *vg, uint64_t extent_size, const char **text,
			struct strbuf *out)
{
	const char *open = strchr(*text, '('), *end = open ? open + 1 : NULL;
	const struct pv *pv = open ? find_pv(vg, *text, (size_t)(open - *text)) : NULL;
	uint64_t extent;

	if (!pv || pv->missing || !str_take_number(&end, UINT32_MAX, &extent) || *end != ')')
		return false;
	extents_add(out, pv->major, pv->minor, (pv->start + extent * extent_size) / 512);
	end++;
	*text = *end == ',' ? end + 1 : end;
	return true;
}

/* The segments of one volume, which follow each other. */
struct segments {
	struct lv *lv;
	struct strbuf extents;
	bool plain; /* all of them so far are on physical volumes alone */
};

static void begin_volume(struct report *report, struct segments *segments, struct lv *lv)
{
	if (segments->lv && segments->plain)
		segments->lv->extents =
			arena_strdup(report->snapshot->arena, strbuf_text(&segments->extents));
	strbuf_clear(&segments->extents);
	segments->lv = lv;
	/* One that comes twice is not understood. */
	segments->plain = lv && !*lv->extents;
}

static void read_segments(struct report *report, const json_t *rows, struct vg *vg,
			  uint64_t extent_size)
{
	struct segments segments = { 0 };
	struct strmap index = { 0 };
	const json_t *row;
	struct lv *lv;
	size_t i;

	vec_each (lv, &vg->lvs)
		strmap_add(report->snapshot->arena, &index, lv->name, (size_t)(lv - vg->lvs.at));
	json_array_foreach(rows, i, row)
	{
		size_t at = strmap_find(&index, field(report, row, "lv_name"));
		const char *devices = field(report, row, "devices");

		lv = at == SIZE_MAX ? NULL : &vg->lvs.at[at]; /* hidden */
		if (lv != segments.lv)
			begin_volume(report, &segments, lv);
		segments.plain = segments.plain && *devices;
		while (segments.plain && *devices)
			segments.plain = take_device(vg, extent_size, &devices, &segments.extents);
	}
	begin_volume(report, &segments, NULL);
	strbuf_done(&segments.extents);
}

/* The element of one VG. */
static void read_vg_element(struct report *report, const json_t *element, const json_t *vgs)
{
	struct arena *arena = report->snapshot->arena;
	const json_t *lvs = rows(report, element, "lv"), *pvs = rows(report, element, "pv");
	const json_t *segments = rows(report, element, "seg"), *row;
	struct vg *vg = vec_push(arena, &report->snapshot->vgs);
	uint64_t extent_size;
	size_t i;

	*vg = (struct vg){ 0 }; /* a report that failed may have left one here */
	if (json_array_size(vgs) != 1 || !lvs || !pvs || !segments) {
		fault(report, "vg", "not one VG with its LVs, PVs and segments");
		return;
	}
	row = json_array_get(vgs, 0);
	read_vg(report, row, vg);
	extent_size = count(report, row, "vg_extent_size", UINT32_MAX);
	json_array_foreach(lvs, i, row) read_lv(report, row, vg);
	json_array_foreach(pvs, i, row) read_pv(report, row, vg->name, vec_push(arena, &vg->pvs));
	if (!report->reason)
		read_segments(report, segments, vg, extent_size);
}

/* The element without a VG has the PVs of none. */
static void read_orphans(struct report *report, const json_t *element)
{
	const json_t *pvs = rows(report, element, "pv"), *row;
	size_t i;

	if (!pvs)
		fault(report, "pv", "missing");
	json_array_foreach(pvs, i, row) read_pv(
		report, row, "", vec_push(report->snapshot->arena, &report->snapshot->orphans));
}

static void read_report(struct report *report, const json_t *root)
{
	const json_t *elements = json_object_get(root, "report"), *element;
	size_t i;

	if (!json_is_array(elements))
		fault(report, "report", "missing");
	json_array_foreach(elements, i, element)
	{
		const json_t *vgs = rows(report, element, "vg");

		if (vgs)
			read_vg_element(report, element, vgs);
		else
			read_orphans(report, element);
		if (report->reason)
			return;
	}
}

/* While a report is parsed, jansson's memory is the snapshot's: its texts stay where they are, and
 * nothing has to be copied or given back one by one. */
static struct arena *parsing;

static void *parse_alloc(size_t size)
{
	return arena_alloc(parsing, size);
}

static void parse_free(void *block)
{
	(void)block;
}

static json_t *load(const char *json, size_t size, struct arena *arena, json_error_t *ret_error)
{
	json_t *root;

	parsing = arena;
	json_set_alloc_funcs(parse_alloc, parse_free);
	root = json_loadb(json, size, 0, ret_error);
	json_set_alloc_funcs(malloc, free);
	return root;
}

int lvm_parse_report(const char *json, size_t size, struct snapshot *snapshot,
		     const char **ret_reason)
{
	struct report report = { .snapshot = snapshot };
	size_t vgs = snapshot->vgs.count, orphans = snapshot->orphans.count;
	json_error_t error = { 0 };
	json_t *root = load(json, size, snapshot->arena, &error);

	if (!root)
		report.reason =
			arena_printf(snapshot->arena, "the report of LVM is not JSON: line %d: %s",
				     error.line, error.text);
	else
		read_report(&report, root);
	if (report.reason) {
		snapshot->vgs.count = vgs;
		snapshot->orphans.count = orphans;
		*ret_reason = report.reason;
		return -1;
	}
	return 0;
}

bool lvm_has_restricted(const struct snapshot *snapshot)
{
	const struct vg *vg;

	vec_each (vg, &snapshot->vgs)
		if (*vg->systemid || *vg->lock_type)
			return true;
	return false;
}

void lvm_mark_inaccessible(const char *uuids, struct snapshot *snapshot)
{
	struct vg *vg;

	vec_each (vg, &snapshot->vgs)
		vg->inaccessible = (*vg->systemid || *vg->lock_type) && !strstr(uuids, vg->uuid);
}
