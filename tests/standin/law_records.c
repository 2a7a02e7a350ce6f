#include "config.h"

#include "standin/law.h"

#include "base/str.h"

#include <string.h>

static bool lists_portal(const struct target_wish *wish, const char *host, int port,
			 const char *iface)
{
	const struct portal_wish *portal;

	vec_each (portal, &wish->portals)
		if (str_equal(portal->portal.host, host) && portal->portal.port == port &&
		    str_equal(portal->iface, iface))
			return true;
	return wish->ensure == TARGET_ABSENT && !wish->portals.count;
}

const struct target_wish *law_wish(const struct witness *witness, const char *target,
				   const char *host, int port, const char *iface)
{
	const struct target_wish *wish = wishes_target(witness->wishes, target);

	return wish && lists_portal(wish, host, port, iface) ? wish : NULL;
}

bool law_is_to_go(const struct witness *witness, const char *target, const char *host, int port,
		  const char *iface)
{
	const struct target_wish *wish = wishes_target(witness->wishes, target);

	if (wish)
		return wish->portals_exclusive && !lists_portal(wish, host, port, iface);
	return witness->wishes->unmanaged == UNMANAGED_REMOVE &&
	       wishes_unmanaged(witness->wishes, target);
}

const char *law_wanted_value(const struct model *model, const struct target_wish *wish,
			     const char *name, bool *ret_wanted)
{
	const struct setting *setting;

	*ret_wanted = true;
	for (int i = PARAM_AUTH_METHOD; i <= PARAM_ALGS; i++)
		if (wish->auth.ensure != AUTH_LEFT_ALONE && str_equal(name, parameter_names[i])) {
			const char *value = law_credential(model, wish, (enum parameter_id)i);

			*ret_wanted = value != NULL;
			return value;
		}
	if (wish->startup &&
	    (str_equal(name, "node.startup") || str_equal(name, "node.conn[0].startup")))
		return wish->startup;
	vec_each (setting, &wish->settings)
		if (str_equal(setting->name, name))
			return setting->value;
	*ret_wanted = false;
	return NULL;
}

const struct node_record *law_record(const struct model *model, const struct operation *op)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (str_equal(record->target, op->target) && str_equal(record->host, op->host) &&
		    record->port == op->port && str_equal(record->iface, op->iface))
			return record;
	return NULL;
}

static bool is_damaged(const struct model *model, const char *target)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (str_equal(record->target, target) && record->damage != RECORD_GOOD)
			return true;
	return false;
}

const struct node_record *law_displaced(const struct model *model, const char *target,
					const char *host, int port, const char *iface)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (record->tpgt == MODEL_NONE && str_equal(record->target, target) &&
		    str_equal(record->host, host) && record->port == port &&
		    !str_equal(record->iface, iface))
			return record;
	return NULL;
}

static void check_displaced(const struct witness *witness, const struct operation *op)
{
	const struct node_record *record =
		law_displaced(witness->model, op->target, op->host, op->port, op->iface);

	if (record)
		law_broke(witness, op, "law 2: a record of %s goes with it", record->iface);
}

void law_check_new(const struct witness *witness, const struct operation *op)
{
	const struct target_wish *wish =
		law_wish(witness, op->target, op->host, op->port, op->iface);
	const struct node_record *record = law_record(witness->model, op);

	if (!wish || wish->ensure == TARGET_ABSENT) {
		law_broke(witness, op, "law 2: nobody asked for this record");
		return;
	}
	if (record && !witness->overlay)
		law_broke(witness, op, "law 2: this resets a record");
	if (!str_equal(op->iface, "default") &&
	    !model_find_interface((struct model *)witness->model, op->iface))
		law_broke(witness, op, "law 7: a record before its interface");
	check_displaced(witness, op);
	law_check_binding(witness, op);
	law_check_overlay(witness, op, wish, record);
	if (record)
		return; /* it is not beside it */
	if (is_damaged(witness->model, op->target))
		law_broke(witness, op, "law 3: beside a damaged record of the target");
}

/* Whether this run has made that record itself. */
static bool is_fresh(const struct witness *witness, const struct operation *op)
{
	for (size_t i = 0; i < witness->ran_count; i++) {
		const char *text = witness->ran[i].text;

		if (strstr(text, "-o new") && strstr(text, op->target) && strstr(text, op->host) &&
		    strstr(text, op->iface))
			return true;
	}
	return false;
}

void law_check_update(const struct witness *witness, const struct operation *op)
{
	const struct target_wish *wish =
		law_wish(witness, op->target, op->host, op->port, op->iface);
	const struct node_record *record = law_record(witness->model, op);

	if (!wish || wish->ensure == TARGET_ABSENT) {
		law_broke(witness, op, "law 2: nobody asked for this update");
		return;
	}
	if (record && record->tpgt != MODEL_NONE)
		check_displaced(witness, op);
	for (const char *const *word = op->argv; word[0] && word[1] && word[2] && word[3]; word++) {
		const char *wanted;
		bool is_wanted;

		if (!str_equal(word[0], "-n"))
			continue;
		wanted = law_wanted_value(witness->model, wish, word[1], &is_wanted);
		if (!is_wanted && is_fresh(witness, op) &&
		    str_equal(word[1], parameter_names[PARAM_LOGIN_RETRIES]))
			continue;
		if (!str_equal(wanted, word[3]))
			law_broke(witness, op, "law 2: nobody asked for %s=%s", word[1], word[3]);
		for (int i = 0; record && i < PARAM_COUNT && !is_fresh(witness, op); i++)
			if (str_equal(parameter_names[i], word[1]) &&
			    str_equal(record->values[i], word[3]))
				law_broke(witness, op, "law 2: %s is %s already", word[1], word[3]);
	}
}

bool law_has_session(const struct model *model, const struct operation *op)
{
	int target = model_find_target(model, op->target);
	const struct session_state_of *session;

	model_each (session, model->sessions)
		if (session->target == target && str_equal(session->host, op->host) &&
		    session->port == op->port && str_equal(session->iface.name, op->iface))
			return true;
	return false;
}

void law_check_delete(const struct witness *witness, const struct operation *op)
{
	const struct node_record *record = law_record(witness->model, op);
	const struct target_wish *wish =
		law_wish(witness, op->target, op->host, op->port, op->iface);

	if ((!wish || wish->ensure != TARGET_ABSENT) &&
	    !law_is_to_go(witness, op->target, op->host, op->port, op->iface))
		law_broke(witness, op, "law 2: nobody asked for this deletion");
	if (record && record->tpgt != MODEL_NONE)
		check_displaced(witness, op);
	if (law_has_session(witness->model, op))
		law_broke(witness, op, "law 7: the record of a session is deleted");
	if (is_damaged(witness->model, op->target))
		law_broke(witness, op, "law 3: beside a damaged record of the target");
}
