#include "tool/records.h"

#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

bool record_is_secret(const char *parameter)
{
	return strstr(parameter, "password") != NULL;
}

/* Like the tool, only those of ASCII. */
static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* The text without the blanks around it. */
static char *trim(char *text)
{
	char *end;

	while (is_blank(*text))
		text++;
	end = text + strlen(text);
	while (end > text && is_blank(end[-1]))
		end--;
	*end = '\0';
	return text;
}

/* Printable ASCII without blanks, as all names of the tool are: no two look the same in JSON. */
static bool is_name(const char *name)
{
	for (const char *at = name; *at; at++)
		if (*at <= ' ' || *at > '~')
			return false;
	return *name;
}

char *record_next_line(char **text)
{
	char *line;

	while ((line = strsep(text, "\n"))) {
		line += strspn(line, " \t\r");
		if (*line && *line != '#')
			break;
		/* Where it is, it may stay, and a comment may be what a secret was in. */
		explicit_bzero(line, strlen(line));
	}
	return line;
}

bool record_split(char *line, struct parameter *ret_parameter, uint64_t *ret_digest)
{
	char *equals = strchr(line, '='), *value;
	struct parameter parameter;
	uint64_t digest = 0;

	if (!equals)
		return false;
	*equals = '\0';
	parameter.name = trim(line);
	parameter.value = value = trim(equals + 1);
	if (!is_name(parameter.name))
		return false;
	if (str_equal(parameter.value, "<empty>"))
		parameter.value = "";
	if (*parameter.value && record_is_secret(parameter.name)) {
		if (!str_equal(value, SECRET_MASK))
			digest = digest_of(value, strlen(value));
		/* The line may outlive this in an arena. */
		explicit_bzero(value, strlen(value));
		parameter.value = SECRET_MASK;
	}
	*ret_parameter = parameter;
	*ret_digest = digest;
	return true;
}

const char *record_auth(const struct record *record, const char *name)
{
	const char *value = record_parameter(record, name);

	if (value && *value)
		return value;
	return str_equal(name, AUTH_ALGS) ? "MD5" : "";
}

void record_note_secret(struct record *record, const char *name, uint64_t digest)
{
	if (str_equal(name, AUTH_PASSWORD))
		record->password = digest;
	else if (str_equal(name, AUTH_PASSWORD_IN))
		record->password_in = digest;
}

void record_set(struct arena *arena, struct record *record, struct strmap *seen,
		const struct parameter *parameter)
{
	size_t at = strmap_find(seen, parameter->name);

	if (at != SIZE_MAX) {
		record->parameters.at[at] = *parameter;
		return;
	}
	strmap_add(arena, seen, parameter->name, record->parameters.count);
	vec_add(arena, &record->parameters, *parameter);
}

/* Printed with %d or, where the tag is unknown, as -1 or 4294967295 (it is unsigned somewhere). */
static int tag(const char *text)
{
	uint64_t number;

	return str_number(text, 65535, &number) ? (int)number : TPGT_NONE;
}

/*
 * As `iscsiadm -m node` lists it, which `-p` reads back: brackets unless there is a dot
 * (libopeniscsiusr/idbm.c:_idbm_node_get, usr/iscsi_util.c:str_to_ipport).
 */
static const char *address_text(struct arena *arena, const char *host, int port)
{
	return arena_printf(arena, strchr(host, '.') ? "%s:%d" : "[%s]:%d", host, port);
}

const char *record_identify(struct arena *arena, struct record *record)
{
	const char *host = NULL, *iface = NULL;
	const struct parameter *parameter;
	uint64_t port = PORTAL_PORT;
	bool port_good = true;

	record->portal.tpgt = TPGT_NONE;
	vec_each (parameter, &record->parameters) {
		if (str_equal(parameter->name, "node.name"))
			record->target = parameter->value;
		else if (str_equal(parameter->name, "node.conn[0].address"))
			host = parameter->value;
		else if (str_equal(parameter->name, "node.conn[0].port"))
			port_good = str_number(parameter->value, 65535, &port) && port;
		else if (str_equal(parameter->name, "node.tpgt"))
			record->portal.tpgt = tag(parameter->value);
		else if (str_equal(parameter->name, "iface.iscsi_ifacename"))
			iface = parameter->value;
	}
	if (!record->target || !*record->target)
		return "it has no name";
	if (!host || !*host)
		return "it has no address";
	if (!port_good)
		return "its port is no port";
	record->portal.host = portal_host(arena, host);
	record->portal.port = (int)port;
	record->address = address_text(arena, host, record->portal.port);
	/* A record without an iface is bound to the built-in one. */
	record->iface = iface && *iface ? iface : "default";
	return NULL;
}

struct placed {
	struct record record;
	size_t order;
};

static int compare(const void *left, const void *right)
{
	const struct placed *a = left, *b = right;
	int order = strcmp(a->record.target, b->record.target);

	if (order)
		return order;
	return a->order < b->order ? -1 : a->order > b->order;
}

void records_sort(struct snapshot *snapshot)
{
	size_t count = snapshot->records.count;
	struct placed *placed = arena_alloc(snapshot->arena, count * sizeof(*placed));

	for (size_t i = 0; i < count; i++)
		placed[i] = (struct placed){ snapshot->records.at[i], i };
	if (count)
		qsort(placed, count, sizeof(*placed), compare);
	for (size_t i = 0; i < count; i++)
		snapshot->records.at[i] = placed[i].record;
}
