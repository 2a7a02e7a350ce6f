/*
 * manifest-dump HOST FILE…: the wishes for a host, as text in one fixed form. Diagnostics go to
 * stdout too, so that warnings are part of what the golden cases compare.
 *
 * manifest-dump --settings: the table of settings, for the guest test that holds it against
 * iscsiadm. A line each: the name, "word" or "number", and values that it can take.
 */
#include "base/strbuf.h"
#include "manifest/manifest.h"
#include "manifest/setting.h"
#include "report/render.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

static void add_place(struct strbuf *out, const struct place *place)
{
	strbuf_printf(out, "  # %s:%u:%u\n", place->source->name, place->line, place->column);
}

static void add_credentials(struct strbuf *out, const char *way,
			    const struct credentials *credentials)
{
	const struct secret_source *secret = &credentials->secret;

	if (!credentials->user)
		return;
	strbuf_printf(out, "  %s '%s'", way, credentials->user);
	add_place(out, &credentials->user_place);
	strbuf_printf(out, "  %s %s '%s'", way, secret->file ? "file" : "credential",
		      secret->file ? secret->file : secret->credential);
	add_place(out, &secret->place);
}

static void add_auth(struct strbuf *out, const struct auth_wish *auth)
{
	if (auth->ensure == AUTH_LEFT_ALONE)
		return;
	strbuf_printf(out, "  auth %s", auth->ensure == AUTH_NONE ? "none" : "CHAP");
	add_place(out, &auth->place);
	add_credentials(out, "own", &auth->own);
	add_credentials(out, "mutual", &auth->mutual);
	if (auth->algs) {
		strbuf_printf(out, "    algorithms %s", auth->algs);
		add_place(out, &auth->algs_place);
	}
}

static void add_interface(struct strbuf *out, const struct interface_wish *interface)
{
	strbuf_printf(out, "interface %s %s", interface->name,
		      interface_ensure_words[interface->ensure]);
	if (interface->net)
		strbuf_printf(out, " net %s", interface->net);
	if (interface->hwaddress)
		strbuf_printf(out, " hwaddress %s", interface->hwaddress);
	if (interface->initiator)
		strbuf_printf(out, " initiator %s", interface->initiator);
	add_place(out, &interface->place);
}

static void add_target(struct strbuf *out, struct arena *arena, const struct target_wish *target)
{
	const struct portal_wish *portal;
	const struct setting *setting;

	strbuf_printf(out, "target %s", target->name);
	add_place(out, &target->place);
	strbuf_printf(out, "  ensure %s", target_ensure_words[target->ensure]);
	add_place(out, &target->ensure_place);
	vec_each (portal, &target->portals) {
		strbuf_printf(out, "  portal %s", portal_text(arena, &portal->portal));
		if (portal->portal.tpgt != TPGT_NONE)
			strbuf_printf(out, " tpgt %d", portal->portal.tpgt);
		if (!str_equal(portal->iface, DEFAULT_IFACE))
			strbuf_printf(out, " iface %s", portal->iface);
		add_place(out, &portal->place);
	}
	if (target->min_portals)
		strbuf_printf(out, "  min_portals %u\n", target->min_portals);
	if (target->portals_exclusive) {
		strbuf_add(out, "  portals_exclusive");
		add_place(out, &target->exclusive_place);
	}
	if (target->luns.list.count)
		strbuf_printf(out, "  %s\n", luns_text(arena, &target->luns));
	if (target->startup) {
		strbuf_printf(out, "  startup %s", target->startup);
		add_place(out, &target->startup_place);
	}
	vec_each (setting, &target->settings) {
		strbuf_printf(out, "  setting %s = '%s'", setting->name, setting->value);
		add_place(out, &setting->place);
	}
	add_auth(out, &target->auth);
}

static void add_vg(struct strbuf *out, const struct vg_wish *vg)
{
	const struct target_ref *ref;
	const struct lv_wish *lv;

	strbuf_printf(out, "volume group %s", vg->name);
	add_place(out, &vg->place);
	strbuf_printf(out, "  ensure %s", vg_ensure_words[vg->ensure]);
	add_place(out, &vg->ensure_place);
	if (vg->has_targets && !vg->targets.count)
		strbuf_add(out, "  no targets\n");
	vec_each (ref, &vg->targets) {
		strbuf_printf(out, "  target %s", ref->name);
		add_place(out, &ref->place);
	}
	if (vg->uuid) {
		strbuf_printf(out, "  uuid %s", vg->uuid);
		add_place(out, &vg->uuid_place);
	}
	vec_each (lv, &vg->lvs) {
		strbuf_printf(out, "  volume %s %s", lv->name, lv_ensure_words[lv->ensure]);
		add_place(out, &lv->place);
	}
}

static void add_wishes(struct strbuf *out, const struct wishes *wishes)
{
	const struct interface_wish *interface;
	const struct target_wish *target;
	const struct vg_wish *vg;

	strbuf_printf(out, "host %s, %zu document%s\n", wishes->host, wishes->documents,
		      wishes->documents == 1 ? "" : "s");
	if (wishes->initiator) {
		strbuf_printf(out, "initiator %s", wishes->initiator);
		add_place(out, &wishes->initiator_place);
	}
	if (wishes->unmanaged) {
		strbuf_printf(out, "unmanaged %s, match %s", unmanaged_words[wishes->unmanaged],
			      wishes->unmanaged_match ? wishes->unmanaged_match : "-");
		add_place(out, &wishes->unmanaged_place);
	}
	vec_each (interface, &wishes->interfaces)
		add_interface(out, interface);
	vec_each (target, &wishes->targets)
		add_target(out, wishes->arena, target);
	vec_each (vg, &wishes->vgs)
		add_vg(out, vg);
}

static int print_settings(void)
{
	for (size_t i = 0; i < setting_type_count; i++) {
		const struct setting_type *type = &setting_types[i];

		/* Some take numbers of a list: to iscsiadm they are like others. */
		if (type->rule) {
			printf("%s text reno cubic\n", type->name);
			continue;
		}
		printf("%s %s", type->name,
		       type->words && !isdigit(*type->words[0]) ? "word" : "number");
		for (const char *const *word = type->words; word && *word; word++)
			printf(" %s", *word);
		if (!type->words)
			printf(" %" PRId64 " %" PRId64 "%s", type->minimum, type->maximum,
			       type->or_zero ? " 0" : "");
		putchar('\n');
	}
	return 0;
}

int main(int argc, char **argv)
{
	CLEANUP(arena_free) struct arena arena = { 0 };
	CLEANUP(strbuf_done) struct strbuf out = { 0 };
	struct diags diags = { .arena = &arena };
	struct manifest *manifest;
	struct wishes *wishes;

	if (argc == 2 && str_equal(argv[1], "--settings"))
		return print_settings();
	if (argc < 3) {
		fputs("usage: manifest-dump HOST FILE... | --settings\n", stderr);
		return 2;
	}
	manifest_load(&arena, (const char *const *)argv + 2, (size_t)argc - 2, &diags, &manifest);
	if (!manifest_wishes(manifest, argv[1], &diags, &wishes))
		add_wishes(&out, wishes);
	diags_sort(&diags);
	render_diags(&diags, &out);
	fputs(strbuf_text(&out), stdout);
	return diags.errors ? 1 : 0;
}
