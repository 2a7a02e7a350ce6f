#include "config.h"

#include "laws.h"

#include "base/str.h"
#include "oracle.h"
#include "os/file.h"
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a command is about ---- */

static void read_portal(struct operation *op, const char *text)
{
	size_t length = *text == '[' ? strcspn(++text, "]") : strcspn(text, ":,");
	const char *colon = strchr(text + length, ':');

	snprintf(op->host, sizeof(op->host), "%.*s", (int)length, text);
	op->port = colon ? (int)strtol(colon + 1, NULL, 10) : 3260;
}

static enum operation_sort iscsiadm_sort(const char *const *argv)
{
	static const struct {
		const char *word;
		enum operation_sort sort;
	} words[] = {
		{ "show", OP_DUMP },	   { "new", OP_NEW },	    { "update", OP_UPDATE },
		{ "delete", OP_DELETE },   { "--login", OP_LOGIN }, { "--logout", OP_LOGOUT },
		{ "--rescan", OP_RESCAN }, { "-R", OP_RESCAN },
	};

	for (; *argv; argv++)
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (str_equal(*argv, words[i].word))
				return words[i].sort;
	return OP_UNKNOWN;
}

static void read_iscsiadm(struct operation *op, const char *const *argv)
{
	op->sort = iscsiadm_sort(argv);
	for (; argv[0] && argv[1]; argv++) {
		if (str_equal(argv[0], "-T"))
			op->target = argv[1];
		else if (str_equal(argv[0], "-I"))
			op->iface = argv[1];
		else if (str_equal(argv[0], "-r"))
			op->sid = argv[1];
		else if (str_equal(argv[0], "-p"))
			read_portal(op, argv[1]);
	}
}

static void read_lvm(struct operation *op, const char *const *argv)
{
	bool changes = str_equal(argv[0], "vgchange") || str_equal(argv[0], "lvchange");

	op->sort = str_equal(argv[0], "fullreport")  ? OP_REPORT
		   : str_equal(argv[0], "lvmconfig") ? OP_CONFIG
						     : OP_UNKNOWN;
	for (; *argv; argv++) {
		if (str_equal(*argv, "--devices") && argv[1])
			op->devices = *++argv;
		else if (str_equal(*argv, "-K"))
			op->despite_skip = true;
		else if (changes && str_equal(*argv, "-ay"))
			op->sort = OP_ACTIVATE;
		else if (changes && str_equal(*argv, "-an"))
			op->sort = OP_DEACTIVATE;
		else if (changes && str_equal(*argv, "--refresh"))
			op->sort = OP_REFRESH;
		else if (changes && !argv[1]) {
			const char *slash = strchr(*argv, '/');

			snprintf(op->vg, sizeof(op->vg), "%.*s", (int)strcspn(*argv, "/"), *argv);
			op->lv = slash ? slash + 1 : NULL;
		}
	}
}

struct operation operation_read(const char *const *argv)
{
	struct operation op = { .argv = argv };
	const char *name = strrchr(argv[0], '/');

	name = name ? name + 1 : argv[0];
	if (str_equal(name, "iscsiadm"))
		read_iscsiadm(&op, argv + 1);
	else
		read_lvm(&op, str_equal(name, "lvm") ? argv + 1 : argv);
	return op;
}

bool operation_changes(enum operation_sort sort)
{
	return sort > OP_CONFIG || sort == OP_UNKNOWN;
}

/* ---- the manifest ---- */

static bool lists_portal(const struct target_wish *wish, const char *host, int port)
{
	const struct portal_wish *portal;

	vec_each (portal, &wish->portals)
		if (str_equal(portal->portal.host, host) && portal->portal.port == port)
			return true;
	return wish->ensure == TARGET_ABSENT && !wish->portals.count;
}

/* The wish that names this record or session; NULL: the manifest does not. */
static const struct target_wish *wish_of(const char *target, const char *host, int port)
{
	const struct target_wish *wish = wishes_target(world->wishes, target);

	return wish && lists_portal(wish, host, port) ? wish : NULL;
}

static const char *wanted_value(const struct target_wish *wish, const char *name, bool *ret_wanted)
{
	const struct setting *setting;

	*ret_wanted = true;
	for (int i = PARAM_AUTH_METHOD; i <= PARAM_PASSWORD_IN; i++)
		if (wish->auth.ensure != AUTH_LEFT_ALONE && str_equal(name, parameter_names[i]))
			return oracle_credential(&world->model, wish, (enum parameter_id)i);
	if (wish->startup &&
	    (str_equal(name, "node.startup") || str_equal(name, "node.conn[0].startup")))
		return wish->startup;
	vec_each (setting, &wish->settings)
		if (str_equal(setting->name, name))
			return setting->value;
	*ret_wanted = false;
	return NULL;
}

/* ---- records ---- */

static const struct node_record *find_record(const struct model *model, const struct operation *op)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (str_equal(record->target, op->target) && str_equal(record->host, op->host) &&
		    record->port == op->port)
			return record;
	return NULL;
}

static bool is_damaged(const struct model *model, const char *target)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (str_equal(record->target, target) && record->damage != RECORD_GOOD)
			return true;
	return false;
}

/* What the record will be made of: what is wanted, else what it has, or else what the host has. */
static void check_overlay(const struct overlay *overlay, const struct target_wish *wish,
			  const struct node_record *record, const char *text)
{
	char values[PARAM_COUNT][MODEL_VALUE] = { 0 };
	CLEANUP(strbuf_done) struct strbuf copy = { 0 };
	char *rest, *line;

	strbuf_add_bytes(&copy, overlay->text, overlay->size);
	for (rest = copy.text; (line = strsep(&rest, "\n"));) {
		const char *wrong = *line ? iscsiadm_take_line(line, values) : NULL;

		if (wrong)
			world_break("law 2: %s ('%s'): %s", wrong, line, text);
	}
	for (int i = 0; i < PARAM_COUNT; i++) {
		bool is_wanted;
		const char *have = record ? record->values[i] : parameter_defaults[i];
		const char *wanted = wanted_value(wish, parameter_names[i], &is_wanted);

		if (!record && !is_wanted && i == PARAM_LOGIN_RETRIES)
			continue;
		if (!str_equal(values[i], is_wanted ? wanted : have))
			world_break("law 2: %s would be '%s': %s", parameter_names[i], values[i],
				    text);
	}
}

static bool is_authorized(const struct node_record *record, const struct target_wish *wish)
{
	for (int i = PARAM_AUTH_METHOD; i <= PARAM_PASSWORD_IN; i++) {
		bool is_wanted;

		if (!str_equal(record->values[i],
			       wanted_value(wish, parameter_names[i], &is_wanted)))
			return false;
	}
	return true;
}

static void check_new(const struct model *model, const struct operation *op,
		      const struct overlay *overlay, const char *text)
{
	const struct target_wish *wish = wish_of(op->target, op->host, op->port);
	const struct node_record *record = find_record(model, op);

	if (!wish || wish->ensure == TARGET_ABSENT) {
		world_break("law 2: nobody asked for this record: %s", text);
		return;
	}
	if (record && !overlay)
		world_break("law 2: this resets a record: %s", text);
	if (overlay && wish->auth.ensure != AUTH_CHAP)
		world_break("law 2: nobody asked for credentials: %s", text);
	else if (overlay && record && is_authorized(record, wish))
		world_break("law 2: it has these credentials already: %s", text);
	else if (overlay)
		check_overlay(overlay, wish, record, text);
	if (record)
		return; /* it is not beside it */
	if (is_damaged(model, op->target))
		world_break("law 3: beside a damaged record of the target: %s", text);
}

/* Whether this run has made that record itself. */
static bool is_fresh(const struct operation *op)
{
	for (size_t i = world->first; i < world->ran.count; i++) {
		const char *text = world->ran.at[i].text;

		if (strstr(text, "-o new") && strstr(text, op->target) && strstr(text, op->host))
			return true;
	}
	return false;
}

static void check_update(const struct model *model, const struct operation *op, const char *text)
{
	const struct target_wish *wish = wish_of(op->target, op->host, op->port);
	const struct node_record *record = find_record(model, op);

	if (!wish || wish->ensure == TARGET_ABSENT) {
		world_break("law 2: nobody asked for this update: %s", text);
		return;
	}
	for (const char *const *word = op->argv; word[0] && word[1] && word[2] && word[3]; word++) {
		const char *wanted;
		bool is_wanted;

		if (!str_equal(word[0], "-n"))
			continue;
		wanted = wanted_value(wish, word[1], &is_wanted);
		if (!is_wanted && is_fresh(op) &&
		    str_equal(word[1], parameter_names[PARAM_LOGIN_RETRIES]))
			continue;
		if (!str_equal(wanted, word[3]))
			world_break("law 2: nobody asked for %s=%s: %s", word[1], word[3], text);
		for (int i = 0; record && i < PARAM_COUNT && !is_fresh(op); i++)
			if (str_equal(parameter_names[i], word[1]) &&
			    str_equal(record->values[i], word[3]))
				world_break("law 2: %s is %s already: %s", word[1], word[3], text);
	}
}

static bool has_session(const struct model *model, const struct operation *op)
{
	int target = model_find_target(model, op->target);
	const struct session_state_of *session;

	model_each (session, model->sessions)
		if (session->target == target && str_equal(session->host, op->host) &&
		    session->port == op->port)
			return true;
	return false;
}

static void check_delete(const struct model *model, const struct operation *op, const char *text)
{
	const struct target_wish *wish = wish_of(op->target, op->host, op->port);

	if (!wish || wish->ensure != TARGET_ABSENT)
		world_break("law 2: nobody asked for this deletion: %s", text);
	if (has_session(model, op))
		world_break("law 7: the record of a session is deleted: %s", text);
	if (is_damaged(model, op->target))
		world_break("law 3: beside a damaged record of the target: %s", text);
}

/* ---- sessions ---- */

/* A command on that record answered success, and had done nothing. */
static bool was_lied_to(const struct operation *op)
{
	for (size_t i = world->first; i < world->ran.count; i++) {
		const struct ran *ran = &world->ran.at[i];

		if (ran->spoiled && ran->code == 0 && ran->changing &&
		    strstr(ran->text, op->target))
			return true;
	}
	return false;
}

static void check_settings(const struct model *model, const struct operation *op,
			   const struct target_wish *wish, const char *text)
{
	const struct node_record *record = find_record(model, op);

	if (!record) {
		world_break("law 7: a login without a record: %s", text);
		return;
	}
	for (int i = 0; i < PARAM_COUNT; i++) {
		bool is_wanted;
		const char *wanted = wanted_value(wish, parameter_names[i], &is_wanted);

		/* Credentials are read back, so that no lie helps. */
		if (is_wanted && !str_equal(record->values[i], wanted) &&
		    (wish->auth.ensure == AUTH_CHAP || !was_lied_to(op)))
			world_break("law 7: a login before %s is set: %s", parameter_names[i],
				    text);
	}
}

static bool is_pending(const struct model *model, int target)
{
	for (int i = 0; i < MODEL_AGENDA; i++)
		if (model->agenda[i].sort == AGENDA_LOGIN && model->agenda[i].object == target)
			return true;
	return false;
}

/* Another login to the target runs, whoever waits for it. */
static bool is_at_login(const char *target)
{
	const struct process *process;

	model_each (process, world->processes) {
		struct operation op = operation_read(process->argv);

		if (op.sort == OP_LOGIN && str_equal(op.target, target))
			return true;
	}
	return false;
}

static void check_login(const struct model *model, const struct operation *op, const char *text)
{
	const struct target_wish *wish = wish_of(op->target, op->host, op->port);
	int target = model_find_target(model, op->target);
	const struct session_state_of *session;
	const struct node_record *record = find_record(model, op);

	if (!wish || wish->ensure != TARGET_LOGGED_IN) {
		world_break("law 2: nobody asked for this login: %s", text);
		return;
	}
	check_settings(model, op, wish, text);
	if (has_session(model, op))
		world_break("law 2: there is such a session: %s", text);
	if (model->multipathd)
		return;
	model_each (session, model->sessions)
		if (session->target == target)
			world_break("law 5: session %u is there: %s", session->sid, text);
	if (is_pending(model, target) || is_at_login(op->target))
		world_break("law 5: another login to the target is under way: %s", text);
	if (record && strtol(record->values[PARAM_NR_SESSIONS], NULL, 10) > 1)
		world_break("law 5: this opens several sessions: %s", text);
}

static bool is_slave(const struct map *map, int serial)
{
	for (int i = 0; i < map->slaves_used; i++)
		if (map->slaves[i].disk == serial)
			return true;
	return false;
}

/* By more than a map that stands on nothing any more. */
static bool vg_is_active(const struct model *model, int vg)
{
	const struct map *map;

	model_each (map, model->maps)
		if (map->lv != MODEL_NONE && model->lvs[map->lv].vg == vg &&
		    !model_map_is_dangling(model, map))
			return true;
	return false;
}

/* Law 4: nothing on any of its disks is used. */
static void check_disk(const struct model *model, const struct disk *disk, bool healthy,
		       const char *text)
{
	int vg = model->luns[disk->lun].vg;
	const struct usage *use;
	const struct map *map;

	model_each (map, model->maps)
		if (is_slave(map, disk->serial))
			world_break("law 4: dm-%u is on %s: %s", map->minor, disk->name, text);
	model_each (use, model->uses)
		if (use->disk == disk->serial)
			world_break("law 4: %s is used: %s", disk->name, text);
	if (healthy && vg != MODEL_NONE && vg_is_active(model, vg))
		world_break("law 4: %s belongs to %s, which is active: %s", disk->name,
			    model->vgs[vg].name, text);
}

static void check_logout(const struct model *model, const struct operation *op, const char *text)
{
	struct session_state_of *session =
		model_find_session((struct model *)model, (unsigned int)strtoul(op->sid, NULL, 10));
	const struct target_wish *wish;
	const struct disk *disk;

	if (!session)
		return; /* gone by itself */
	wish = wish_of(model->targets[session->target].name, session->host, session->port);
	if (!wish || wish->ensure == TARGET_LOGGED_IN)
		world_break("law 2: nobody asked for this logout: %s", text);
	if (world->lvm_spoiled && session->state == SESSION_LOGGED_IN)
		world_break("law 3: what LVM has there is unknown: %s", text);
	model_each (disk, model->disks)
		if (disk->sid == session->sid)
			check_disk(model, disk, session->state == SESSION_LOGGED_IN, text);
}

/* A look at what the target exports: only of a session that is to be there, and works. */
static void check_rescan(const struct model *model, const struct operation *op, const char *text)
{
	struct session_state_of *session =
		model_find_session((struct model *)model, (unsigned int)strtoul(op->sid, NULL, 10));
	const struct target_wish *wish =
		session ? wishes_target(world->wishes, model->targets[session->target].name) : NULL;

	if (session && (!wish || wish->ensure != TARGET_LOGGED_IN))
		world_break("law 2: nobody asked for this rescan: %s", text);
}

/* ---- volumes ---- */

static int find_vg(const struct model *model, const struct operation *op)
{
	for (int i = 0; i < MODEL_VGS; i++)
		if (model->vgs[i].used && str_equal(model->vgs[i].name, op->vg) &&
		    model_vg_is_visible(model, i, op->devices))
			return i;
	return MODEL_NONE;
}

static bool lists_inactive(const struct vg_wish *wish)
{
	const struct lv_wish *lv;

	vec_each (lv, &wish->lvs)
		if (lv->ensure == LV_INACTIVE)
			return true;
	return false;
}

static bool may_activate(const struct model *model, const struct vg_wish *wish, int vg,
			 const struct operation *op)
{
	const struct lv_wish *listed = op->lv ? vg_wish_lv(wish, op->lv) : NULL;

	if (!op->lv)
		return wish->ensure == VG_ACTIVE && !lists_inactive(wish);
	if (listed)
		return listed->ensure == LV_ACTIVE;
	for (int i = 0; i < MODEL_LVS; i++)
		if (model->lvs[i].used && model->lvs[i].vg == vg &&
		    str_equal(model->lvs[i].name, op->lv) && model->lvs[i].skip && op->despite_skip)
			return false;
	return wish->ensure == VG_ACTIVE;
}

static void check_volumes(const struct model *model, const struct operation *op, const char *text)
{
	const struct vg_wish *wish = wishes_vg(world->wishes, op->vg);
	const struct lv_wish *listed = wish && op->lv ? vg_wish_lv(wish, op->lv) : NULL;
	int vg = find_vg(model, op);
	bool asked = wish;

	if (wish && op->sort == OP_DEACTIVATE)
		asked = op->lv ? listed && listed->ensure == LV_INACTIVE
			       : wish->ensure == VG_INACTIVE;
	else if (wish)
		asked = may_activate(model, wish, vg, op);
	if (!asked)
		world_break("law 2: nobody asked for this: %s", text);
	if (world->lvm_spoiled)
		world_break("law 3: what LVM has is unknown: %s", text);
	if (op->sort == OP_ACTIVATE && vg != MODEL_NONE &&
	    !model_vg_is_complete(model, vg, op->devices))
		world_break("a partial volume group is activated: %s", text);
}

/* Law 12: with a session that is not LOGGED_IN, LVM is kept off its disks. */
static void check_devices(const struct model *model, const struct operation *op, const char *text)
{
	const struct session_state_of *session;

	if (op->sort == OP_CONFIG)
		return;
	model_each (session, model->sessions)
		if (session->state != SESSION_LOGGED_IN && !op->devices)
			world_break("law 12: session %u is not LOGGED_IN: %s", session->sid, text);
	if (lvm_hangs(model, op->argv + str_equal(op->argv[0], "lvm")))
		world_break("law 12: this hangs on a sick disk: %s", text);
}

/* ---- all of it ---- */

static bool is_about_same(const struct operation *a, const struct operation *b)
{
	if (*a->vg || *b->vg)
		return str_equal(a->vg, b->vg);
	return str_equal(a->target, b->target) && a->target && str_equal(a->host, b->host);
}

/* Law 13: what was left behind is still at work on its object. */
static void check_strays(const struct operation *op, const char *text)
{
	const struct process *process;

	model_each (process, world->processes) {
		struct operation other = operation_read(process->argv);

		if (process->changing && !process->child && is_about_same(op, &other))
			world_break("law 13: %s is still going: %s",
				    world->ran.at[process->ran].text, text);
	}
}

static void check_forced(const struct operation *op, const char *text)
{
	static const char *const words[] = { "-f",    "--force",    "--removemissing", "-y",
					     "--yes", "--loginall", "--logoutall",     "partial" };

	for (const char *const *word = op->argv; *word; word++)
		for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++)
			if (str_equal(*word, words[i]))
				world_break("law 6: %s: %s", words[i], text);
}

/* Law 14: all secrets of the model have this in them. */
static void check_secrets(const struct child *child, const struct operation *op, const char *text)
{
	if (strstr(text, "hunter2"))
		world_break("law 14: %s", text);
	if (child->overlay && op->sort != OP_NEW)
		world_break("law 14: this needs no file of its own: %s", text);
}

void laws_check(const struct model *model, const struct child *child, const char *text)
{
	struct operation op = operation_read(child->argv);

	if (operation_changes(op.sort) != child->changing)
		world_break("law 1: taken for %s: %s", child->changing ? "a change" : "a probe",
			    text);
	check_forced(&op, text);
	check_secrets(child, &op, text);
	switch (op.sort) {
	case OP_NEW:
		check_new(model, &op, child->overlay, text);
		break;
	case OP_UPDATE:
		check_update(model, &op, text);
		break;
	case OP_DELETE:
		check_delete(model, &op, text);
		break;
	case OP_LOGIN:
		check_login(model, &op, text);
		break;
	case OP_LOGOUT:
		check_logout(model, &op, text);
		break;
	case OP_ACTIVATE:
	case OP_DEACTIVATE:
	case OP_REFRESH:
		check_volumes(model, &op, text);
		check_devices(model, &op, text);
		break;
	case OP_REPORT:
	case OP_CONFIG:
		check_devices(model, &op, text);
		break;
	case OP_RESCAN:
		check_rescan(model, &op, text);
		break;
	case OP_DUMP:
		break;
	case OP_UNKNOWN:
		world_break("a command the observer does not know: %s", text);
		break;
	}
	if (child->changing)
		check_strays(&op, text);
}

void laws_check_noted(const struct child *child)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	CLEANUP(strbuf_done) struct strbuf line = { 0 };

	if (!child->changing)
		return;
	strbuf_printf(&line, "\nchild %d ", (int)child->pid);
	if (file_read(world->tools.lock, 1 << 20, &text) < 0 ||
	    !strstr(strbuf_text(&text), strbuf_text(&line)))
		world_break("law 13: the pid of %s is not in the lock file", child->argv[0]);
}
