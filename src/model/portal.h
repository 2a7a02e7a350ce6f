/*
 * A portal: where a target listens. The one place that knows how addresses are
 * written, so that the manifest, node records and sysfs can be compared.
 *
 * host is in normal form: IPv4 as is, IPv6 as inet_ntop(3) writes it and
 * without brackets (a zone id kept behind '%'), host names in lower case.
 */
#ifndef MODEL_PORTAL_H
#define MODEL_PORTAL_H

#include <stdbool.h>

struct arena;
struct strbuf;

#define PORTAL_PORT 3260
#define DEFAULT_IFACE "default" /* open-iscsi's own: any way out, the host's initiator name */
#define TPGT_NONE (-1)		/* target portal group tag not given or not known */

struct portal {
	const char *host;
	int port; /* 1 to 65535 */
	int tpgt; /* 0 to 65535, or TPGT_NONE */
};

/*
 * Reads "HOST[:PORT][,TPGT]", "[IPv6][:PORT][,TPGT]". What iscsiadm would
 * misread is refused (open-iscsi 2.1.8, usr/iscsi_util.c:str_to_ipport cuts a
 * literal with a dot at its first ':'): v4-mapped IPv6, zone ids with a dot,
 * IPv6 without brackets, ports or tags out of range, empty hosts, blanks.
 * Returns NULL and fills ret_portal, or a sentence that says what is wrong.
 */
const char *portal_parse(struct arena *arena, const char *text, struct portal *ret_portal);
/* The normal form of a host as a tool printed it (sysfs writes IPv6 fully expanded). */
const char *portal_host(struct arena *arena, const char *host);

bool portal_is_ipv6(const struct portal *portal);
/* A link-local IPv6 address without a zone id: it can be reached only from an interface that is
 * bound to a network device. */
bool portal_lacks_zone(const struct portal *portal);
/* Same host and port; the tag is not part of a portal's identity for iscsiadm. */
bool portal_equal(const struct portal *a, const struct portal *b);
/* For sorting: IPv6 last, numbers within a host by value, then port and tag. */
int portal_compare(const struct portal *a, const struct portal *b);
/* "10.5.88.21:3260" or "[2001:db8::1]:3260", as people and `iscsiadm -p` write it. */
const char *portal_text(struct arena *arena, const struct portal *portal);
/* portal_text() with ",TPGT" behind it, if it has one. */
const char *portal_text_tagged(struct arena *arena, const struct portal *portal);
/* portal_text() with " iface NAME" behind it, unless that is DEFAULT_IFACE. */
const char *portal_text_bound(struct arena *arena, const struct portal *portal, const char *iface);

#endif
