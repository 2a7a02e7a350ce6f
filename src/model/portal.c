#include "config.h"

#include "model/portal.h"

#include "base/arena.h"
#include "base/str.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS "0123456789"
#define LETTERS "abcdefghijklmnopqrstuvwxyz"
#define HOST_MAX 253
#define LABEL_MAX 63
#define ZONE_MAX 15 /* IFNAMSIZ less its NUL */

static char *lower(struct arena *arena, const char *text)
{
	char *copy = arena_strdup(arena, text);

	for (char *c = copy; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			*c = (char)(*c - 'A' + 'a');
	return copy;
}

/* inet_ntop() of what inet_pton() reads, the zone id kept; NULL if it is no IPv6 address. */
static const char *ipv6_text(struct arena *arena, const char *text)
{
	const char *zone = strchr(text, '%');
	size_t length = zone ? (size_t)(zone - text) : strlen(text);
	char *normal = arena_alloc(arena, INET6_ADDRSTRLEN);
	struct in6_addr address;

	if (inet_pton(AF_INET6, arena_strndup(arena, text, length), &address) != 1)
		return NULL;
	inet_ntop(AF_INET6, &address, normal, INET6_ADDRSTRLEN);
	return zone ? arena_printf(arena, "%s%s", normal, zone) : normal;
}

static const char *read_ipv6(struct arena *arena, const char *text, const char **ret_host)
{
	const char *zone = strchr(text, '%'), *dot = strchr(text, '.');
	const char *host;

	if (zone && dot > zone)
		return "iscsiadm misreads a zone id with a dot; name the interface without one";
	if (dot)
		return "iscsiadm misreads an IPv6 address with a dot; write the IPv4 address itself";
	if (zone && (!zone[1] || strlen(zone + 1) > ZONE_MAX ||
		     zone[1 + strspn(lower(arena, zone + 1), LETTERS DIGITS "_-")]))
		return "the zone id behind '%' must be the name of a network interface";
	host = ipv6_text(arena, text);
	if (!host)
		return "what stands in the brackets is not an IPv6 address";
	if (strchr(host, '.'))
		return "iscsiadm misreads IPv6 addresses that carry an IPv4 address; write the IPv4 "
		       "address itself";
	*ret_host = host;
	return NULL;
}

static bool label_is_fine(const char *label, size_t length)
{
	return length > 0 && length <= LABEL_MAX && label[0] != '-' && label[length - 1] != '-' &&
	       strspn(label, LETTERS DIGITS "-") >= length;
}

static const char *read_name(const char *host)
{
	const char *label = host;
	struct in_addr address;

	if (!host[strspn(host, DIGITS ".")])
		return inet_pton(AF_INET, host, &address) == 1
			       ? NULL
			       : "an IPv4 address is four numbers from 0 to 255 without leading zeros, "
				 "such as 10.5.88.21";
	if (strlen(host) > HOST_MAX)
		return "a host name has at most 253 characters";
	for (;; label++) {
		size_t length = strcspn(label, ".");

		if (!label_is_fine(label, length))
			return "the host must be an IPv4 address, an IPv6 address in brackets, or a "
			       "host name of letters, digits, '-' and '.'";
		if (!label[length])
			break;
		label += length;
	}
	if (!label[strspn(label, DIGITS)])
		return "the last part of a host name cannot be a number";
	return NULL;
}

static const char *read_host(struct arena *arena, const char *text, const char **ret_host)
{
	const char *host = lower(arena, text);
	const char *fault = *host ? read_name(host) : "the host is missing";

	if (!fault)
		*ret_host = host;
	return fault;
}

/* Splits at the port: "HOST", "HOST:PORT", "[IPv6]", "[IPv6]:PORT". */
static const char *split(struct arena *arena, char *text, const char **ret_host,
			 const char **ret_port)
{
	char *end;

	if (text[0] != '[') {
		end = strchr(text, ':');
		if (end && strchr(end + 1, ':'))
			return "an IPv6 address must stand in brackets, such as [2001:db8::1]:3260";
		if (end) {
			*end = '\0';
			*ret_port = end + 1;
		}
		return read_host(arena, text, ret_host);
	}
	end = strchr(text, ']');
	if (!end)
		return "the ']' behind the IPv6 address is missing";
	if (end[1] && end[1] != ':')
		return "only ':PORT' and ',TPGT' may follow the ']'";
	if (end[1])
		*ret_port = end + 2;
	*end = '\0';
	return read_ipv6(arena, text + 1, ret_host);
}

const char *portal_parse(struct arena *arena, const char *text, struct portal *ret_portal)
{
	struct portal portal = { .port = PORTAL_PORT, .tpgt = TPGT_NONE };
	char *rest = arena_strdup(arena, text);
	char *tag = strchr(rest, ',');
	const char *port = NULL, *fault;
	uint64_t number;

	if (text[strcspn(text, " \t\r\n\v\f")])
		return "a portal has no blanks";
	if (tag) {
		*tag++ = '\0';
		if (!str_number(tag, 65535, &number))
			return "the portal group tag behind the ',' must be a number from 0 to 65535";
		portal.tpgt = (int)number;
	}
	fault = split(arena, rest, &portal.host, &port);
	if (fault)
		return fault;
	if (port) {
		if (!str_number(port, 65535, &number) || number == 0)
			return "the port must be a number from 1 to 65535";
		portal.port = (int)number;
	}
	*ret_portal = portal;
	return NULL;
}

const char *portal_host(struct arena *arena, const char *host)
{
	size_t length = strlen(host);
	const char *ipv6;

	if (length >= 2 && host[0] == '[' && host[length - 1] == ']')
		host = arena_strndup(arena, host + 1, length - 2);
	ipv6 = strchr(host, ':') ? ipv6_text(arena, host) : NULL;
	return ipv6 ? ipv6 : lower(arena, host);
}

bool portal_is_ipv6(const struct portal *portal)
{
	return strchr(portal->host, ':') != NULL;
}

bool portal_lacks_zone(const struct portal *portal)
{
	struct in6_addr address;

	/* What has a zone is not read. */
	return inet_pton(AF_INET6, portal->host, &address) == 1 && IN6_IS_ADDR_LINKLOCAL(&address);
}

bool portal_equal(const struct portal *a, const struct portal *b)
{
	return a->port == b->port && str_equal(a->host, b->host);
}

int portal_compare(const struct portal *a, const struct portal *b)
{
	int order = portal_is_ipv6(a) - portal_is_ipv6(b);

	if (!order)
		order = strverscmp(a->host, b->host);
	if (!order)
		order = a->port - b->port;
	return order ? order : a->tpgt - b->tpgt;
}

const char *portal_text(struct arena *arena, const struct portal *portal)
{
	if (portal_is_ipv6(portal))
		return arena_printf(arena, "[%s]:%d", portal->host, portal->port);
	return arena_printf(arena, "%s:%d", portal->host, portal->port);
}

const char *portal_text_tagged(struct arena *arena, const struct portal *portal)
{
	const char *text = portal_text(arena, portal);

	return portal->tpgt == TPGT_NONE ? text : arena_printf(arena, "%s,%d", text, portal->tpgt);
}

const char *portal_text_bound(struct arena *arena, const struct portal *portal, const char *iface)
{
	const char *text = portal_text(arena, portal);

	return str_equal(iface, DEFAULT_IFACE) ? text
					       : arena_printf(arena, "%s iface %s", text, iface);
}
