/* Volume groups and volumes that two hosts would have active at the same time. */
#include "manifest/fleet.h"
#include "model/wish.h"

#include <stdint.h>

struct volume {
	const char *name;
	struct claim claim;
	bool exclusive, told;
};

/* What hosts before have active of one volume group. */
struct fleet_vg {
	const char *uuid;
	bool has_targets;
	struct claim claim;	/* the whole group */
	bool exclusive;		/* the claim's access */
	struct strmap left_out; /* volumes that the claim lists as inactive */
	VEC(struct volume) lvs; /* listed as active, each its first */
	struct strmap lv_index;
	bool told; /* of the group: no word about its volumes then */
};

/* One group's word on a volume group. */
struct look {
	struct fleet *fleet;
	const struct crowd *crowd;
	const struct value *vg;
	struct fleet_vg *known;
	bool exclusive, by_default;
};

static bool is_word(const struct value *value, int64_t word)
{
	return value_is_good(value) && value->number == word;
}

/* ---- which volume group ---- */

static struct fleet_vg *find_key(const struct fleet *fleet, const char *key)
{
	size_t at = strmap_find(&fleet->vg_index, key);

	return at == SIZE_MAX ? NULL : &fleet->vgs.at[at];
}

static const char *uuid_key(struct fleet *fleet, const char *uuid)
{
	return arena_printf(fleet->arena, "uuid %s", uuid);
}

static const char *target_key(struct fleet *fleet, const struct value *vg, const char *target)
{
	return arena_printf(fleet->arena, "%s on %s", vg->name, target);
}

/*
 * Hosts may have groups of their own under one name: another UUID, or other targets, make another
 * group.
 */
static struct fleet_vg *find_vg(struct fleet *fleet, const struct value *vg)
{
	const struct value *uuid = value_at(vg, VG_KEY_UUID), *target;
	const struct value *targets = value_at(vg, VG_KEY_TARGETS);
	struct fleet_vg *known;

	if (value_is_good(uuid) && (known = find_key(fleet, uuid_key(fleet, uuid->text))))
		return known;
	vec_each (target, &targets->items) {
		known = find_key(fleet, target_key(fleet, vg, target->text));
		if (known && (!known->uuid || !uuid->given))
			return known;
	}
	known = find_key(fleet, vg->name);
	if (!known || (known->uuid && uuid->given) || (known->has_targets && targets->items.count))
		return NULL;
	return known;
}

static void add_key(struct fleet *fleet, const char *key, size_t at)
{
	if (strmap_find(&fleet->vg_index, key) == SIZE_MAX)
		strmap_add(fleet->arena, &fleet->vg_index, key, at);
}

static struct fleet_vg *vg_of(struct fleet *fleet, const struct value *vg)
{
	const struct value *uuid = value_at(vg, VG_KEY_UUID), *target;
	struct fleet_vg *known = find_vg(fleet, vg);
	size_t at;

	if (!known)
		known = vec_push(fleet->arena, &fleet->vgs);
	at = (size_t)(known - fleet->vgs.at);
	add_key(fleet, vg->name, at);
	vec_each (target, &value_at(vg, VG_KEY_TARGETS)->items) {
		if (!value_is_good(target))
			continue;
		add_key(fleet, target_key(fleet, vg, target->text), at);
		known->has_targets = true;
	}
	if (value_is_good(uuid)) {
		add_key(fleet, uuid_key(fleet, uuid->text), at);
		known->uuid = uuid->text;
	}
	return known;
}

/* ---- what is told ---- */

/* lv: NULL for the whole group. place: where it is to be active; first: as whose word it is not
 * alone; NULL: the hosts of one group are too many. */
static void tell(struct look *look, const char *lv, const struct place *place,
		 const struct claim *first)
{
	struct fleet *fleet = look->fleet;
	const struct subject subject = { DOCUMENT_KEY_VGS, look->vg->name, lv };
	const char *who = fleet_who(fleet, look->crowd), *what, *hosts, *second;
	const struct place *other =
		first ? &first->place : fleet_place(fleet, look->crowd, &subject);

	what = lv ? arena_printf(fleet->arena, "logical volume '%s/%s'", look->vg->name, lv)
		  : arena_printf(fleet->arena, "volume group '%s'", look->vg->name);
	hosts = first ? arena_printf(fleet->arena, "%s as well as on %s", who,
				     fleet_who(fleet, first->crowd))
		      : who;
	second = first ? arena_printf(fleet->arena, "to be active on %s here",
				      fleet_who(fleet, first->crowd))
		       : "these hosts are named here";
	diag_conflict(fleet->diags, place, other, second,
		      "%s is to be active on %s, but its %saccess is exclusive%s; leave it to one "
		      "host, or write 'access: shared' in the group if they may use it at the same "
		      "time",
		      what, hosts, lv ? "group's " : "",
		      look->exclusive && look->by_default ? " (the default)" : "");
}

static bool collides(const struct look *look, const struct claim *first, bool exclusive,
		     const char *lv)
{
	const struct subject subject = { DOCUMENT_KEY_VGS, look->vg->name, lv };

	return (exclusive || look->exclusive) &&
	       fleet_differ(look->fleet, first, look->crowd, &subject);
}

/* ---- the whole group ---- */

static bool leaves_out(const struct value *vg, const char *lv)
{
	const struct value *wish = value_member(value_at(vg, VG_KEY_LVS), lv);

	return wish && !wish->bad && is_word(value_at(wish, LV_KEY_ENSURE), LV_INACTIVE);
}

/* Volumes that others list as active, and that are so here with their group. */
static void meet_volumes(struct look *look, const struct place *place)
{
	struct volume *lv;

	vec_each (lv, &look->known->lvs) {
		if (lv->told || leaves_out(look->vg, lv->name) ||
		    !collides(look, &lv->claim, lv->exclusive, lv->name))
			continue;
		lv->told = true;
		tell(look, lv->name, place, &lv->claim);
	}
}

static void claim_group(struct look *look)
{
	const struct value *ensure = value_at(look->vg, VG_KEY_ENSURE), *lv;
	struct fleet_vg *known = look->known;

	if (look->crowd->real > 1 && look->exclusive) {
		known->told = true;
		tell(look, NULL, &ensure->place, NULL);
	} else if (collides(look, &known->claim, known->exclusive, NULL)) {
		known->told = true;
		tell(look, NULL, &ensure->place, &known->claim);
	}
	if (known->told || known->claim.crowd)
		return;
	meet_volumes(look, &ensure->place);
	known->claim = (struct claim){ look->crowd, ensure->place };
	known->exclusive = look->exclusive;
	vec_each (lv, &value_at(look->vg, VG_KEY_LVS)->items)
		if (leaves_out(look->vg, lv->name))
			strmap_add(look->fleet->arena, &known->left_out, lv->name, 0);
}

/* ---- one volume ---- */

static struct volume *volume_of(struct look *look, const char *name)
{
	struct fleet_vg *known = look->known;
	size_t at = strmap_find(&known->lv_index, name);

	if (at == SIZE_MAX) {
		at = known->lvs.count;
		strmap_add(look->fleet->arena, &known->lv_index, name, at);
		vec_add(look->fleet->arena, &known->lvs, ((struct volume){ .name = name }));
	}
	return &known->lvs.at[at];
}

static void claim_volume(struct look *look, const struct value *lv)
{
	const struct place *place = &value_at(lv, LV_KEY_ENSURE)->place;
	const struct fleet_vg *known = look->known;
	struct volume *volume = volume_of(look, lv->name);
	const struct claim *first = NULL;

	if (collides(look, &volume->claim, volume->exclusive, lv->name))
		first = &volume->claim;
	else if (collides(look, &known->claim, known->exclusive, lv->name) &&
		 strmap_find(&known->left_out, lv->name) == SIZE_MAX)
		first = &known->claim;
	if (!volume->told && (first || (look->crowd->real > 1 && look->exclusive))) {
		volume->told = true;
		tell(look, lv->name, place,
		     look->crowd->real > 1 && look->exclusive ? NULL : first);
	}
	if (!volume->claim.crowd) {
		volume->claim = (struct claim){ look->crowd, *place };
		volume->exclusive = look->exclusive;
	}
}

void fleet_add_vg(struct fleet *fleet, const struct crowd *crowd, const struct value *vg)
{
	const struct value *access = value_at(vg, VG_KEY_ACCESS), *lv;
	struct look look = { .fleet = fleet, .crowd = crowd, .vg = vg };

	if (!crowd->real)
		return;
	look.by_default = !access->given;
	/* What was not understood may have said otherwise. */
	look.exclusive = access->given ? is_word(access, ACCESS_EXCLUSIVE)
				       : fleet->manifest->whole && !vg->vague;
	look.known = vg_of(fleet, vg);
	if (is_word(value_at(vg, VG_KEY_ENSURE), VG_ACTIVE))
		claim_group(&look);
	vec_each (lv, &value_at(vg, VG_KEY_LVS)->items)
		if (!look.known->told && !lv->bad &&
		    is_word(value_at(lv, LV_KEY_ENSURE), LV_ACTIVE))
			claim_volume(&look, lv);
}
