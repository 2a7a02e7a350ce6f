#include "act/portals.h"

#include "model/host_name.h"

static const char *key_of(struct arena *arena, const char *target, const struct portal *portal,
			  const char *host, const char *iface)
{
	return arena_printf(arena, "%s %u %s %s", target, portal->port, host, iface ? iface : "");
}

/* A host, and the addresses that it stands for. */
struct hosts {
	struct arena scratch;
	VEC(const char *) list;
};

static void add_host(const struct planning *p, struct hosts *hosts, const char *host)
{
	const struct host_name *name = snapshot_host_name(p->snapshot, host);
	const char *const *address;

	vec_add(&hosts->scratch, &hosts->list, host);
	if (name)
		vec_each (address, &name->addresses)
			vec_add(&hosts->scratch, &hosts->list, *address);
}

/* An address that differs from the peer's is a redirect: session_is_at(). */
static void add_session(const struct planning *p, struct hosts *hosts,
			const struct session *session)
{
	add_host(p, hosts, session->portal.host);
	if (session->address && host_is_name(session->portal.host))
		add_host(p, hosts, session->address);
}

static void file(const struct planning *p, struct strlists *lists, const char *target,
		 const struct portal *portal, const char *iface, const struct hosts *hosts,
		 size_t index)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	const char *const *host;

	vec_each (host, &hosts->list) {
		const char *key = key_of(&scratch, target, portal, *host, iface);
		const struct indices *have = strlists_at(lists, key);

		if (!have->list.count || have->list.at[have->list.count - 1] != index)
			strlists_add(p->arena, lists, key, index);
	}
}

static struct indices find(const struct planning *p, const struct strlists *lists,
			   const char *target, const struct portal *portal, const char *iface,
			   const struct hosts *hosts)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };
	struct indices found = { 0 };
	const char *const *host;
	const size_t *at;

	vec_each (host, &hosts->list)
		vec_each (at,
			  &strlists_at(lists, key_of(&scratch, target, portal, *host, iface))->list)
			vec_add(p->arena, &found.list, *at);
	indices_tidy(&found);
	return found;
}

static void hosts_free(struct hosts *hosts)
{
	arena_free(&hosts->scratch);
}

static struct indices find_at(const struct planning *p, const struct strlists *lists,
			      const char *target, const struct portal *portal, const char *iface)
{
	CLEANUP(hosts_free) struct hosts hosts = { 0 };

	add_host(p, &hosts, portal->host);
	return find(p, lists, target, portal, iface, &hosts);
}

static void file_at(const struct planning *p, struct strlists *lists, const char *target,
		    const struct portal *portal, const char *iface, size_t index)
{
	CLEANUP(hosts_free) struct hosts hosts = { 0 };

	add_host(p, &hosts, portal->host);
	file(p, lists, target, portal, iface, &hosts, index);
}

static void index_record(struct planning *p, const struct record *record, size_t index)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };

	file_at(p, &p->portals.records, record->target, &record->portal, record->iface, index);
	strlists_add(p->arena, &p->portals.bound, record->iface, index);
	if (record->portal.tpgt == TPGT_NONE)
		strlists_add(p->arena, &p->portals.untagged,
			     key_of(&scratch, record->target, &record->portal, record->portal.host,
				    NULL),
			     index);
}

static void index_session(struct planning *p, const struct session *session, size_t index)
{
	CLEANUP(hosts_free) struct hosts hosts = { 0 };

	add_session(p, &hosts, session);
	file(p, &p->portals.sessions, session->target, &session->portal, session->iface, &hosts,
	     index);
}

void portals_index(struct planning *p)
{
	const struct target_wish *wish;

	for (size_t i = 0; i < p->records.count; i++)
		index_record(p, p->records.at[i], i);
	for (size_t i = 0; i < p->sessions.count; i++)
		index_session(p, p->sessions.at[i], i);
	vec_each (wish, &p->wishes->targets)
		for (size_t i = 0; i < wish->portals.count; i++)
			file_at(p, &p->portals.listed, wish->name, &wish->portals.at[i].portal,
				wish->portals.at[i].iface, i);
}

struct indices portals_records(const struct planning *p, const char *target,
			       const struct portal *portal, const char *iface)
{
	return find_at(p, &p->portals.records, target, portal, iface);
}

struct indices portals_sessions(const struct planning *p, const char *target,
				const struct portal *portal, const char *iface)
{
	return find_at(p, &p->portals.sessions, target, portal, iface);
}

struct indices portals_listed(const struct planning *p, const char *target,
			      const struct portal *portal, const char *iface)
{
	return find_at(p, &p->portals.listed, target, portal, iface);
}

struct indices portals_listed_for(const struct planning *p, const char *target,
				  const struct session *session)
{
	CLEANUP(hosts_free) struct hosts hosts = { 0 };

	add_session(p, &hosts, session);
	return find(p, &p->portals.listed, target, &session->portal, session->iface, &hosts);
}

const struct indices *portals_untagged(const struct planning *p, const char *target,
				       const struct portal *portal)
{
	CLEANUP(arena_free) struct arena scratch = { 0 };

	return strlists_at(&p->portals.untagged,
			   key_of(&scratch, target, portal, portal->host, NULL));
}

const struct indices *portals_bound(const struct planning *p, const char *iface)
{
	return strlists_at(&p->portals.bound, iface);
}

/* The plan has grown since; only steps on a session have one. */
static void catch_up(struct planning *p)
{
	for (; p->portals.steps_seen < p->plan->actions.count; p->portals.steps_seen++) {
		const struct action *step = &p->plan->actions.at[p->portals.steps_seen];

		if (step->sid)
			file_at(p, &p->portals.steps, step->target, &step->portal, NULL,
				p->portals.steps_seen);
	}
}

struct indices portals_steps(struct planning *p, const char *target, const struct portal *portal)
{
	catch_up(p);
	return find_at(p, &p->portals.steps, target, portal, NULL);
}

const struct portal_wish *wish_of_record(const struct planning *p, const struct target_wish *wish,
					 const struct record *record)
{
	struct indices found = portals_listed(p, wish->name, &record->portal, record->iface);

	return found.list.count ? &wish->portals.at[found.list.at[0]] : NULL;
}

const struct portal_wish *wish_of_session(const struct planning *p, const struct target_wish *wish,
					  const struct session *session)
{
	struct indices found = portals_listed_for(p, wish->name, session);

	return found.list.count ? &wish->portals.at[found.list.at[0]] : NULL;
}
