#include "engine/fleet.h"

#include "engine/fleet_parts.h"
#include "os/clock.h"

#include <string.h>

#define HOSTS_SHOWN 4

struct finding *fleet_find(struct fleet *fleet, const char *type, const char *kind,
			   const char *name)
{
	struct finding *finding = vec_push(fleet->arena, &fleet->findings);

	finding->type = type;
	finding->kind = kind;
	finding->name = name;
	return finding;
}

const char *finding_hosts(struct arena *arena, const struct finding *finding)
{
	struct strbuf text CLEANUP(strbuf_done) = { 0 };
	size_t count = finding->hosts.count;
	size_t shown = count > HOSTS_SHOWN + 1 ? HOSTS_SHOWN : count;

	for (size_t i = 0; i < shown; i++)
		strbuf_printf(&text, "%s%s",
			      !i	       ? ""
			      : i + 1 == count ? " and "
					       : ", ",
			      finding->hosts.at[i]);
	if (shown < count)
		strbuf_printf(&text, " and %zu more", count - shown);
	return arena_strdup(arena, strbuf_text(&text));
}

/* ---- snapshots ---- */

/* The finding of a type that has no name, one for all hosts. */
static struct finding *add_to(struct fleet *fleet, struct finding *finding, const char *type,
			      const struct member *member)
{
	if (!finding)
		finding = fleet_find(fleet, type, NULL, NULL);
	vec_add(fleet->arena, &finding->hosts, member->host);
	return finding;
}

static void find_unusable(struct fleet *fleet)
{
	struct finding *missing = NULL;
	const struct member *member;

	vec_each (member, &fleet->members)
		if (member->fault)
			add_to(fleet, NULL, "unreadable", member)->text = member->fault;
	vec_each (member, &fleet->members)
		if (!member->fault && !member->snapshot)
			missing = add_to(fleet, missing, "missing", member);
	if (missing)
		missing->text = arena_printf(
			fleet->arena,
			"there is no snapshot of %s, which the manifest names; take %s with "
			"converge show --output json",
			finding_hosts(fleet->arena, missing),
			missing->hosts.count == 1 ? "it" : "them");
}

static void find_old(struct fleet *fleet, unsigned int max_age)
{
	const struct member *member;
	struct finding *old = NULL;
	int64_t newest = 0, oldest = INT64_MAX;

	vec_each (member, &fleet->members)
		if (member->snapshot && member->snapshot->taken > newest)
			newest = member->snapshot->taken;
	vec_each (member, &fleet->members) {
		if (!member->snapshot || newest - member->snapshot->taken <= max_age)
			continue;
		old = add_to(fleet, old, "old", member);
		if (member->snapshot->taken < oldest)
			oldest = member->snapshot->taken;
	}
	if (old)
		old->text = arena_printf(
			fleet->arena,
			"the snapshot%s of %s %s of %s%s, the newest of all is of "
			"%s; take %s again",
			old->hosts.count == 1 ? "" : "s", finding_hosts(fleet->arena, old),
			old->hosts.count == 1 ? "is" : "are", clock_text(fleet->arena, oldest),
			old->hosts.count == 1 ? "" : " or somewhat newer",
			clock_text(fleet->arena, newest), old->hosts.count == 1 ? "it" : "them");
}

static void find_unknown(struct fleet *fleet)
{
	const struct member *member;

	vec_each (member, &fleet->members)
		if (member->snapshot && member->snapshot->lvm_unknown)
			add_to(fleet, NULL, "unknown", member)->text = arena_printf(
				fleet->arena,
				"what LVM has on %s is unknown (%s), and is not held against the "
				"other hosts",
				member->host, member->snapshot->lvm_unknown);
}

/* ---- initiator names ---- */

void sighting_add(struct arena *arena, struct sighting_table *table, const char *name,
		  const struct member *member, const void *what)
{
	size_t at = strmap_find(&table->index, name);

	if (at == SIZE_MAX) {
		at = table->rows.count;
		vec_push(arena, &table->rows)->name = name;
		strmap_add(arena, &table->index, name, at);
	}
	vec_add(arena, &table->rows.at[at].list, ((struct sighting){ member, what }));
}

/* The host's own, and those of interfaces. */
static void list_names(struct fleet *fleet, struct sighting_table *table)
{
	const struct interface *interface;
	const struct member *member;

	vec_each (member, &fleet->members) {
		if (!member->snapshot)
			continue;
		if (member->snapshot->initiator)
			sighting_add(fleet->arena, table, member->snapshot->initiator, member,
				     NULL);
		vec_each (interface, &member->snapshot->interfaces)
			if (*interface->initiator)
				sighting_add(fleet->arena, table, interface->initiator, member,
					     NULL);
	}
}

static void find_twins(struct fleet *fleet)
{
	struct sighting_table table = { 0 };
	const struct sightings *row;
	const struct sighting *sighting;

	list_names(fleet, &table);
	vec_each (row, &table.rows) {
		const struct member *first = row->list.at[0].member;
		struct finding *finding;

		/* They stand in the order of the hosts. */
		if (row->list.at[row->list.count - 1].member == first)
			continue;
		finding = fleet_find(fleet, "initiator", "initiator", row->name);
		vec_each (sighting, &row->list)
			if (sighting == row->list.at || sighting[-1].member != sighting->member)
				vec_add(fleet->arena, &finding->hosts, sighting->member->host);
		finding->text = arena_printf(
			fleet->arena,
			"%s have the initiator name %s: a target takes them for one host, and a "
			"login of one may end the session of the other; give each a name of its "
			"own in initiatorname.iscsi",
			finding_hosts(fleet->arena, finding), row->name);
	}
}

/* ---- all of it ---- */

void fleet_compare(struct fleet *fleet, unsigned int max_age)
{
	find_unusable(fleet);
	find_old(fleet, max_age);
	find_unknown(fleet);
	find_twins(fleet);
	fleet_compare_groups(fleet);
}

bool fleet_changed(const struct fleet *fleet)
{
	const struct member *member;

	vec_each (member, &fleet->members)
		if (member->outcome && outcome_changed(member->outcome))
			return true;
	return false;
}

bool fleet_troubled(const struct fleet *fleet)
{
	const struct member *member;

	vec_each (member, &fleet->members)
		if (member->outcome && outcome_troubled(member->outcome))
			return true;
	return fleet->findings.count;
}

int fleet_exit(const struct fleet *fleet, bool detailed)
{
	int status = fleet_troubled(fleet) ? 4 : 0;

	return detailed && fleet_changed(fleet) ? status | 2 : status;
}
