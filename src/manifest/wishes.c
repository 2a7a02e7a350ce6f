#include "manifest/wishes.h"

#include "manifest/auth.h"
#include "manifest/interfaces.h"
#include "manifest/value_digest.h"

#include <stdlib.h>
#include <string.h>

/* The word that stands there, or the default and the owner's own place. */
static int word_or_default(const struct value *value, const struct place *owner,
			   struct place *ret_place)
{
	*ret_place = value->given ? value->place : *owner;
	return (int)(value->given ? value->number : value->field->standard);
}

static int compare_settings(const void *a, const void *b)
{
	return strcmp(((const struct setting *)a)->name, ((const struct setting *)b)->name);
}

static void fill_settings(struct arena *arena, const struct value *settings,
			  struct target_wish *target)
{
	const struct value *setting;

	vec_reserve(arena, &target->settings, settings->items.count);
	vec_each (setting, &settings->items)
		vec_add(arena, &target->settings,
			((struct setting){ setting->name, setting->text, setting->key }));
	if (target->settings.count)
		qsort(target->settings.at, target->settings.count, sizeof(*target->settings.at),
		      compare_settings);
}

static void fill_target(struct arena *arena, const struct value *value, struct target_wish *target)
{
	const struct value *portals = value_at(value, TARGET_KEY_PORTALS), *item;
	const struct value *startup = value_at(value, TARGET_KEY_STARTUP);

	target->name = value->name;
	target->place = value->key;
	target->digest = value_digest(value);
	target->ensure = (enum target_ensure)word_or_default(value_at(value, TARGET_KEY_ENSURE),
							     &value->key, &target->ensure_place);
	vec_reserve(arena, &target->portals, portals->items.count);
	vec_each (item, &portals->items) {
		struct portal_wish *portal = vec_push(arena, &target->portals);
		const struct value *address = value_core(item);

		portal_parse(arena, address->text, &portal->portal);
		portal->place = address->place;
		if (value_at(item, PORTAL_KEY_IFACE)->given)
			portal->iface = value_at(item, PORTAL_KEY_IFACE)->text;
		else
			portal->iface = DEFAULT_IFACE;
	}
	target->min_portals = (unsigned int)value_at(value, TARGET_KEY_MIN_PORTALS)->number;
	target->portals_exclusive = value_at(value, TARGET_KEY_EXCLUSIVE)->number;
	target->exclusive_place = value_at(value, TARGET_KEY_EXCLUSIVE)->place;
	vec_each (item, &value_at(value, TARGET_KEY_LUNS)->items)
		vec_add(arena, &target->luns.list, (unsigned int)item->number);
	target->startup = startup->text;
	target->startup_place = startup->place;
	fill_settings(arena, value_at(value, TARGET_KEY_SETTINGS), target);
	target->relogin = (enum relogin)value_at(value, TARGET_KEY_RELOGIN)->number;
	target->auth = auth_wish_of(value_at(value, TARGET_KEY_AUTH));
}

static void fill_vg(struct arena *arena, const struct value *value, struct vg_wish *vg)
{
	const struct value *targets = value_at(value, VG_KEY_TARGETS);
	const struct value *lvs = value_at(value, VG_KEY_LVS), *item;

	vg->name = value->name;
	vg->place = value->key;
	vg->digest = value_digest(value);
	vg->ensure = (enum vg_ensure)word_or_default(value_at(value, VG_KEY_ENSURE), &value->key,
						     &vg->ensure_place);
	vg->has_targets = targets->given;
	vec_reserve(arena, &vg->targets, targets->items.count);
	vec_each (item, &targets->items)
		vec_add(arena, &vg->targets, ((struct target_ref){ item->text, item->place }));
	vg->access = (enum vg_access)word_or_default(value_at(value, VG_KEY_ACCESS), &value->key,
						     &vg->access_place);
	vg->has_access = value_at(value, VG_KEY_ACCESS)->given;
	vg->uuid = value_at(value, VG_KEY_UUID)->text;
	vg->uuid_place = value_at(value, VG_KEY_UUID)->place;
	vec_reserve(arena, &vg->lvs, lvs->items.count);
	strmap_reserve(arena, &vg->lv_index, lvs->items.count);
	vec_each (item, &lvs->items) {
		strmap_add(arena, &vg->lv_index, item->name, vg->lvs.count);
		vec_add(arena, &vg->lvs,
			((struct lv_wish){
				item->name, item->key, value_digest(item),
				(enum lv_ensure)value_at(item, LV_KEY_ENSURE)->number }));
	}
}

static void fill_unmanaged(const struct value *value, struct wishes *wishes)
{
	if (!value->given)
		return;
	wishes->unmanaged = (enum unmanaged_mode)value_at(value, UNMANAGED_KEY_MODE)->number;
	wishes->unmanaged_match = value_at(value, UNMANAGED_KEY_MATCH)->text;
	wishes->unmanaged_place = value->key;
	wishes->unmanaged_digest = value_digest(value);
}

struct wishes *wishes_make(struct arena *arena, const struct value *document, const char *host,
			   size_t documents)
{
	struct wishes *wishes = arena_alloc(arena, sizeof(*wishes));
	const struct value *initiator, *targets, *vgs, *item;

	wishes->arena = arena;
	wishes->host = arena_strdup(arena, host);
	wishes->documents = documents;
	if (!document)
		return wishes;
	initiator = value_at(document, DOCUMENT_KEY_INITIATOR);
	wishes->initiator = initiator->text;
	wishes->initiator_place = initiator->place;
	wishes->initiator_digest = initiator->given ? value_digest(initiator) : 0;
	fill_unmanaged(value_at(document, DOCUMENT_KEY_UNMANAGED), wishes);
	vec_each (item, &value_at(document, DOCUMENT_KEY_INTERFACES)->items) {
		strmap_add(arena, &wishes->interface_index, item->name, wishes->interfaces.count);
		vec_add(arena, &wishes->interfaces, interface_wish_of(item));
	}
	targets = value_at(document, DOCUMENT_KEY_TARGETS);
	vec_reserve(arena, &wishes->targets, targets->items.count);
	strmap_reserve(arena, &wishes->target_index, targets->items.count);
	vec_each (item, &targets->items) {
		strmap_add(arena, &wishes->target_index, item->name, wishes->targets.count);
		fill_target(arena, item, vec_push(arena, &wishes->targets));
	}
	vgs = value_at(document, DOCUMENT_KEY_VGS);
	vec_reserve(arena, &wishes->vgs, vgs->items.count);
	strmap_reserve(arena, &wishes->vg_index, vgs->items.count);
	vec_each (item, &vgs->items) {
		strmap_add(arena, &wishes->vg_index, item->name, wishes->vgs.count);
		fill_vg(arena, item, vec_push(arena, &wishes->vgs));
	}
	return wishes;
}
