#include "engine/import.h"

#include "engine/import_parts.h"
#include "engine/planner.h"
#include "manifest/field.h"
#include "manifest/hosts.h"
#include "manifest/names.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

/* Places of a draft, by which an item of the plan leads back to it: the line is the number of the
 * target or volume group, the column that of its portal or volume; 0: of the whole. A line 0 marks
 * what is taken back. */
static const struct source targets_source = { .name = "targets" };
static const struct source interfaces_source = { .name = "interfaces" };
static const struct source groups_source = { .name = "volume groups" };

__attribute__((format(printf, 4, 0))) static void add_remark(struct import *import,
							     struct remarks *remarks, bool gap,
							     const char *format, va_list args)
{
	CLEANUP(strbuf_done) struct strbuf line = { 0 };

	strbuf_add_line(&line, arena_vprintf(import->arena, format, args));
	vec_add(import->arena, &remarks->list,
		((struct remark){ arena_strdup(import->arena, strbuf_text(&line)), gap }));
}

void remark_gap(struct import *import, struct remarks *remarks, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_remark(import, remarks, true, format, args);
	va_end(args);
}

void remark_aside(struct import *import, struct remarks *remarks, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	add_remark(import, remarks, false, format, args);
	va_end(args);
}

static int by_name(const void *left, const void *right)
{
	const char *const *a = left, *const *b = right;

	return strcmp(*a, *b);
}

void import_unique(struct names *names)
{
	size_t kept = 0;

	if (names->list.count)
		qsort(names->list.at, names->list.count, sizeof(*names->list.at), by_name);
	for (size_t i = 0; i < names->list.count; i++)
		if (!kept || !str_equal(names->list.at[kept - 1], names->list.at[i]))
			names->list.at[kept++] = names->list.at[i];
	names->list.count = kept;
}

/* ---- the drafts as wishes ---- */

static struct place place_of(const struct source *source, size_t line, size_t column)
{
	return (struct place){ source, (unsigned int)line + 1, (unsigned int)column, 0 };
}

static void add_target(struct wishes *wishes, struct imported_target *target, size_t number)
{
	struct target_wish *wish = &target->wish;

	wish->place = wish->ensure_place = place_of(&targets_source, number, 0);
	for (size_t i = 0; i < wish->portals.count; i++)
		wish->portals.at[i].place = place_of(&targets_source, number, i + 1);
	for (size_t i = 0; i < wish->settings.count; i++)
		wish->settings.at[i].place = wish->place;
	wish->startup_place = wish->place;
	strmap_add(wishes->arena, &wishes->target_index, wish->name, wishes->targets.count);
	vec_add(wishes->arena, &wishes->targets, *wish);
}

static void add_group(struct wishes *wishes, struct imported_vg *vg, size_t number)
{
	struct vg_wish *wish = &vg->wish;

	wish->place = wish->ensure_place = wish->uuid_place = place_of(&groups_source, number, 0);
	wish->lv_index = (struct strmap){ 0 };
	for (size_t i = 0; i < wish->lvs.count; i++) {
		wish->lvs.at[i].place = place_of(&groups_source, number, i + 1);
		strmap_add(wishes->arena, &wish->lv_index, wish->lvs.at[i].name, i);
	}
	strmap_add(wishes->arena, &wishes->vg_index, wish->name, wishes->vgs.count);
	vec_add(wishes->arena, &wishes->vgs, *wish);
}

static const struct wishes *wishes_of(struct import *import)
{
	struct wishes *wishes = arena_alloc(import->arena, sizeof(*wishes));

	*wishes = (struct wishes){ .arena = import->arena,
				   .host = import->snapshot->host,
				   .documents = 1,
				   .initiator = import->initiator };
	import_interfaces(import);
	for (size_t i = 0; i < import->interfaces.count; i++) {
		import->interfaces.at[i].place = place_of(&interfaces_source, i, 0);
		strmap_add(wishes->arena, &wishes->interface_index, import->interfaces.at[i].name,
			   i);
		vec_add(wishes->arena, &wishes->interfaces, import->interfaces.at[i]);
	}
	for (size_t i = 0; i < import->targets.count; i++)
		if (!import->targets.at[i].left_out)
			add_target(wishes, &import->targets.at[i], i);
	for (size_t i = 0; i < import->vgs.count; i++)
		if (!import->vgs.at[i].left_out)
			add_group(wishes, &import->vgs.at[i], i);
	return wishes;
}

/* ---- what the planner says of them ---- */

/* Why an item does not match; what it takes is said by its first step. */
static const char *trouble_of(struct import *import, const struct plan *plan, size_t item)
{
	const struct action *action;

	if (plan->items.at[item].text)
		return plan->items.at[item].text;
	vec_each (action, &plan->actions)
		if (action->item == item)
			return arena_printf(import->arena, "its own plan would %s, %s",
					    action->title, action->reason);
	return "its own plan would change it";
}

/* Each of these says whether there was anything left to take back. */
static bool take_back_portal(struct import *import, struct imported_target *target, size_t number,
			     const char *why)
{
	struct portal_wish *portal = &target->wish.portals.at[number];

	if (!portal->place.line)
		return false; /* its record and its session are two items */
	portal->place.line = 0;
	remark_gap(import, &target->remarks, "%s is left out: %s",
		   portal_text_bound(import->arena, &portal->portal, portal->iface), why);
	return true;
}

/* One word for all of it is not true; perhaps words for its volumes are. */
static bool take_back_group(struct import *import, struct imported_vg *group, const char *why)
{
	if (group->wish.ensure != VG_PRESENT) {
		group->doubt = arena_printf(import->arena, "it is not %s as a whole: %s",
					    vg_ensure_words[group->wish.ensure], why);
		return true;
	}
	group->left_out = true;
	group->remarks.list.count = 0; /* what is wrong with parts of it matters no more */
	remark_gap(import, &group->remarks, "%s", why);
	return true;
}

static bool is_doubted(const struct imported_vg *group)
{
	return group->doubt && group->wish.ensure != VG_PRESENT;
}

static bool take_back_volume(struct import *import, struct imported_vg *group,
			     const struct item *item, const char *why)
{
	if (group->left_out || is_doubted(group))
		return false; /* it was looked at as a part of that group */
	group->wish.lvs.at[item->place.column - 1].place.line = 0;
	remark_gap(import, &group->remarks, "%s is left out: %s", item->name, why);
	return true;
}

static bool take_back_initiator(struct import *import, const char *why)
{
	if (!import->initiator)
		return false;
	import->initiator = NULL;
	remark_gap(import, &import->remarks, "initiator is left out: %s", why);
	return true;
}

static bool take_back(struct import *import, const struct item *item, const char *why)
{
	const struct place *place = &item->place;
	size_t line = place->line - 1;

	if (place->source == &targets_source)
		return take_back_portal(import, &import->targets.at[line], place->column - 1, why);
	if (place->source == &interfaces_source)
		return import_bare_interface(import, item->name, why);
	if (place->source != &groups_source)
		return take_back_initiator(import, why);
	return place->column ? take_back_volume(import, &import->vgs.at[line], item, why)
			     : take_back_group(import, &import->vgs.at[line], why);
}

static void drop_portals(struct imported_target *target)
{
	size_t kept = 0;

	for (size_t i = 0; i < target->wish.portals.count; i++)
		if (target->wish.portals.at[i].place.line)
			target->wish.portals.at[kept++] = target->wish.portals.at[i];
	target->wish.portals.count = kept;
	target->left_out |= !kept;
}

static void drop_volumes(struct import *import, struct imported_vg *group)
{
	size_t kept = 0;

	if (is_doubted(group)) {
		import_volumes(import, group);
		return;
	}
	for (size_t i = 0; i < group->wish.lvs.count; i++)
		if (group->wish.lvs.at[i].place.line)
			group->wish.lvs.at[kept++] = group->wish.lvs.at[i];
	group->wish.lvs.count = kept;
}

/* A group names only targets that are described. */
static void drop_carriers(struct import *import, struct imported_vg *vg)
{
	size_t kept = 0;

	for (size_t i = 0; i < vg->wish.targets.count; i++) {
		const char *name = vg->wish.targets.at[i].name;

		if (import_target(import, name))
			vg->wish.targets.at[kept++] = vg->wish.targets.at[i];
		else
			remark_gap(import, &vg->remarks, "it stands on %s, which is left out",
				   name);
	}
	if (kept == vg->wish.targets.count)
		return;
	vg->wish.targets.count = 0; /* left out as a whole, they are learned from the host */
	vg->wish.has_targets = false;
}

static void drop(struct import *import)
{
	for (size_t i = 0; i < import->targets.count; i++)
		if (!import->targets.at[i].left_out)
			drop_portals(&import->targets.at[i]);
	for (size_t i = 0; i < import->vgs.count; i++)
		if (!import->vgs.at[i].left_out) {
			drop_volumes(import, &import->vgs.at[i]);
			drop_carriers(import, &import->vgs.at[i]);
		}
}

/* Takes back what the plan of the drafts does not find as it is; false once there is no more to
 * take back. What then still does not match is said: the promise of an empty plan is not kept. */
static bool settle(struct import *import)
{
	const struct plan *plan = plan_make(wishes_of(import), import->snapshot, NULL, NULL,
					    import->tools, import->arena);
	const struct item *item;
	bool any = false;

	vec_each (item, &plan->items)
		if (item->verdict != VERDICT_MATCHES)
			any |= take_back(import, item,
					 trouble_of(import, plan, (size_t)(item - plan->items.at)));
	if (!any)
		vec_each (item, &plan->items)
			if (item->verdict != VERDICT_MATCHES)
				remark_gap(
					import, &import->remarks,
					"the plan of this manifest is not empty: %s %s: %s",
					item->kind, item->name,
					trouble_of(import, plan, (size_t)(item - plan->items.at)));
	drop(import);
	return any;
}

/* Said only where no remark about a single volume has said it. */
static void remark_doubts(struct import *import)
{
	for (size_t i = 0; i < import->vgs.count; i++) {
		struct imported_vg *group = &import->vgs.at[i];

		if (group->doubt && !group->remarks.list.count)
			remark_gap(import, &group->remarks, "%s", group->doubt);
	}
}

/* ---- the host as a whole ---- */

static void import_selector(struct import *import, const char *host)
{
	struct selector selector;
	const char *fault = selector_parse(import->arena, host, &selector);

	if (!fault && strpbrk(host, "*?["))
		fault = "its name would be taken for a pattern";
	if (fault)
		remark_gap(import, &import->remarks, "hosts is left out: %s", fault);
	else
		import->host = selector.text;
}

static void import_initiator(struct import *import)
{
	const struct snapshot *snapshot = import->snapshot;
	struct reading reading = { 0 };
	const char *fault = NULL;

	if (snapshot->initiator_unknown)
		fault = snapshot->initiator_unknown;
	else if (snapshot->initiator)
		fault = name_read_target_ref(import->arena, snapshot->initiator, &reading);
	if (fault)
		remark_gap(import, &import->remarks, "initiator is left out: %s", fault);
	else
		import->initiator = snapshot->initiator;
}

/* What was not seen cannot be described. */
static void remark_unknown(struct import *import)
{
	const struct snapshot *snapshot = import->snapshot;

	if (snapshot->records_unknown)
		remark_gap(import, &import->remarks, "the node records could not be read: %s",
			   snapshot->records_unknown);
	if (snapshot->record_defaults_unknown)
		remark_gap(import, &import->remarks,
			   "settings are compared with built-in defaults: %s",
			   snapshot->record_defaults_unknown);
	if (snapshot->lvm_unknown)
		remark_gap(import, &import->remarks, "no volume group could be seen: %s",
			   snapshot->lvm_unknown);
	if (snapshot->lvm_incomplete)
		remark_gap(import, &import->remarks, "not every volume group could be seen: %s",
			   snapshot->lvm_incomplete);
	if (snapshot->vague_sessions)
		remark_gap(import, &import->remarks,
			   "a session was just coming or going, and is not described");
}

void import_host(const struct snapshot *snapshot, const char *host, const struct tools *tools,
		 struct arena *arena, struct import *ret_import)
{
	struct import import = { .arena = arena, .snapshot = snapshot, .tools = tools };

	remark_unknown(&import);
	import_selector(&import, host);
	import_initiator(&import);
	import_targets(&import);
	import_groups(&import);
	while (settle(&import))
		;
	remark_doubts(&import);
	import_remark_interfaces(&import);
	*ret_import = import;
}

static bool has_gap(const struct remarks *remarks)
{
	const struct remark *remark;

	vec_each (remark, &remarks->list)
		if (remark->gap)
			return true;
	return false;
}

bool import_has_gaps(const struct import *import)
{
	const struct imported_target *target;
	const struct imported_vg *vg;

	vec_each (target, &import->targets)
		if (has_gap(&target->remarks))
			return true;
	vec_each (vg, &import->vgs)
		if (has_gap(&vg->remarks))
			return true;
	return has_gap(&import->remarks);
}
