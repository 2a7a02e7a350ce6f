/* iscsiadm(8) of open-iscsi 2.1.8, as far as converge and its tests use it. */
#include "config.h"

#include "standin/iscsiadm.h"

#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_MS = 30, SESSION_MS = 200 };

static void read_portal(struct request *request, const char *text)
{
	const char *end = strchr(text, ']'), *comma;
	size_t length;

	request->port = 3260;
	request->tpgt = MODEL_NONE;
	if (*text == '[' && end) {
		text++;
		length = (size_t)(end - text);
		end++;
	} else {
		length = strcspn(text, ":,");
		end = text + length;
	}
	if (length >= sizeof(request->host)) {
		request->complaint = "a portal that long";
		return;
	}
	memcpy(request->host, text, length);
	request->host[length] = '\0';
	if (*end == ':')
		request->port = (int)strtol(end + 1, NULL, 10);
	comma = strchr(end, ',');
	if (comma)
		request->tpgt = (int)strtol(comma + 1, NULL, 10);
}

/* Takes an option with its value; how many words that were, 0 when it is not known. */
static int take_option(struct request *request, const char *const *words)
{
	const char *option = words[0], *value = words[1];

	if (str_equal(option, "--login"))
		return request->login = true;
	if (str_equal(option, "--logout"))
		return request->logout = true;
	if (str_equal(option, "--rescan") || str_equal(option, "-R"))
		return request->rescan = true;
	if (str_equal(option, "-S"))
		return request->secrets = true;
	if (!value)
		return 0;
	if (str_equal(option, "-m"))
		request->mode = value;
	else if (str_equal(option, "-T"))
		request->target = value;
	else if (str_equal(option, "-I"))
		request->iface = value;
	else if (str_equal(option, "-o"))
		request->op = value;
	else if (str_equal(option, "-r"))
		request->sid = value;
	else if (str_equal(option, "-p"))
		read_portal(request, value);
	else
		return 0;
	return 2;
}

static int take_change(struct request *request, const char *const *words)
{
	if (!str_equal(words[0], "-n") || !words[1] || !str_equal(words[2], "-v") || !words[3] ||
	    request->changes_used == MAX_CHANGES)
		return 0;
	request->changes[request->changes_used].name = words[1];
	request->changes[request->changes_used++].value = words[3];
	return 4;
}

static struct request read_request(const char *const *words)
{
	struct request request = { 0 };

	while (*words && !request.complaint) {
		int count = take_option(&request, words);

		if (!count)
			count = take_change(&request, words);
		if (!count)
			request.complaint = "a word of iscsiadm that the model does not know";
		words += count;
	}
	return request;
}

/* ---- sessions ---- */

static enum portal_answer answer_of(const struct model *model, const struct request *request)
{
	int at = model_find_target(model, request->target);
	const struct interface_file *interface =
		model_find_interface((struct model *)model, request->iface);

	if (interface && !model_interface_leads(interface))
		return PORTAL_SILENT;
	if (at == MODEL_NONE)
		return PORTAL_REFUSES; /* somebody answers, but has no such target */
	for (int i = 0; i < model->targets[at].portals_used; i++)
		if (str_equal(model->targets[at].portals[i].host, request->host) &&
		    model->targets[at].portals[i].port == request->port)
			return model->targets[at].portals[i].answer;
	return PORTAL_SILENT;
}

/* iscsid is at a login of its own there. */
static bool is_pending(const struct model *model, const struct request *request)
{
	int target = model_find_target(model, request->target);

	for (int i = 0; i < MODEL_AGENDA; i++)
		if (model->agenda[i].sort == AGENDA_LOGIN && model->agenda[i].object == target &&
		    str_equal(model->agenda[i].host, request->host) &&
		    str_equal(model->agenda[i].iface, request->iface))
			return true;
	return false;
}

static bool proves(const struct account *account, const char *user, const char *secret)
{
	return str_equal(account->user, user) && str_equal(account->secret, secret);
}

/* CHAP is used when there is a secret, whatever the method is said to be. */
int iscsiadm_authorization(const struct san_target *target, const struct node_record *record)
{
	if (!*target->wants.user)
		return 0;
	if (!proves(&target->wants, record->values[PARAM_USER], record->values[PARAM_PASSWORD]))
		return 24;
	/* As tgt: it takes the first that it is offered, or ends the login. */
	if (*target->algorithm &&
	    (!str_starts(record->values[PARAM_ALGS], target->algorithm) ||
	     !strchr(",", record->values[PARAM_ALGS][strlen(target->algorithm)])))
		return 19;
	if (*record->values[PARAM_PASSWORD_IN] &&
	    !proves(&target->is, record->values[PARAM_USER_IN], record->values[PARAM_PASSWORD_IN]))
		return 19;
	return 0;
}

static int refuse(int code, struct reply *reply)
{
	return reply_fail(reply, code,
			  code == 24 ? "iscsiadm: initiator reported error (24 - iSCSI login "
				       "failed due to authorization failure)"
				     : "iscsiadm: initiator reported error (19 - encountered "
				       "non-retryable iSCSI login failure)");
}

static int login(struct model *model, const struct request *request, struct reply *reply)
{
	const struct node_record *record = request_record(model, request);
	int refused;
	long sessions;

	if (!str_equal(request->iface, "default") && !model_find_interface(model, request->iface))
		return reply_fail(reply, 3, "iscsiadm: Could not read iface info for %s.",
				  request->iface);
	if (!record)
		return reply_fail(reply, 21, "iscsiadm: No records found");
	if (model->iscsid_down)
		return reply_fail(reply, 20,
				  "iscsiadm: initiator reported error (20 - could not "
				  "connect to iscsid)");
	if (request_session(model, request) || is_pending(model, request))
		return reply_fail(reply, 15,
				  "iscsiadm: initiator reported error (15 - session exists)");
	switch (answer_of(model, request)) {
	case PORTAL_ANSWERS:
		break;
	case PORTAL_SILENT:
		return reply_fail(reply, 8,
				  "iscsiadm: initiator reported error (8 - connection "
				  "timed out)");
	case PORTAL_REFUSES:
		return refuse(19, reply);
	case PORTAL_DENIES:
		return refuse(24, reply);
	}
	refused = iscsiadm_authorization(&model->targets[model_find_target(model, request->target)],
					 record);
	if (refused)
		return refuse(refused, reply);
	sessions = strtol(record->values[PARAM_NR_SESSIONS], NULL, 10);
	for (long i = 0; i < (sessions > 0 ? sessions : 1); i++)
		model_session_begin(model, model_find_target(model, request->target), request->host,
				    request->port, request->iface);
	strbuf_add(&reply->out, "Login successful.\n");
	return 0;
}

static int fail_unknown(const char *iface, struct reply *reply)
{
	return reply_fail(reply, 3, "iscsiadm: Could not read iface info for %s.", iface);
}

/* The interface of its login has no file any more. */
static bool is_cut_off(struct model *model, const struct session_state_of *session)
{
	return !str_equal(session->iface.name, "default") &&
	       !model_find_interface(model, session->iface.name);
}

/* Nobody is asked whether the disks are in use. */
static int logout(struct model *model, const struct request *request, struct reply *reply)
{
	struct session_state_of *session =
		model_find_session(model, (unsigned int)strtoul(request->sid, NULL, 10));

	if (!session)
		return reply_fail(reply, 22, "iscsiadm: Could not get session info");
	if (is_cut_off(model, session))
		return fail_unknown(session->iface.name, reply);
	if (model->iscsid_down)
		return reply_fail(reply, 21,
				  "iscsiadm: initiator reported error (20 - could not "
				  "connect to iscsid)");
	model_session_end(model, session);
	strbuf_add(&reply->out, "Logout successful.\n");
	return 0;
}

static int rescan(struct model *model, const struct request *request, struct reply *reply)
{
	struct session_state_of *session =
		model_find_session(model, (unsigned int)strtoul(request->sid, NULL, 10));

	if (!session)
		return reply_fail(reply, 22, "iscsiadm: Could not get session info");
	if (is_cut_off(model, session))
		return fail_unknown(session->iface.name, reply);
	model_rescan(model, session);
	return 0;
}

static bool is_record_command(const struct request *request)
{
	return str_equal(request->mode, "node") && request->target && request->port &&
	       request->iface && !request->sid;
}

static bool is_interface_command(const struct request *request)
{
	return str_equal(request->mode, "iface") && request->iface && !request->target &&
	       !request->sid && !request->port && !request->login;
}

static void run_on_interface(struct model *model, const struct request *request,
			     struct reply *reply)
{
	if (str_equal(request->op, "new"))
		reply->code = request_interface_new(model, request, reply);
	else if (str_equal(request->op, "update"))
		reply->code = request_interface_update(model, request, reply);
	else if (str_equal(request->op, "delete"))
		reply->code = request_interface_delete(model, request, reply);
	else
		reply->complaint = "a command on an interface that the model does not know";
}

void iscsiadm_run(struct model *model, const char *const *words, const char *config,
		  struct reply *reply)
{
	struct request request = read_request(words);

	reply->complaint = request.complaint;
	if (reply->complaint)
		return;
	if (str_equal(request.mode, "node") && str_equal(request.op, "show") && !request.target)
		reply->code = request_show(model, &request, reply);
	else if (is_interface_command(&request))
		run_on_interface(model, &request, reply);
	else if (is_record_command(&request) && str_equal(request.op, "new"))
		reply->code = request_new(model, &request, config, reply);
	else if (is_record_command(&request) && str_equal(request.op, "update"))
		reply->code = request_update(model, &request, reply);
	else if (is_record_command(&request) && str_equal(request.op, "delete"))
		reply->code = request_delete(model, &request, reply);
	else if (is_record_command(&request) && request.login && !request.op)
		reply->code = login(model, &request, reply);
	else if (str_equal(request.mode, "session") && request.sid && request.logout)
		reply->code = logout(model, &request, reply);
	else if (str_equal(request.mode, "session") && request.sid && request.rescan)
		reply->code = rescan(model, &request, reply);
	else
		reply->complaint = "a command of iscsiadm that the model does not know";
}

int64_t iscsiadm_duration(const struct model *model, const char *const *words)
{
	struct request request = read_request(words);
	const struct node_record *record;
	long retries;

	if (request.logout)
		return SESSION_MS;
	if (!request.login)
		return RECORD_MS;
	record = request_record((struct model *)model, &request);
	if (!record || answer_of(model, &request) != PORTAL_SILENT)
		return SESSION_MS;
	retries = strtol(record->values[PARAM_LOGIN_RETRIES], NULL, 10);
	return (retries ? retries : 1) * strtol(record->values[PARAM_LOGIN_TIMEOUT], NULL, 10) *
		       1000 +
	       SESSION_MS;
}
