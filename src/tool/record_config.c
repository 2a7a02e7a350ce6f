#include "tool/record_config.h"

#include "base/digest.h"
#include "tool/iscsiadm.h"
#include "tool/iscsid_conf.h"
#include "tool/record_files.h"
#include "tool/records.h"
#include "tool/secret.h"

#include <string.h>

/* What the recipe decides, so that nothing else may say it: an empty value cannot be written in
 * this format, it is what comes of saying nothing. */
static bool decides(const void *context, const char *name)
{
	const struct record_recipe *recipe = context;
	const struct setting *setting;

	vec_each (setting, &recipe->settings)
		if (str_equal(setting->name, name))
			return true;
	return str_equal(name, AUTH_PASSWORD) || str_equal(name, AUTH_PASSWORD_IN);
}

/* What a record is, as opposed to what it has: the command line says that, or the tool does. */
static bool is_identity(const char *name)
{
	static const char *const names[] = { "node.name", "node.tpgt", "node.conn[0].address",
					     "node.conn[0].port" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_equal(name, names[i]))
			return true;
	return !str_starts(name, "node.") || str_starts(name, "node.discovery_");
}

/* ---- where the rest comes from ---- */

static const struct record *find_record(const struct snapshot *snapshot, const char *target,
					const struct portal *portal, const char *iface)
{
	const struct record *record;

	vec_each (record, &snapshot->records)
		if (str_equal(record->target, target) && portal_equal(&record->portal, portal) &&
		    str_equal(record->iface, iface))
			return record;
	return NULL;
}

static int add_record_lines(const struct record_recipe *recipe, const struct record *record,
			    struct arena *arena, struct strbuf *out, const char **ret_reason)
{
	const struct parameter *parameter;

	vec_each (parameter, &record->parameters) {
		if (!*parameter->value || is_identity(parameter->name) ||
		    decides(recipe, parameter->name))
			continue;
		if (record_is_secret(parameter->name)) {
			*ret_reason = arena_printf(arena,
						   "the record has a secret in %s, which converge "
						   "does not know and would lose",
						   parameter->name);
			return -1;
		}
		iscsid_conf_add(out, parameter->name, parameter->value);
	}
	return 0;
}

static int add_base(const struct record_recipe *recipe, const struct tools *tools,
		    const char *target, const struct portal *portal, const char *iface,
		    struct arena *arena, struct strbuf *out, const char **ret_reason)
{
	struct snapshot now = { .arena = arena };
	const struct record *record;

	if (recipe->is_new)
		return iscsid_conf_copy(tools, decides, recipe, arena, out, ret_reason);
	if (iscsiadm_read_files(tools, target, &now, ret_reason) < 0)
		return -1;
	record = find_record(&now, target, portal, iface);
	if (!record) {
		*ret_reason = "its node record has gone since this run looked; run converge again";
		return -1;
	}
	return add_record_lines(recipe, record, arena, out, ret_reason);
}

/* ---- the whole ---- */

static const char *add_secret(const struct secret_source *source, const char *name,
			      const struct tools *tools, struct arena *arena, struct strbuf *out)
{
	CLEANUP(secret_wipe) struct secret secret = { 0 };
	const char *fault = source ? secret_get(arena, tools, source, &secret) : NULL;

	if (source && !fault)
		iscsid_conf_add(out, name, secret.text);
	return fault;
}

int record_config_make(const struct record_recipe *recipe, const struct tools *tools,
		       const char *target, const struct portal *portal, const char *iface,
		       struct arena *arena, struct strbuf *ret_text, const char **ret_reason)
{
	const struct setting *setting;
	const char *fault;

	if (add_base(recipe, tools, target, portal, iface, arena, ret_text, ret_reason) < 0)
		return -1;
	vec_each (setting, &recipe->settings)
		if (*setting->value)
			iscsid_conf_add(ret_text, setting->name, setting->value);
	fault = add_secret(recipe->own, AUTH_PASSWORD, tools, arena, ret_text);
	if (!fault)
		fault = add_secret(recipe->mutual, AUTH_PASSWORD_IN, tools, arena, ret_text);
	if (!fault)
		return 0;
	*ret_reason = fault;
	return -1;
}

/* ---- reading back ---- */

static bool has_secret(const struct secret_source *source, uint64_t digest,
		       const struct tools *tools, struct arena *arena, const char **ret_fault)
{
	CLEANUP(secret_wipe) struct secret secret = { 0 };

	if (!source)
		return !digest;
	*ret_fault = secret_get(arena, tools, source, &secret);
	return !*ret_fault && digest_of(secret.text, secret.length) == digest;
}

static const char *first_missing(const struct record_recipe *recipe, const struct record *record,
				 const struct tools *tools, struct arena *arena,
				 const char **ret_fault)
{
	const struct setting *setting;

	/* What is empty need not stand in a record's file. */
	vec_each (setting, &recipe->settings)
		if (!str_equal(record_auth(record, setting->name), setting->value))
			return setting->name;
	if (!has_secret(recipe->own, record->password, tools, arena, ret_fault))
		return AUTH_PASSWORD;
	if (!has_secret(recipe->mutual, record->password_in, tools, arena, ret_fault))
		return AUTH_PASSWORD_IN;
	return NULL;
}

const char *record_config_missing(const struct record_recipe *recipe, const struct tools *tools,
				  const char *target, const struct portal *portal,
				  const char *iface, struct arena *arena)
{
	struct snapshot now = { .arena = arena };
	const char *fault = NULL, *missing;
	const struct record *record;

	if (iscsiadm_read_files(tools, target, &now, &fault) < 0)
		return fault;
	record = find_record(&now, target, portal, iface);
	if (!record)
		return "its node record is not there";
	missing = first_missing(recipe, record, tools, arena, &fault);
	if (!missing || fault)
		return fault;
	return arena_printf(arena,
			    "its node record does not have the %s it was to get; if iscsid did not "
			    "answer iscsiadm in time, the record has built-in defaults now; run "
			    "converge again",
			    missing);
}
