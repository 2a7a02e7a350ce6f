/* Volume groups that several hosts see: who uses what at the same time, and whose view is old. */
#include "engine/fleet_parts.h"

/* On storage that hosts may share: named by the manifest, or on a session's disk. A local group may
 * have the UUID of another host's because one disk was copied to the other. */
static bool may_be_shared(const struct member *member, const struct vg *vg)
{
	const struct vg_wish *wish = wishes_vg(member->wishes, vg->name);
	const struct session *session;

	if (wish && (!wish->uuid || str_equal(wish->uuid, vg->uuid)))
		return true;
	vec_each (session, &member->snapshot->sessions)
		if (snapshot_vg_is_on(member->snapshot, vg, session->sid))
			return true;
	return false;
}

static const struct vg *vg_at(const struct sighting *sighting)
{
	return sighting->what;
}

static struct finding *find_in(struct fleet *fleet, const char *type, const struct sightings *row)
{
	return fleet_find(fleet, type, "volume group", vg_at(&row->list.at[0])->name);
}

static void add_host(struct fleet *fleet, struct finding *finding, const struct sighting *sighting)
{
	vec_add(fleet->arena, &finding->hosts, sighting->member->host);
}

/* ---- who uses it ---- */

/* The strictest word of all hosts that see it; NULL: no manifest names it. */
static const struct vg_wish *access_of(const struct sightings *row)
{
	const struct sighting *sighting;
	const struct vg_wish *strictest = NULL;

	vec_each (sighting, &row->list) {
		const struct vg_wish *wish =
			wishes_vg(sighting->member->wishes, vg_at(sighting)->name);

		if (wish && (!strictest || wish->access < strictest->access))
			strictest = wish;
	}
	return strictest;
}

static bool is_active(const struct lv *lv)
{
	return lv->active;
}

static bool is_open(const struct lv *lv)
{
	return lv->active && lv->open;
}

/* The volumes that more than one host has so; the hosts are added to the finding, once. */
static const char *common_volumes(struct fleet *fleet, const struct sightings *row,
				  bool (*is_so)(const struct lv *), struct finding *finding)
{
	struct sighting_table volumes = { 0 };
	struct strbuf names CLEANUP(strbuf_done) = { 0 };
	const struct sighting *sighting;
	const struct sightings *volume;
	struct strmap hosts = { 0 };
	const struct lv *lv;

	vec_each (sighting, &row->list)
		vec_each (lv, &vg_at(sighting)->lvs)
			if (is_so(lv))
				sighting_add(fleet->arena, &volumes, lv->uuid, sighting->member,
					     lv);
	vec_each (volume, &volumes.rows) {
		if (volume->list.count < 2)
			continue;
		lv = volume->list.at[0].what;
		strbuf_printf(&names, "%s%s", names.length ? ", " : "", lv->name);
		vec_each (sighting, &volume->list) {
			if (strmap_find(&hosts, sighting->member->host) != SIZE_MAX)
				continue;
			strmap_add(fleet->arena, &hosts, sighting->member->host, 0);
			add_host(fleet, finding, sighting);
		}
	}
	return names.length ? arena_strdup(fleet->arena, strbuf_text(&names)) : NULL;
}

/* Whether one host is to have all of it. */
static bool is_claimed(const struct sightings *row)
{
	const struct sighting *sighting;

	vec_each (sighting, &row->list) {
		const struct vg_wish *wish =
			wishes_vg(sighting->member->wishes, vg_at(sighting)->name);

		if (wish && wish->ensure == VG_ACTIVE)
			return true;
	}
	return false;
}

static void add_users(struct fleet *fleet, const struct sightings *row, struct finding *finding)
{
	const struct sighting *sighting;
	const struct lv *lv;

	vec_each (sighting, &row->list)
		vec_each (lv, &vg_at(sighting)->lvs)
			if (lv->active) {
				add_host(fleet, finding, sighting);
				break;
			}
}

/* Where hosts have volumes of their own in a group, only those that two of them have are against
 * it. */
static void find_active(struct fleet *fleet, const struct sightings *row,
			const struct vg_wish *wish)
{
	struct finding found = { 0 }, open = { 0 }, users = { 0 }, *finding;
	const char *active = common_volumes(fleet, row, is_active, &found);
	const char *opened = common_volumes(fleet, row, is_open, &open);

	add_users(fleet, row, &users);
	if (is_claimed(row) && users.hosts.count > 1)
		found.hosts = users.hosts;
	if (!found.hosts.count)
		return;
	finding = find_in(fleet, "active", row);
	finding->hosts = found.hosts;
	finding->place = wish->access_place;
	finding->text = arena_printf(
		fleet->arena,
		"volume group %s is active on %s%s%s%s, and its access is exclusive; deactivate it "
		"on all but one of them%s%s%s%s",
		wish->name, finding_hosts(fleet->arena, &found), active ? " (" : "",
		active ? active : "", active ? ")" : "",
		opened ? ", and mind that volumes are open on more than one already: " : "",
		opened ? opened : "", opened ? " on " : "",
		opened ? finding_hosts(fleet->arena, &open) : "");
}

static void find_open(struct fleet *fleet, const struct sightings *row, const struct vg_wish *wish)
{
	struct finding found = { 0 }, *finding;
	const char *volumes = common_volumes(fleet, row, is_open, &found);

	if (!volumes)
		return;
	finding = find_in(fleet, "open", row);
	finding->hosts = found.hosts;
	finding->place = wish->access_place;
	finding->text = arena_printf(
		fleet->arena,
		"volumes of group %s are open on %s at the same time (%s); its access is shared, so "
		"nothing keeps these hosts from writing over each other: converge holders %s, on "
		"each, tells who has them open",
		wish->name, finding_hosts(fleet->arena, &found), volumes, wish->name);
}

/* ---- whose view is old ---- */

static void find_behind(struct fleet *fleet, const struct sightings *row)
{
	struct finding found = { 0 }, *finding;
	const struct sighting *sighting, *latest = row->list.at;
	uint64_t oldest = UINT64_MAX;

	vec_each (sighting, &row->list)
		if (vg_at(sighting)->seqno > vg_at(latest)->seqno)
			latest = sighting;
	vec_each (sighting, &row->list) {
		uint64_t seqno = vg_at(sighting)->seqno;

		if (seqno == vg_at(latest)->seqno)
			continue;
		add_host(fleet, &found, sighting);
		oldest = seqno < oldest ? seqno : oldest;
	}
	if (!found.hosts.count)
		return;
	finding = find_in(fleet, "behind", row);
	finding->hosts = found.hosts;
	finding->text = arena_printf(
		fleet->arena,
		"%s ha%s not seen the last change of volume group %s (sequence number %llu, and "
		"%llu on %s): rescan there, and take %s snapshot again",
		finding_hosts(fleet->arena, &found), found.hosts.count == 1 ? "s" : "ve",
		vg_at(latest)->name, (unsigned long long)oldest,
		(unsigned long long)vg_at(latest)->seqno, latest->member->host,
		found.hosts.count == 1 ? "its" : "their");
}

static uint64_t disk_size(const struct sighting *sighting)
{
	const struct block *block = snapshot_pv(sighting->member->snapshot, sighting->what);

	return block ? block->size * 512 : 0;
}

static uint64_t volume_size(const struct sighting *sighting)
{
	const struct lv *lv = sighting->what;

	return lv->size;
}

/* Those that have less of one thing than others do. */
static void find_smaller(struct fleet *fleet, const struct sightings *row,
			 const struct sightings *thing,
			 uint64_t (*size_of)(const struct sighting *), const char *what)
{
	struct finding found = { 0 }, *finding;
	const struct sighting *sighting, *largest = thing->list.at;
	uint64_t size = 0;

	vec_each (sighting, &thing->list)
		if (size_of(sighting) > size_of(largest))
			largest = sighting;
	vec_each (sighting, &thing->list) {
		if (!size_of(sighting) || size_of(sighting) == size_of(largest))
			continue;
		add_host(fleet, &found, sighting);
		size = size_of(sighting);
	}
	if (!found.hosts.count)
		return;
	finding = find_in(fleet, "size", row);
	finding->hosts = found.hosts;
	finding->text = arena_printf(
		fleet->arena,
		"%s of volume group %s has %llu MiB on %s, and %llu MiB on %s: rescan the sessions "
		"there, and take %s snapshot again",
		what, vg_at(&row->list.at[0])->name, (unsigned long long)size >> 20,
		finding_hosts(fleet->arena, &found), (unsigned long long)size_of(largest) >> 20,
		largest->member->host, found.hosts.count == 1 ? "its" : "their");
}

/* A disk that has grown is not seen before a rescan, whatever the metadata on it says. Metadata of
 * one sequence number that differs all the same is no longer one volume group's. */
static void find_sizes(struct fleet *fleet, const struct sightings *row)
{
	struct sighting_table disks = { 0 }, volumes = { 0 };
	const struct sighting *sighting;
	const struct sightings *thing;
	uint64_t seqno = vg_at(&row->list.at[0])->seqno;
	const struct lv *lv;
	const struct pv *pv;
	bool same = true;

	vec_each (sighting, &row->list) {
		same &= vg_at(sighting)->seqno == seqno;
		vec_each (pv, &vg_at(sighting)->pvs)
			if (snapshot_pv(sighting->member->snapshot, pv))
				sighting_add(fleet->arena, &disks, pv->uuid, sighting->member, pv);
		vec_each (lv, &vg_at(sighting)->lvs)
			sighting_add(fleet->arena, &volumes, lv->uuid, sighting->member, lv);
	}
	vec_each (thing, &disks.rows)
		find_smaller(fleet, row, thing, disk_size,
			     arena_printf(fleet->arena, "the physical volume %s", thing->name));
	vec_each (thing, &volumes.rows) {
		lv = thing->list.at[0].what;
		if (same)
			find_smaller(fleet, row, thing, volume_size,
				     arena_printf(fleet->arena, "the volume %s", lv->name));
	}
}

void fleet_compare_groups(struct fleet *fleet)
{
	struct sighting_table table = { 0 };
	const struct sightings *row;
	const struct member *member;
	const struct vg *vg;

	vec_each (member, &fleet->members) {
		if (!member->snapshot)
			continue;
		vec_each (vg, &member->snapshot->vgs)
			if (may_be_shared(member, vg))
				sighting_add(fleet->arena, &table, vg->uuid, member, vg);
	}
	vec_each (row, &table.rows) {
		const struct vg_wish *wish = access_of(row);

		if (wish && wish->access == ACCESS_EXCLUSIVE)
			find_active(fleet, row, wish);
		else if (wish && wish->access == ACCESS_SHARED)
			find_open(fleet, row, wish);
		find_behind(fleet, row);
		find_sizes(fleet, row);
	}
}
