/* iscsiadm(8) of open-iscsi 2.1.8, as far as converge and its tests use it. */
#include "config.h"

#include "standin/model.h"

#include "base/arena.h"
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { RECORD_MS = 30, SESSION_MS = 200, MAX_CHANGES = 16 };

/* A command line, word by word. */
struct request {
	const char *mode, *target, *iface, *op, *sid;
	char host[MODEL_NAME];
	int port, tpgt; /* port 0: no portal was given */
	bool login, logout, rescan, secrets;
	struct {
		const char *name, *value;
	} changes[MAX_CHANGES];
	int changes_used;
	const char *complaint;
};

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

/* ---- records ---- */

static bool matches(const struct node_record *record, const struct request *request)
{
	return record->damage == RECORD_GOOD && str_equal(record->target, request->target) &&
	       str_equal(record->host, request->host) && record->port == request->port;
}

static struct node_record *find(struct model *model, const struct request *request)
{
	struct node_record *record;

	model_each (record, model->records)
		if (matches(record, request))
			return record;
	return NULL;
}

static void print_record(const struct node_record *record, bool secrets, struct strbuf *out)
{
	bool empty = record->damage == RECORD_EMPTY;
	int value = 0;

	strbuf_add(out, "# BEGIN RECORD 2.1.8\n");
	strbuf_printf(out, "node.name = %s\n", empty ? "<empty>" : record->target);
	strbuf_printf(out, "node.tpgt = %d\n", record->tpgt);
	for (; value < PARAM_CONN_STARTUP; value++) {
		bool masked = (value == PARAM_PASSWORD || value == PARAM_PASSWORD_IN) &&
			      *record->values[value] && !secrets;

		strbuf_printf(out, "%s = %s\n", parameter_names[value],
			      masked		       ? "********"
			      : *record->values[value] ? record->values[value]
						       : "<empty>");
		if (value == PARAM_STARTUP)
			strbuf_add(out, "iface.iscsi_ifacename = default\n"
					"iface.transport_name = tcp\n");
	}
	strbuf_printf(out, "node.conn[0].address = %s\n", empty ? "<empty>" : record->host);
	strbuf_printf(out, "node.conn[0].port = %d\n", record->port);
	for (; value < PARAM_COUNT; value++)
		strbuf_printf(out, "%s = %s\n", parameter_names[value], record->values[value]);
	strbuf_add(out, "# END RECORD\n");
}

/* One record it cannot read hides all of them. */
static int show(struct model *model, bool secrets, struct reply *reply)
{
	const struct node_record *record;
	int count = 0;

	model_each (record, model->records) {
		count++;
		if (record->damage == RECORD_NEWER)
			return reply_fail(reply, 7, "iSCSI ERROR: unknown parameter");
		if (record->damage == RECORD_GARBAGE)
			return reply_fail(reply, 1, "iSCSI ERROR: invalid record");
	}
	if (!count)
		return reply_fail(reply, 21, "iscsiadm: No records found");
	model_each (record, model->records)
		print_record(record, secrets, &reply->out);
	return 0;
}

static int parameter_of(const char *name)
{
	for (int i = 0; i < PARAM_COUNT; i++)
		if (str_equal(parameter_names[i], name))
			return i;
	return MODEL_NONE;
}

/* usr/idbm.c:idbm_recinfo_config: no value can be empty, and blanks around it are dropped. */
const char *iscsiadm_take_line(const char *line, char values[PARAM_COUNT][MODEL_VALUE])
{
	size_t length = strcspn(line, " ");
	char name[128];
	int at;

	if (length >= sizeof(name) || !str_starts(line + length, " = ") || !line[length + 3])
		return "a line that is no parameter";
	memcpy(name, line, length);
	name[length] = '\0';
	at = parameter_of(name);
	if (at == MODEL_NONE)
		return "a parameter that it does not know";
	if (strlen(line + length + 3) >= MODEL_VALUE)
		return "a value that is too long";
	memset(values[at], 0, MODEL_VALUE);
	memcpy(values[at], line + length + 3, strlen(line + length + 3));
	return NULL;
}

static void configure(struct node_record *record, const char *config, struct reply *reply)
{
	CLEANUP(strbuf_done) struct strbuf text = { 0 };
	char *rest, *line;

	for (int i = 0; i < PARAM_COUNT; i++)
		snprintf(record->values[i], MODEL_VALUE, "%s", parameter_built_in[i]);
	strbuf_add(&text, config);
	for (rest = text.text; (line = strsep(&rest, "\n"));)
		if (*line && *line != '#' && !reply->complaint)
			reply->complaint = iscsiadm_take_line(line, record->values);
}

/* It is made of the defaults again, whatever was there (usr/idbm.c:idbm_add_node). */
static int new (struct model *model, const struct request *request, const char *config,
		struct reply *reply)
{
	struct node_record *record, *made;

	model_each (record, model->records)
		if (matches(record, request) && record->tpgt == request->tpgt)
			record->used = false;
	made = model_add_record(model, request->target, request->host, request->port,
				request->tpgt);
	if (config)
		configure(made, config, reply);
	strbuf_printf(&reply->out,
		      "New iSCSI node [tcp:[hw=,ip=,net_if=,iscsi_if=default] "
		      "%s,%d,%d %s] added\n",
		      request->host, request->port, request->tpgt, request->target);
	return 0;
}

static int update(struct model *model, const struct request *request, struct reply *reply)
{
	struct node_record *record;

	if (!find(model, request))
		return reply_fail(reply, 21, "iscsiadm: no records found");
	for (int i = 0; i < request->changes_used; i++)
		if (parameter_of(request->changes[i].name) == MODEL_NONE)
			return reply_fail(reply, 7, "iscsiadm: Cannot modify %s",
					  request->changes[i].name);
	model_each (record, model->records)
		for (int i = 0; matches(record, request) && i < request->changes_used; i++) {
			int at = parameter_of(request->changes[i].name);

			memset(record->values[at], 0, sizeof(record->values[at]));
			snprintf(record->values[at], sizeof(record->values[at]), "%s",
				 request->changes[i].value);
		}
	return 0;
}

static struct session_state_of *session_of(struct model *model, const struct request *request)
{
	int target = model_find_target(model, request->target);
	struct session_state_of *session;

	model_each (session, model->sessions)
		if (session->target == target && str_equal(session->host, request->host) &&
		    session->port == request->port)
			return session;
	return NULL;
}

static int delete (struct model *model, const struct request *request, struct reply *reply)
{
	struct node_record *record;

	if (!find(model, request))
		return reply_fail(reply, 21, "iscsiadm: no records found");
	if (session_of(model, request))
		return reply_fail(reply, 15, "iscsiadm: session is still active");
	model_each (record, model->records)
		if (matches(record, request))
			record->used = false;
	return 0;
}

/* ---- sessions ---- */

static enum portal_answer answer_of(const struct model *model, const struct request *request)
{
	int at = model_find_target(model, request->target);

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
		    str_equal(model->agenda[i].host, request->host))
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
	const struct node_record *record = find(model, request);
	int refused;
	long sessions;

	if (!record)
		return reply_fail(reply, 21, "iscsiadm: No records found");
	if (model->iscsid_down)
		return reply_fail(reply, 20,
				  "iscsiadm: initiator reported error (20 - could not "
				  "connect to iscsid)");
	if (session_of(model, request) || is_pending(model, request))
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
				    request->port);
	strbuf_add(&reply->out, "Login successful.\n");
	return 0;
}

/* Nobody is asked whether the disks are in use. */
static int logout(struct model *model, const struct request *request, struct reply *reply)
{
	struct session_state_of *session =
		model_find_session(model, (unsigned int)strtoul(request->sid, NULL, 10));

	if (!session)
		return reply_fail(reply, 22, "iscsiadm: Could not get session info");
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
	model_rescan(model, session);
	return 0;
}

static bool is_record_command(const struct request *request)
{
	return str_equal(request->mode, "node") && request->target && request->port &&
	       str_equal(request->iface, "default") && !request->sid;
}

void iscsiadm_run(struct model *model, const char *const *words, const char *config,
		  struct reply *reply)
{
	struct request request = read_request(words);

	reply->complaint = request.complaint;
	if (reply->complaint)
		return;
	if (str_equal(request.mode, "node") && str_equal(request.op, "show") && !request.target)
		reply->code = show(model, request.secrets, reply);
	else if (is_record_command(&request) && str_equal(request.op, "new"))
		reply->code = new (model, &request, config, reply);
	else if (is_record_command(&request) && str_equal(request.op, "update"))
		reply->code = update(model, &request, reply);
	else if (is_record_command(&request) && str_equal(request.op, "delete"))
		reply->code = delete (model, &request, reply);
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
	record = find((struct model *)model, &request);
	if (!record || answer_of(model, &request) != PORTAL_SILENT)
		return SESSION_MS;
	retries = strtol(record->values[PARAM_LOGIN_RETRIES], NULL, 10);
	return (retries ? retries : 1) * strtol(record->values[PARAM_LOGIN_TIMEOUT], NULL, 10) *
		       1000 +
	       SESSION_MS;
}
