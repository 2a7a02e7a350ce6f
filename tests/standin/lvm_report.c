/* `lvm fullreport --reportformat json` of 2.03.16, with the fields converge asks for. */
#include "config.h"

#include "standin/model.h"

static void print_vg(const struct model *model, int at, const char *devices, struct strbuf *out)
{
	const struct volume_group *vg = &model->vgs[at];
	int missing = 0;
	struct disk *disk;
	struct map *map;

	for (int i = 0; i < MODEL_LUNS; i++)
		missing += model->luns[i].used && model->luns[i].vg == at &&
			   !model_pv(model, i, devices, &disk, &map);
	strbuf_printf(out,
		      "{\"vg_name\":\"%s\",\"vg_uuid\":\"%s\",\"vg_attr\":\"wz%c%cn%c\","
		      "\"vg_missing_pv_count\":\"%d\",\"vg_systemid\":\"\",\"vg_lock_type\":\"%s\","
		      "\"vg_seqno\":\"7\",\"vg_extent_size\":\"4194304\"}",
		      vg->name, vg->uuid, vg->exported ? 'x' : '-', missing ? 'p' : '-',
		      vg->locked ? 's' : '-', missing, vg->locked ? "dlm" : "");
}

static void print_lv(const struct model *model, int at, const char *devices, struct strbuf *out)
{
	static const char *const attrs[] = { "-wi", "-wi", "swi", "rwi", "-wI", "Cwi" };
	static const char *const roles[] = { "public", "public", "public,snapshot,thicksnapshot",
					     "public", "public", "public" };
	static const char *const layouts[] = { "linear",     "striped", "linear",
					       "raid,raid1", "linear",	"cache" };
	const struct volume *lv = &model->lvs[at];
	struct map *map = model_volume_map((struct model *)model, at);
	bool open = map && model_map_is_open(model, map), partial = false;
	struct disk *disk;
	struct map *below;

	for (int i = 0; i < lv->luns_used; i++)
		partial |= !model_pv(model, lv->luns[i], devices, &disk, &below);
	strbuf_printf(out,
		      "{\"lv_name\":\"%s\",\"lv_uuid\":\"%s\",\"lv_attr\":\"%s-%c%c--%c%c\","
		      "\"lv_role\":\"%s\",\"lv_layout\":\"%s\",\"lv_size\":\"%d\"}",
		      lv->name, lv->uuid, attrs[lv->sort],
		      !map	       ? '-'
		      : map->suspended ? 's'
				       : 'a',
		      open ? 'o' : '-', partial ? 'p' : '-', lv->skip ? 'k' : '-', roles[lv->sort],
		      layouts[lv->sort], MODEL_SECTORS * 512); /* as large as its map is in sysfs */
}

static void print_pv(const struct model *model, int lun, const char *devices, struct strbuf *out)
{
	struct disk *disk;
	struct map *map;

	if (!model_pv(model, lun, devices, &disk, &map))
		strbuf_add(out, "{\"pv_name\":\"[unknown]\",\"pv_missing\":\"missing\","
				"\"pv_major\":\"-1\",\"pv_minor\":\"-1\",");
	else if (map)
		strbuf_printf(out,
			      "{\"pv_name\":\"/dev/mapper/mpath%d\",\"pv_missing\":\"\","
			      "\"pv_major\":\"253\",\"pv_minor\":\"%u\",",
			      lun, map->minor);
	else
		strbuf_printf(out,
			      "{\"pv_name\":\"/dev/%s\",\"pv_missing\":\"\",\"pv_major\":\"%d\","
			      "\"pv_minor\":\"%u\",",
			      disk->name, disk->sid ? 8 : 254, disk->minor);
	strbuf_printf(out,
		      "\"pv_uuid\":\"P%05d-aaaa-bbbb-cccc-dddd-eeee-ffffff\","
		      "\"pv_size\":\"66060288\",\"pe_start\":\"1048576\"}",
		      lun);
}

/* The volumes of a group, a segment on each of their disks. */
static void print_segments(const struct model *model, int vg, const char *devices,
			   struct strbuf *out)
{
	const char *comma = "";
	struct disk *disk;
	struct map *map;

	for (int i = 0; i < MODEL_LVS; i++) {
		const struct volume *lv = &model->lvs[i];

		if (!lv->used || lv->vg != vg)
			continue;
		for (int k = 0; k < lv->luns_used; k++) {
			strbuf_printf(out, "%s{\"lv_name\":\"%s\",\"devices\":\"", comma, lv->name);
			if (!model_pv(model, lv->luns[k], devices, &disk, &map))
				strbuf_add(out, "[unknown]");
			else if (map)
				strbuf_printf(out, "/dev/mapper/mpath%d", lv->luns[k]);
			else
				strbuf_printf(out, "/dev/%s", disk->name);
			strbuf_printf(out, "(%d)\"}", i);
			comma = ",\n";
		}
	}
}

void lvm_print_uuids(const struct model *model, const char *devices, struct strbuf *out)
{
	for (int vg = 0; vg < MODEL_VGS; vg++)
		if (model->vgs[vg].used && model_vg_is_visible(model, vg, devices))
			strbuf_printf(out, "  %s\n", model->vgs[vg].uuid);
}

void lvm_print_report(const struct model *model, const char *devices, struct strbuf *out)
{
	const char *between = "";

	strbuf_add(out, "{\"report\":[");
	for (int vg = 0; vg < MODEL_VGS; vg++) {
		const char *comma = "";

		if (!model->vgs[vg].used || !model_vg_is_visible(model, vg, devices))
			continue;
		strbuf_printf(out, "%s\n{\"vg\":[", between);
		print_vg(model, vg, devices, out);
		strbuf_add(out, "],\n\"pv\":[");
		for (int i = 0; i < MODEL_LUNS; i++) {
			if (!model->luns[i].used || model->luns[i].vg != vg)
				continue;
			strbuf_add(out, comma);
			print_pv(model, i, devices, out);
			comma = ",\n";
		}
		strbuf_add(out, "],\n\"lv\":[");
		comma = "";
		/* Those of an exported group are not listed. */
		for (int i = 0; i < MODEL_LVS && !model->vgs[vg].exported; i++) {
			if (!model->lvs[i].used || model->lvs[i].vg != vg)
				continue;
			strbuf_add(out, comma);
			print_lv(model, i, devices, out);
			comma = ",\n";
		}
		strbuf_add(out, "],\n\"pvseg\":[],\"seg\":[");
		if (!model->vgs[vg].exported)
			print_segments(model, vg, devices, out);
		strbuf_add(out, "]}");
		between = ",";
	}
	strbuf_add(out, "\n]}\n");
}
