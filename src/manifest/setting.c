#include "manifest/setting.h"

#include "base/arena.h"
#include "base/str.h"
#include "base/strbuf.h"
#include "manifest/field.h"
#include "manifest/scalar.h"
#include "manifest/suggest.h"

#include <inttypes.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

struct refusal {
	const char *name; /* a '*' at the end: everything that begins so */
	const char *why;
};

static const struct refusal refusals[] = {
	{ "node.session.auth.*", "use the key 'auth' of the target" },
	{ "node.startup", "use the key 'startup' of the target" },
	{ "node.conn[0].startup", "use the key 'startup' of the target, which sets both" },
	{ "node.name", "it is the name of the target" },
	{ "node.tpgt", "write it behind the portal, as in 10.5.88.21:3260,1" },
	{ "node.conn[0].address", "use the key 'portals' of the target" },
	{ "node.conn[0].port", "use the key 'portals' of the target" },
	{ "node.discovery_*", "iscsiadm keeps it for itself" },
	{ "node.boot_lun", "it comes from the firmware" },
	{ "node.transport_name", "it belongs to an interface, not to a target" },
	{ "iface.*", "it belongs to an interface, not to a target" },
};

static bool is_refused(const struct refusal *refusal, const char *name)
{
	size_t length = strcspn(refusal->name, "*");

	return refusal->name[length] ? strncmp(name, refusal->name, length) == 0
				     : str_equal(name, refusal->name);
}

static int compare(const void *name, const void *type)
{
	return strcmp(name, ((const struct setting_type *)type)->name);
}

const struct setting_type *setting_find(const char *name)
{
	return bsearch(name, setting_types, setting_type_count, sizeof(setting_types[0]), compare);
}

/* What stands behind the last dot: the part that people remember. */
static const char *tail(const char *name)
{
	const char *dot = strrchr(name, '.');

	return dot ? dot + 1 : name;
}

/* The name that is meant: misspelt somewhere, or right but for the way to it. */
static const char *closest(const char *text)
{
	const char *found = NULL;
	size_t least = SIZE_MAX;

	for (size_t i = 0; i < setting_type_count; i++) {
		const char *name = setting_types[i].name;
		size_t distance;

		if (!suggest_is_close(text, name) && !suggest_is_close(tail(text), tail(name)))
			continue;
		distance = suggest_distance(text, name);
		if (distance < least) {
			least = distance;
			found = name;
		}
	}
	return found;
}

const char *setting_read_name(struct arena *arena, const char *text, struct reading *ret_reading)
{
	const char *meant;

	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++)
		if (is_refused(&refusals[i], text))
			return refusals[i].why;
	if (setting_find(text)) {
		ret_reading->text = text;
		return NULL;
	}
	if (str_starts(text, "node.conn[") && !str_starts(text, "node.conn[0]."))
		return "a record has one connection, so it must begin with node.conn[0].";
	meant = closest(text);
	if (meant)
		return arena_printf(
			arena, "node records have no such parameter; did you mean '%s'?", meant);
	return "node records have no such parameter; converge.yaml(5) lists them";
}

static const char *check_number(struct arena *arena, const struct setting_type *type,
				const char *text, struct reading *ret_reading)
{
	int64_t number;

	if (scalar_type(text, true) == SCALAR_INTEGER && scalar_integer(text, &number) &&
	    ((number >= type->minimum && number <= type->maximum) || (type->or_zero && !number))) {
		ret_reading->text = arena_printf(arena, "%" PRId64, number);
		return NULL;
	}
	return arena_printf(arena, "it must be %san integer from %" PRId64 " to %" PRId64,
			    type->or_zero ? "0 or " : "", type->minimum, type->maximum);
}

static const char *check_word(struct arena *arena, const char *const *words, const char *text,
			      struct reading *ret_reading)
{
	CLEANUP(strbuf_done) struct strbuf list = { 0 };
	const char *close = NULL;

	for (size_t i = 0; words[i]; i++) {
		if (str_equal(text, words[i])) {
			ret_reading->text = words[i];
			return NULL;
		}
		if (!close && suggest_is_close(text, words[i]))
			close = words[i];
		strbuf_printf(&list, "%s'%s'", !i ? "" : words[i + 1] ? ", " : " or ", words[i]);
	}
	return close ? arena_printf(arena, "it must be %s; did you mean '%s'?", strbuf_text(&list),
				    close)
		     : arena_printf(arena, "it must be %s", strbuf_text(&list));
}

/* The kernel has the names, and modules bring more of them. */
static const char *check_text(const struct setting_type *type, const char *text,
			      struct reading *ret_reading)
{
	regex_t rule;
	int status;

	if (regcomp(&rule, type->rule, REG_EXTENDED | REG_NOSUB))
		abort(); /* the table is wrong */
	status = regexec(&rule, text, 0, NULL, 0);
	regfree(&rule);
	if (status)
		return "it must be a letter and up to 14 more letters, digits, '_' or '-'";
	ret_reading->text = text;
	return NULL;
}

const char *setting_read_value(struct arena *arena, const char *name, const char *text,
			       struct reading *ret_reading)
{
	const struct setting_type *type = setting_find(name);

	ret_reading->text = text;
	if (!type)
		return NULL;
	if (type->rule)
		return check_text(type, text, ret_reading);
	return type->words ? check_word(arena, type->words, text, ret_reading)
			   : check_number(arena, type, text, ret_reading);
}
