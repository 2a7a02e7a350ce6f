#include "config.h"

#include "standin/law.h"

#include "base/str.h"

#include <string.h>

const char *law_credential(const struct model *model, const struct target_wish *wish,
			   enum parameter_id id)
{
	const struct san_target *target = &model->targets[model_find_target(model, wish->name)];
	bool chap = wish->auth.ensure == AUTH_CHAP;
	bool mutual = chap && wish->auth.mutual.user;

	switch (id) {
	case PARAM_AUTH_METHOD:
		return chap ? "CHAP" : "None";
	case PARAM_USER:
		return chap ? wish->auth.own.user : "";
	case PARAM_PASSWORD:
		return chap ? target->files[0] : "";
	case PARAM_USER_IN:
		return mutual ? wish->auth.mutual.user : "";
	case PARAM_PASSWORD_IN:
		return mutual ? target->files[1] : "";
	case PARAM_ALGS:
		return chap ? wish->auth.algs : NULL;
	default:
		return NULL;
	}
}

bool laws_is_authorized(const struct model *model, const struct target_wish *wish,
			const struct node_record *record)
{
	if (wish->auth.ensure == AUTH_LEFT_ALONE)
		return true;
	for (int i = PARAM_AUTH_METHOD; i <= PARAM_ALGS; i++) {
		const char *wanted = law_credential(model, wish, (enum parameter_id)i);

		if (wanted && !str_equal(record->values[i], wanted))
			return false;
	}
	return true;
}

static void read_overlay(const struct witness *witness, const struct operation *op,
			 char values[PARAM_COUNT][MODEL_VALUE])
{
	CLEANUP(strbuf_done) struct strbuf copy = { 0 };
	char *rest, *line;

	strbuf_add_bytes(&copy, witness->overlay->text, witness->overlay->size);
	for (rest = copy.text; (line = strsep(&rest, "\n"));) {
		const char *wrong = *line ? iscsiadm_take_line(line, values) : NULL;

		if (wrong)
			law_broke(witness, op, "law 2: %s ('%s')", wrong, line);
	}
}

/* What the record will be made of: what is wanted, else what it has, or else what the host has. */
static void check_values(const struct witness *witness, const struct operation *op,
			 const struct target_wish *wish, const struct node_record *record)
{
	char values[PARAM_COUNT][MODEL_VALUE] = { 0 };

	read_overlay(witness, op, values);
	for (int i = 0; i < PARAM_COUNT; i++) {
		bool is_wanted;
		const char *have = record ? record->values[i] : parameter_defaults[i];
		const char *wanted =
			law_wanted_value(witness->model, wish, parameter_names[i], &is_wanted);

		if (!record && !is_wanted && i == PARAM_LOGIN_RETRIES)
			continue;
		if (!str_equal(values[i], is_wanted ? wanted : have))
			law_broke(witness, op, "law 2: %s would be '%s'", parameter_names[i],
				  values[i]);
	}
}

void law_check_overlay(const struct witness *witness, const struct operation *op,
		       const struct target_wish *wish, const struct node_record *record)
{
	if (!witness->overlay)
		return;
	if (wish->auth.ensure != AUTH_CHAP)
		law_broke(witness, op, "law 2: nobody asked for credentials");
	else if (record && laws_is_authorized(witness->model, wish, record))
		law_broke(witness, op, "law 2: it has these credentials already");
	else
		check_values(witness, op, wish, record);
}

void law_check_secrets(const struct witness *witness, const struct operation *op)
{
	if (strstr(op->text, "hunter2"))
		law_broke(witness, op, "law 14: a secret is in its words");
	if (witness->overlay && op->sort != OP_NEW)
		law_broke(witness, op, "law 14: this needs no file of its own");
}
