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
		      "{\"vg_name\":\"%s\",\"vg_uuid\":\"%s\",\"vg_attr\":\"wz%c%cn-\","
		      "\"vg_partial\":\"%s\",\"vg_missing_pv_count\":\"%d\",\"vg_exported\":\"%s\","
		      "\"vg_shared\":\"\",\"vg_systemid\":\"\",\"vg_lock_type\":\"\","
		      "\"vg_seqno\":\"7\"}",
		      vg->name, vg->uuid, vg->exported ? 'x' : '-', missing ? 'p' : '-',
		      missing ? "partial" : "", missing, vg->exported ? "exported" : "");
}

static void print_lv(const struct model *model, int at, const char *devices, struct strbuf *out)
{
	const struct volume *lv = &model->lvs[at];
	struct map *map = model_volume_map((struct model *)model, at);
	bool open = map && model_map_is_open(model, map), partial = false;
	struct disk *disk;
	struct map *below;

	for (int i = 0; i < lv->luns_used; i++)
		partial |= !model_pv(model, lv->luns[i], devices, &disk, &below);
	strbuf_printf(
		out,
		"{\"lv_name\":\"%s\",\"lv_uuid\":\"%s\",\"lv_attr\":\"-wi-%c%c--%c%c\","
		"\"lv_active\":\"%s\",\"lv_device_open\":\"%s\",\"lv_skip_activation\":\"%s\","
		"\"lv_health_status\":\"%s\",\"lv_role\":\"public\",\"lv_layout\":\"linear\","
		"\"lv_size\":\"67108864\",",
		lv->name, lv->uuid,
		!map		 ? '-'
		: map->suspended ? 's'
				 : 'a',
		open ? 'o' : '-', partial ? 'p' : '-', lv->skip ? 'k' : '-', map ? "active" : "",
		!map   ? "unknown"
		: open ? "open"
		       : "",
		lv->skip ? "skip activation" : "", partial ? "partial" : "");
	if (map)
		strbuf_printf(out, "\"lv_kernel_major\":\"253\",\"lv_kernel_minor\":\"%u\",",
			      map->minor);
	else
		strbuf_add(out, "\"lv_kernel_major\":\"-1\",\"lv_kernel_minor\":\"-1\",");
	/* As large as its map is in sysfs. */
	strbuf_printf(out, "\"lv_size\":\"%d\"}", MODEL_SECTORS * 512);
}

static void print_pv(const struct model *model, int lun, const char *vg, const char *devices,
		     struct strbuf *out)
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
		      "\"vg_name\":\"%s\",\"pv_size\":\"66060288\",\"pe_start\":\"1048576\"}",
		      lun, vg);
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
			print_pv(model, i, model->vgs[vg].name, devices, out);
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
		strbuf_add(out, "],\n\"pvseg\":[],\"seg\":[]}");
		between = ",";
	}
	strbuf_add(out, "\n]}\n");
}
