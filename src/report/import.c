#include "report/import.h"

#include "report/yaml.h"

/* Behind a name, unless it is inside of what is so called. */
static void add_remarks(struct strbuf *out, unsigned int depth, const char *name,
			const struct remarks *remarks)
{
	const struct remark *remark;

	vec_each (remark, &remarks->list)
		if (name)
			yaml_comment(out, depth, "%s: %s", name, remark->text);
		else
			yaml_comment(out, depth, "%s", remark->text);
}

static void add_settings(struct strbuf *out, const struct target_wish *wish)
{
	const struct setting *setting;

	if (wish->startup)
		yaml_pair(out, 2, "startup", wish->startup);
	if (wish->settings.count)
		yaml_pair(out, 2, "settings", NULL);
	vec_each (setting, &wish->settings)
		yaml_pair(out, 3, setting->name, setting->value);
}

static void add_portal(struct strbuf *out, const char *address, const char *iface)
{
	if (str_equal(iface, DEFAULT_IFACE)) {
		yaml_item(out, 3, address);
		return;
	}
	yaml_item_pair(out, 3, "address", address);
	yaml_pair(out, 4, "iface", iface);
}

static void add_target(struct strbuf *out, const struct imported_target *target)
{
	const struct target_wish *wish = &target->wish;
	struct arena scratch CLEANUP(arena_free) = { 0 };
	const struct portal_wish *portal;

	if (target->left_out) {
		add_remarks(out, 1, wish->name, &target->remarks);
		return;
	}
	yaml_pair(out, 1, wish->name, NULL);
	add_remarks(out, 2, NULL, &target->remarks);
	yaml_pair(out, 2, "ensure", target_ensure_words[wish->ensure]);
	yaml_pair(out, 2, "portals", NULL);
	vec_each (portal, &wish->portals)
		add_portal(out, portal_text_tagged(&scratch, &portal->portal), portal->iface);
	add_settings(out, wish);
}

static void add_volumes(struct strbuf *out, const struct vg_wish *wish)
{
	const struct lv_wish *lv;

	if (wish->lvs.count)
		yaml_pair(out, 2, "logical_volumes", NULL);
	vec_each (lv, &wish->lvs)
		yaml_pair(out, 3, lv->name, lv_ensure_words[lv->ensure]);
}

static void add_group(struct strbuf *out, const struct imported_vg *group)
{
	const struct vg_wish *wish = &group->wish;
	const struct target_ref *target;

	if (group->left_out) {
		add_remarks(out, 1, wish->name, &group->remarks);
		return;
	}
	yaml_pair(out, 1, wish->name, NULL);
	add_remarks(out, 2, NULL, &group->remarks);
	yaml_pair(out, 2, "ensure", vg_ensure_words[wish->ensure]);
	if (wish->uuid)
		yaml_pair(out, 2, "uuid", wish->uuid);
	/* The others say more than a host shows: who else may have it active. */
	if (wish->access == ACCESS_LOCKD)
		yaml_pair(out, 2, "access", vg_access_words[wish->access]);
	if (wish->has_targets)
		yaml_pair(out, 2, "targets", NULL);
	vec_each (target, &wish->targets)
		yaml_item(out, 3, target->name);
	add_volumes(out, wish);
}

/* A key whose value is a map, which must not be empty. */
static void begin_map(struct strbuf *out, const char *key, bool any)
{
	if (any)
		yaml_pair(out, 0, key, NULL);
	else
		strbuf_printf(out, "%s: {}\n", key);
}

static void add_interfaces(struct strbuf *out, const struct import *import)
{
	const struct interface_wish *wish;

	vec_each (wish, &import->interfaces) {
		if (!wish->net && !wish->hwaddress && !wish->initiator) {
			yaml_pair(out, 1, wish->name, NULL);
			yaml_pair(out, 2, "ensure", interface_ensure_words[wish->ensure]);
			continue;
		}
		yaml_pair(out, 1, wish->name, NULL);
		if (wish->net)
			yaml_pair(out, 2, "net", wish->net);
		if (wish->hwaddress)
			yaml_pair(out, 2, "hwaddress", wish->hwaddress);
		if (wish->initiator)
			yaml_pair(out, 2, "initiator", wish->initiator);
	}
}

static void add_targets(struct strbuf *out, const struct import *import)
{
	const struct imported_target *target;
	bool any = false;

	vec_each (target, &import->targets)
		any |= !target->left_out;
	begin_map(out, "targets", any);
	vec_each (target, &import->targets)
		add_target(out, target);
}

static void add_groups(struct strbuf *out, const struct import *import)
{
	const struct imported_vg *group;
	bool any = false;

	vec_each (group, &import->vgs)
		any |= !group->left_out;
	begin_map(out, "volume_groups", any);
	vec_each (group, &import->vgs)
		add_group(out, group);
}

void report_import(const struct import *import, const char *host, struct strbuf *out)
{
	yaml_comment(out, 0, "%s as it is; the plan of this manifest is empty", host);
	add_remarks(out, 0, NULL, &import->remarks);
	yaml_pair(out, 0, "version", "1");
	if (import->host)
		strbuf_printf(out, "hosts: [\"%s\"]\n", import->host);
	if (import->initiator)
		yaml_pair(out, 0, "initiator", import->initiator);
	if (import->interfaces.count)
		yaml_pair(out, 0, "interfaces", NULL);
	add_interfaces(out, import);
	add_targets(out, import);
	if (import->vgs.count)
		add_groups(out, import);
}
