#include "model/host_name.h"

#include <string.h>

bool host_is_name(const char *host)
{
	return !strchr(host, ':') && host[strspn(host, "0123456789.")];
}

const struct host_name *snapshot_host_name(const struct snapshot *snapshot, const char *name)
{
	const struct host_name *host;
	size_t at;

	if (snapshot->host_index.count == snapshot->host_names.count) {
		at = strmap_find(&snapshot->host_index, name);
		return at == SIZE_MAX ? NULL : &snapshot->host_names.at[at];
	}
	vec_each (host, &snapshot->host_names)
		if (str_equal(host->name, name))
			return host;
	return NULL;
}

/* Whether a host is, or stands for, this address. */
static bool stands_for(const struct snapshot *snapshot, const char *host, const char *address)
{
	const struct host_name *name = snapshot_host_name(snapshot, host);
	const char *const *own;

	if (str_equal(host, address))
		return true;
	if (!name)
		return false;
	vec_each (own, &name->addresses)
		if (str_equal(*own, address))
			return true;
	return false;
}

bool portal_is(const struct snapshot *snapshot, const struct portal *a, const struct portal *b)
{
	const struct host_name *name = snapshot_host_name(snapshot, a->host);
	const char *const *address;

	if (a->port != b->port)
		return false;
	if (stands_for(snapshot, a->host, b->host) || stands_for(snapshot, b->host, a->host))
		return true;
	if (!name)
		return false;
	vec_each (address, &name->addresses)
		if (stands_for(snapshot, b->host, *address))
			return true;
	return false;
}

bool session_is_at(const struct snapshot *snapshot, const struct session *session,
		   const struct portal *portal)
{
	struct portal peer = session->portal;

	if (portal_is(snapshot, &session->portal, portal))
		return true;
	/* An address that differs from the peer's is a redirect, and says where the record is. */
	if (!session->address || !host_is_name(session->portal.host))
		return false;
	peer.host = session->address;
	return portal_is(snapshot, &peer, portal);
}
