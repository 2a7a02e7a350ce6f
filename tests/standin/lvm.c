/* lvm(8) 2.03.16, as far as converge and its tests use it. */
#include "config.h"

#include "standin/model.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OK = 0, USAGE = 3, FAILED = 5 };

/* A command line, word by word. */
struct request {
	const char *applet, *action, *devices, *object, *uuid;
	bool despite_skip;
	bool read_only; /* global{metadata_read_only=1} */
	bool unhinted;	/* devices{hints="none"} */
	const char *complaint;
};

static bool is_word_of_report(const char *word)
{
	static const char *const words[] = { "--nolocking", "--nosuffix", "--foreign", "--shared",
					     "--noheadings" };

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
		if (str_equal(words[i], word))
			return true;
	return false;
}

static bool is_pair_of_report(const char *option)
{
	static const char *const options[] = {
		"--reportformat", "--units", "--configreport", "-o", "-O", "-S"
	};

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		if (str_equal(options[i], option))
			return true;
	return false;
}

/* How many words an option is; 0: not known. */
static int take_report_option(struct request *request, const char *const *words)
{
	if (is_word_of_report(words[0]))
		return 1;
	if (!words[1])
		return 0;
	if (str_equal(words[0], "--config")) {
		request->read_only = strstr(words[1], "global{metadata_read_only=1}");
		request->unhinted = strstr(words[1], "devices{hints=\"none\"}");
		return 2;
	}
	if (str_equal(words[0], "--devices")) {
		request->devices = words[1];
		return 2;
	}
	return is_pair_of_report(words[0]) ? 2 : 0;
}

static int take_change_option(struct request *request, const char *const *words)
{
	if (str_equal(words[0], "-ay") || str_equal(words[0], "-aey") ||
	    str_equal(words[0], "-an") || str_equal(words[0], "--refresh")) {
		if (request->action)
			return 0;
		/* No other host is there to lock anything. */
		request->action = str_equal(words[0], "-aey") ? "-ay" : words[0];
		return 1;
	}
	if (str_equal(words[0], "-K"))
		return request->despite_skip = true;
	if (str_equal(words[0], "--devices") && words[1]) {
		request->devices = words[1];
		return 2;
	}
	if (words[0][0] != '-' && !request->object) {
		request->object = words[0];
		return 1;
	}
	return 0;
}

static struct request read_request(const char *const *words)
{
	struct request request = { .applet = words[0] };
	bool report = str_equal(words[0], "fullreport") || str_equal(words[0], "vgs");

	if (!report && !str_equal(words[0], "vgchange") && !str_equal(words[0], "lvchange")) {
		request.complaint = "a command of lvm that the model does not know";
		return request;
	}
	words++;
	while (*words && !request.complaint) {
		int count = report ? take_report_option(&request, words)
				   : take_change_option(&request, words);

		if (!count)
			request.complaint = "a word of lvm that the model does not know";
		words += count;
	}
	if (!request.complaint && report && !request.read_only)
		request.complaint = "a report that may write metadata";
	if (!request.complaint && report && !request.unhinted)
		request.complaint = "a report that LVM's hints may shorten";
	if (!request.complaint && !report && (!request.object || !request.action))
		request.complaint = "a change without an action or an object";
	return request;
}

static bool is_lvmconfig(const char *const *words)
{
	return str_equal(words[0], "lvmconfig");
}

static int run_config(const char *const *words, struct reply *reply)
{
	static const char *const known[] = { "--type", "full", "devices", "activation", NULL };

	for (int i = 0; !reply->complaint && i < 5; i++)
		if (!str_equal(words[i + 1], known[i]) && (words[i + 1] || known[i]))
			reply->complaint = "a question to lvmconfig that the model does not know";
	if (reply->complaint)
		return OK;
	strbuf_add(&reply->out, "devices {\n\tdir=\"/dev\"\n\tuse_devicesfile=0\n"
				"\tdevicesfile=\"system.devices\"\n\tfilter=[\"a|.*|\"]\n"
				"\tglobal_filter=[\"a|.*|\"]\n\tscan_lvs=0\n}\n"
				"activation {\n\tudev_sync=1\n}\n");
	return OK;
}

/* ---- changes ---- */

/* The VG of "VG" or "VG/LV", once it can be worked on; MODEL_NONE with the reply filled. */
static int open_vg(struct model *model, const struct request *request, struct reply *reply)
{
	size_t length = strcspn(request->object, "/");
	int found = MODEL_NONE, count = 0;

	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used && strlen(model->vgs[i].name) == length &&
		    str_starts(request->object, model->vgs[i].name) &&
		    model_vg_is_visible(model, i, request->devices)) {
			found = i;
			count++;
		}
	if (count == 1 && !model->vgs[found].exported)
		return found;
	if (!count)
		reply_fail(reply, FAILED,
			   "  Volume group \"%.*s\" not found\n  Cannot process volume group %.*s",
			   (int)length, request->object, (int)length, request->object);
	else if (count > 1)
		reply_fail(reply, FAILED, "  Multiple VGs found with the same name: skipping %.*s",
			   (int)length, request->object);
	else
		reply_fail(reply, FAILED, "  Volume group %s is exported", model->vgs[found].name);
	return MODEL_NONE;
}

static int count_active(struct model *model, int vg)
{
	int count = 0;

	for (int i = 0; i < MODEL_LVS; i++)
		count += model->lvs[i].used && model->lvs[i].vg == vg && model_volume_map(model, i);
	return count;
}

static void activate_one(struct model *model, int lv, const struct request *request,
			 struct reply *reply)
{
	if (model->lvs[lv].skip && !request->despite_skip)
		return;
	if (!model_activate(model, lv, request->devices))
		reply_fail(reply, FAILED,
			   "  Refusing activation of partial LV %s/%s.  Use '--activationmode "
			   "partial' to override.",
			   model->vgs[model->lvs[lv].vg].name, model->lvs[lv].name);
}

static bool is_in_use(struct model *model, int lv, struct reply *reply)
{
	const struct map *map = model_volume_map(model, lv);

	if (!map || !model_map_is_open(model, map))
		return false;
	reply_fail(reply, FAILED, "  Logical volume %s/%s in use.",
		   model->vgs[model->lvs[lv].vg].name, model->lvs[lv].name);
	return true;
}

/* All or nothing: one volume in use, and none is deactivated. */
static void deactivate_all(struct model *model, int vg, struct reply *reply)
{
	int open = 0;

	for (int i = 0; i < MODEL_LVS; i++)
		open += model->lvs[i].used && model->lvs[i].vg == vg && is_in_use(model, i, reply);
	if (open) {
		reply_fail(reply, FAILED,
			   "  Can't deactivate volume group \"%s\" with %d open logical volume(s)",
			   model->vgs[vg].name, open);
		return;
	}
	for (int i = 0; i < MODEL_LVS; i++)
		if (model->lvs[i].used && model->lvs[i].vg == vg)
			model_deactivate(model, i);
	model->vg_online[vg] = false;
}

static void refresh_one(struct model *model, int lv, const struct request *request,
			struct reply *reply)
{
	if (!model_refresh(model, lv, request->devices))
		reply_fail(reply, FAILED, "  Failed to refresh %s.", model->lvs[lv].name);
}

static void change_lv(struct model *model, int vg, const struct request *request,
		      struct reply *reply)
{
	const char *name = strchr(request->object, '/');

	if (!name) {
		reply_fail(reply, FAILED, "  Please specify a logical volume path.");
		return;
	}
	for (int i = 0; i < MODEL_LVS; i++) {
		if (!model->lvs[i].used || model->lvs[i].vg != vg ||
		    !str_equal(model->lvs[i].name, name + 1))
			continue;
		if (str_equal(request->action, "-ay"))
			activate_one(model, i, request, reply);
		else if (str_equal(request->action, "--refresh"))
			refresh_one(model, i, request, reply);
		else if (!is_in_use(model, i, reply))
			model_deactivate(model, i);
		return;
	}
	reply_fail(reply, FAILED, "  Failed to find logical volume \"%s\"", request->object);
}

static void change_vg(struct model *model, int vg, const struct request *request,
		      struct reply *reply)
{
	if (strchr(request->object, '/')) {
		reply_fail(reply, FAILED, "  Invalid volume group name %s.", request->object);
		return;
	}
	if (str_equal(request->action, "-an"))
		deactivate_all(model, vg, reply);
	for (int i = 0; i < MODEL_LVS; i++) {
		if (!model->lvs[i].used || model->lvs[i].vg != vg)
			continue;
		if (str_equal(request->action, "-ay"))
			activate_one(model, i, request, reply);
		else if (str_equal(request->action, "--refresh"))
			refresh_one(model, i, request, reply);
	}
	strbuf_printf(&reply->out, "  %d logical volume(s) in volume group \"%s\" now active\n",
		      count_active(model, vg), model->vgs[vg].name);
}

void lvm_run(struct model *model, const char *const *words, struct reply *reply)
{
	struct request request;
	int vg;

	reply->code = OK;
	if (is_lvmconfig(words)) {
		reply->code = run_config(words, reply);
		return;
	}
	request = read_request(words);
	reply->complaint = request.complaint;
	if (reply->complaint)
		return;
	if (str_equal(request.applet, "fullreport")) {
		lvm_print_report(model, request.devices, &reply->out);
		return;
	}
	if (str_equal(request.applet, "vgs")) {
		lvm_print_uuids(model, request.devices, &reply->out);
		return;
	}
	vg = open_vg(model, &request, reply);
	if (vg == MODEL_NONE)
		return;
	if (str_equal(request.applet, "vgchange"))
		change_vg(model, vg, &request, reply);
	else
		change_lv(model, vg, &request, reply);
}

static bool lists(const char *devices, const char *name)
{
	const char *at = devices ? strstr(devices, name) : NULL;

	return !devices || (at && (at[strlen(name)] == ',' || !at[strlen(name)]));
}

bool lvm_hangs(const struct model *model, const char *const *words)
{
	struct request request;
	const struct disk *disk;

	if (is_lvmconfig(words))
		return false;
	request = read_request(words);
	if (request.complaint)
		return false;
	model_each (disk, model->disks)
		if (disk->sid && disk->stage != DISK_SCSI &&
		    !model_session_is_healthy(model, disk->sid) &&
		    lists(request.devices, disk->name))
			return true;
	return false;
}
