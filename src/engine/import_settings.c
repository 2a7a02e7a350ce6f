/* What the records of an imported target have otherwise than a new one would. */
#include "engine/import_parts.h"
#include "manifest/field.h"
#include "manifest/setting.h"
#include "tool/record_defaults.h"
#include "tool/records.h"

#include <stdlib.h>
#include <string.h>

/* The records of one target that its manifest speaks of. */
struct records {
	const struct record *const *at;
	size_t count;
};

/* The record that has the parameter otherwise than the first; NULL: none has. One that does not
 * have it at all has the default. */
static const struct record *dissenter(const struct import *import, const struct records *records,
				      const char *name, const char *value)
{
	for (size_t i = 1; i < records->count; i++) {
		const char *other = record_parameter(records->at[i], name);

		if (!other)
			other = record_default(import->snapshot, name);
		if (!str_equal(other, value))
			return records->at[i];
	}
	return NULL;
}

/* Whether all records have it alike; else a remark says how not. */
static bool is_agreed(struct import *import, struct imported_target *target,
		      const struct records *records, const char *name, const char *value)
{
	const struct record *other = dissenter(import, records, name, value);
	const char *have;

	if (!other)
		return true;
	have = record_parameter(other, name);
	remark_gap(
		import, &target->remarks,
		"%s is left out: it is '%s' at %s and '%s' at %s, and a manifest sets it for all "
		"portals",
		name, value, portal_text(import->arena, &records->at[0]->portal), have ? have : "",
		portal_text(import->arena, &other->portal));
	return false;
}

/* Why a manifest cannot give the parameter this value; or NULL. */
static const char *value_fault(struct import *import, const char *name, const char *value)
{
	struct reading reading = { 0 };
	const char *fault = setting_read_value(import->arena, name, value, &reading);

	if (fault || str_equal(reading.text, value))
		return fault;
	return arena_printf(import->arena, "a manifest would make it '%s'", reading.text);
}

static void import_setting(struct import *import, struct imported_target *target,
			   const struct records *records, const struct parameter *parameter)
{
	const char *fault;

	if (!setting_find(parameter->name) ||
	    !is_agreed(import, target, records, parameter->name, parameter->value) ||
	    str_equal(record_default(import->snapshot, parameter->name), parameter->value))
		return;
	fault = value_fault(import, parameter->name, parameter->value);
	if (fault)
		remark_gap(import, &target->remarks, "%s, which is '%s', is left out: %s",
			   parameter->name, parameter->value, fault);
	else
		vec_add(import->arena, &target->wish.settings,
			((struct setting){ .name = parameter->name, .value = parameter->value }));
}

/* ---- what has a key of its own ---- */

static bool is_startup_word(const char *value)
{
	return str_equal(value, "manual") || str_equal(value, "automatic") ||
	       str_equal(value, "onboot");
}

/* The key sets both parameters alike. */
static void import_startup(struct import *import, struct imported_target *target,
			   const struct records *records)
{
	static const char node[] = "node.startup", connection[] = "node.conn[0].startup";
	const char *startup = record_parameter(records->at[0], node);
	const char *other = record_parameter(records->at[0], connection);

	if (!startup || !other || !is_agreed(import, target, records, node, startup) ||
	    !is_agreed(import, target, records, connection, other))
		return;
	if (str_equal(startup, record_default(import->snapshot, node)) &&
	    str_equal(other, record_default(import->snapshot, connection)))
		return;
	if (str_equal(startup, other) && is_startup_word(startup))
		target->wish.startup = startup;
	else
		remark_gap(import, &target->remarks,
			   "startup is left out: %s is '%s' and %s is '%s', and a manifest sets "
			   "both alike",
			   node, startup, connection, other);
}

static bool has(const struct record *record, const char *name)
{
	const char *value = record_parameter(record, name);

	return value && *value;
}

/* Never described, as nobody can see the secret: what a manifest leaves out is left alone. */
static void remark_auth(struct import *import, struct imported_target *target,
			const struct record *record)
{
	static const char user[] = "node.session.auth.username";
	static const char user_in[] = "node.session.auth.username_in";
	static const char algs[] = "node.session.auth.chap_algs";
	const char *own, *theirs, *by;

	if (!has(record, user) && !has(record, "node.session.auth.password") &&
	    !str_equal(record_parameter(record, "node.session.auth.authmethod"), "CHAP"))
		return;
	own = has(record, user) ? record_parameter(record, user) : "(none)";
	theirs = has(record, user_in) ? arena_printf(import->arena, ", and the target as %s",
						     record_parameter(record, user_in))
				      : "";
	by = has(record, algs)
		     ? arena_printf(import->arena, ", by %s", record_parameter(record, algs))
		     : "";
	remark_aside(import, &target->remarks,
		     "auth: left out, so left alone; at %s this host answers CHAP as user %s%s%s",
		     portal_text(import->arena, &record->portal), own, theirs, by);
}

static int by_setting(const void *left, const void *right)
{
	const struct setting *a = left, *b = right;

	return strcmp(a->name, b->name);
}

void import_settings(struct import *import, struct imported_target *target,
		     const struct record *const *at, size_t count)
{
	const struct records records = { at, count };
	const struct parameter *parameter;

	for (size_t i = 0; i < count; i++)
		remark_auth(import, target, at[i]);
	import_startup(import, target, &records);
	vec_each (parameter, &at[0]->parameters)
		import_setting(import, target, &records, parameter);
	if (target->wish.settings.count)
		qsort(target->wish.settings.at, target->wish.settings.count,
		      sizeof(*target->wish.settings.at), by_setting);
}
