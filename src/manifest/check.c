#include "manifest/check.h"

#include "manifest/auth.h"
#include "manifest/interfaces.h"
#include "manifest/names.h"
#include "model/wish.h"

static bool word_is(const struct value *value, int64_t word)
{
	return value_is_good(value) && value->number == word;
}

static void check_absent(struct checker *checker, const struct value *target)
{
	const struct value *ensure = value_at(target, TARGET_KEY_ENSURE), *value;

	vec_each (value, &target->items)
		if (value->given && value->field->flags & FIELD_NOT_ABSENT)
			diag_conflict(checker->diags, &value->key, &ensure->place,
				      "declared absent here",
				      "target '%s' is declared absent, so '%s' cannot be given",
				      target->name, value->field->name);
}

static void check_portals(struct checker *checker, const struct value *target)
{
	const struct value *portals = value_at(target, TARGET_KEY_PORTALS), *portal;
	const struct value *least = value_at(target, TARGET_KEY_MIN_PORTALS);

	if (!portals->given) {
		if (checker->whole && !target->vague)
			diag_error(checker->diags, &target->key,
				   "target '%s' has no 'portals'; list them, such as 'portals: "
				   "[10.5.88.21:3260]'",
				   target->name);
		return;
	}
	if (value_is_good(least) && value_is_good(portals) &&
	    (size_t)least->number > portals->items.count)
		diag_conflict(checker->diags, &least->place, &portals->place,
			      "the portals are listed here",
			      "'min_portals' of target '%s' is %lld, but it has %zu portal%s",
			      target->name, (long long)least->number, portals->items.count,
			      portals->items.count == 1 ? "" : "s");
	vec_each (portal, &portals->items) {
		const struct value *address = value_core(portal);
		const char *iface = portal->bad ? NULL : value_at(portal, PORTAL_KEY_IFACE)->text;
		struct portal parsed;
		const char *fault = NULL;

		if (value_is_good(address) && !portal_parse(checker->arena, address->text, &parsed))
			fault = name_check_record(checker->arena, target->name, &parsed,
						  iface ? iface : DEFAULT_IFACE);
		if (fault)
			diag_error(checker->diags, &address->place,
				   "target '%s' cannot have a record for the portal '%s': %s",
				   target->name, address->text, fault);
	}
}

void check_target(struct checker *checker, const struct value *target)
{
	const struct value *ensure = value_at(target, TARGET_KEY_ENSURE);

	if (word_is(ensure, TARGET_ABSENT))
		check_absent(checker, target);
	else if (!ensure->bad)
		check_portals(checker, target);
	interface_check_bindings(checker->arena, target, checker->interfaces,
				 !word_is(ensure, TARGET_ABSENT), checker->diags);
	auth_check(target, checker->whole && !target->vague, checker->diags);
}

/* One entry of a group's `targets`; wanted: the group is not declared inactive. */
static void check_carrier(struct checker *checker, const struct value *vg, const struct value *ref,
			  bool wanted)
{
	const struct value *target = value_member(checker->targets, ref->text);
	const struct value *ensure;

	if (!target) {
		if (checker->whole)
			diag_error(checker->diags, &ref->place,
				   "volume group '%s' names target '%s', which is not declared; "
				   "declare it under 'targets'",
				   vg->name, ref->text);
		return;
	}
	if (target->bad)
		return;
	ensure = value_at(target, TARGET_KEY_ENSURE);
	for (int word = TARGET_KNOWN; wanted && word <= TARGET_ABSENT; word++)
		if (word_is(ensure, word))
			diag_conflict(checker->diags, &ref->place, &ensure->place,
				      arena_printf(checker->arena, "declared %s here",
						   target_ensure_words[word]),
				      "volume group '%s' names target '%s', which is declared %s "
				      "and so brings no disks; declare the group inactive too",
				      vg->name, ref->text, target_ensure_words[word]);
}

static void check_inactive(struct checker *checker, const struct value *vg)
{
	const struct value *ensure = value_at(vg, VG_KEY_ENSURE);
	const struct value *lvs = value_at(vg, VG_KEY_LVS), *lv;

	vec_each (lv, &lvs->items) {
		const struct value *wish;

		if (lv->bad)
			continue;
		wish = value_at(lv, LV_KEY_ENSURE);
		if (word_is(wish, LV_ACTIVE))
			diag_conflict(
				checker->diags, &wish->place, &ensure->place,
				"the group is declared inactive here",
				"logical volume '%s' cannot be active in volume group '%s', which "
				"is declared inactive",
				lv->name, vg->name);
	}
}

void check_vg(struct checker *checker, const struct value *vg)
{
	const struct value *ensure = value_at(vg, VG_KEY_ENSURE);
	const struct value *refs = value_at(vg, VG_KEY_TARGETS), *ref;
	bool inactive = word_is(ensure, VG_INACTIVE);

	vec_each (ref, &refs->items)
		if (value_is_good(ref))
			check_carrier(checker, vg, ref, !inactive && !ensure->bad);
	if (inactive)
		check_inactive(checker, vg);
}

/* What removes what nobody named must say how far it goes. */
void check_unmanaged(struct checker *checker, const struct value *unmanaged)
{
	const struct value *mode;

	if (!value_is_good(unmanaged) || unmanaged->vague)
		return;
	mode = value_at(unmanaged, UNMANAGED_KEY_MODE);
	if (checker->whole && word_is(mode, UNMANAGED_REMOVE) &&
	    !value_at(unmanaged, UNMANAGED_KEY_MATCH)->given)
		diag_error(checker->diags, &mode->place,
			   "'unmanaged' is to remove what no document names, so it must say which "
			   "targets it may touch; write 'match', such as '{mode: remove, match: "
			   "\"iqn.1992-08.com.example:*\"}'");
}

/* One UUID is one group, whatever it is called. */
void check_uuids(struct checker *checker)
{
	struct strmap seen = { 0 };

	for (size_t i = 0; i < checker->vgs->items.count; i++) {
		const struct value *vg = &checker->vgs->items.at[i], *uuid, *twin;
		size_t at;

		if (vg->bad || !value_is_good(value_at(vg, VG_KEY_UUID)))
			continue;
		uuid = value_at(vg, VG_KEY_UUID);
		at = strmap_find(&seen, uuid->text);
		if (at == SIZE_MAX) {
			strmap_add(checker->arena, &seen, uuid->text, i);
			continue;
		}
		twin = &checker->vgs->items.at[at];
		diag_conflict(checker->diags, &uuid->place, &value_at(twin, VG_KEY_UUID)->place,
			      "the other group is pinned here",
			      "volume groups '%s' and '%s' cannot have the same 'uuid'", twin->name,
			      vg->name);
	}
}

void check_document(struct arena *arena, const struct value *document, bool whole,
		    struct diags *diags)
{
	struct checker checker = {
		.arena = arena,
		.interfaces = value_at(document, DOCUMENT_KEY_INTERFACES),
		.targets = value_at(document, DOCUMENT_KEY_TARGETS),
		.vgs = value_at(document, DOCUMENT_KEY_VGS),
		.whole =
			whole && !document->vague && !value_at(document, DOCUMENT_KEY_TARGETS)->bad,
		.diags = diags,
	};
	const struct value *item;

	vec_each (item, &checker.interfaces->items)
		if (!item->bad)
			interface_check(item, diags);
	vec_each (item, &checker.targets->items)
		if (!item->bad)
			check_target(&checker, item);
	vec_each (item, &checker.vgs->items)
		if (!item->bad)
			check_vg(&checker, item);
	check_uuids(&checker);
	check_unmanaged(&checker, value_at(document, DOCUMENT_KEY_UNMANAGED));
}
