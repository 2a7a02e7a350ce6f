/* What iscsiadm(8) does with records. */
#include "config.h"

#include "standin/iscsiadm.h"

#include "base/arena.h"
#include "base/str.h"

#include <stdio.h>
#include <string.h>

static bool matches(const struct node_record *record, const struct request *request)
{
	return record->damage == RECORD_GOOD && str_equal(record->target, request->target) &&
	       str_equal(record->host, request->host) && record->port == request->port &&
	       str_equal(record->iface, request->iface);
}

struct node_record *request_record(struct model *model, const struct request *request)
{
	struct node_record *record;

	model_each (record, model->records)
		if (matches(record, request))
			return record;
	return NULL;
}

struct session_state_of *request_session(struct model *model, const struct request *request)
{
	int target = model_find_target(model, request->target);
	struct session_state_of *session;

	model_each (session, model->sessions)
		if (session->target == target && str_equal(session->host, request->host) &&
		    session->port == request->port &&
		    str_equal(session->iface.name, request->iface))
			return session;
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
			strbuf_printf(out,
				      "iface.iscsi_ifacename = %s\n"
				      "iface.transport_name = tcp\n",
				      record->iface);
	}
	strbuf_printf(out, "node.conn[0].address = %s\n", empty ? "<empty>" : record->host);
	strbuf_printf(out, "node.conn[0].port = %d\n", record->port);
	for (; value < PARAM_COUNT; value++)
		strbuf_printf(out, "%s = %s\n", parameter_names[value], record->values[value]);
	strbuf_add(out, "# END RECORD\n");
}

/* One record it cannot read hides all of them. */
int request_show(struct model *model, const struct request *request, struct reply *reply)
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
		print_record(record, request->secrets, &reply->out);
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

static bool is_known(const struct model *model, const char *iface)
{
	return str_equal(iface, "default") || model_find_interface((struct model *)model, iface);
}

/* Every command on records of an interface reads that first. */
static int fail_unknown(const struct request *request, struct reply *reply)
{
	return reply_fail(reply, 3, "iscsiadm: Could not read iface info for %s.", request->iface);
}

/*
 * What has to go when a record with this tag is written (usr/idbm.c:idbm_rec_write): without a tag
 * the portal has one file, which belongs to the interface that wrote it last, and with one there is
 * a directory, and that file goes.
 */
void model_make_room(struct model *model, const struct node_record *written)
{
	struct node_record *record;

	model_each (record, model->records)
		if (record != written && record->damage == RECORD_GOOD &&
		    record->tpgt == MODEL_NONE && str_equal(record->target, written->target) &&
		    str_equal(record->host, written->host) && record->port == written->port)
			record->used = false;
}

/* It is made of the defaults again, whatever was there (usr/idbm.c:idbm_add_node). */
int request_new(struct model *model, const struct request *request, const char *config,
		struct reply *reply)
{
	struct node_record *record, *made;

	if (!is_known(model, request->iface))
		return fail_unknown(request, reply);
	model_each (record, model->records)
		if (matches(record, request) && record->tpgt == request->tpgt)
			record->used = false;
	made = model_add_record(model, request->target, request->host, request->port,
				request->tpgt);
	snprintf(made->iface, sizeof(made->iface), "%s", request->iface);
	model_make_room(model, made);
	if (config)
		configure(made, config, reply);
	strbuf_printf(&reply->out,
		      "New iSCSI node [tcp:[hw=,ip=,net_if=,iscsi_if=%s] "
		      "%s,%d,%d %s] added\n",
		      request->iface, request->host, request->port, request->tpgt, request->target);
	return 0;
}

int request_update(struct model *model, const struct request *request, struct reply *reply)
{
	struct node_record *record;

	if (!is_known(model, request->iface))
		return fail_unknown(request, reply);
	if (!request_record(model, request))
		return reply_fail(reply, 21, "iscsiadm: no records found");
	for (int i = 0; i < request->changes_used; i++)
		if (parameter_of(request->changes[i].name) == MODEL_NONE)
			return reply_fail(reply, 7, "iscsiadm: Cannot modify %s",
					  request->changes[i].name);
	model_each (record, model->records) {
		if (matches(record, request) && record->tpgt != MODEL_NONE)
			model_make_room(model, record);
		for (int i = 0; matches(record, request) && i < request->changes_used; i++) {
			int at = parameter_of(request->changes[i].name);

			memset(record->values[at], 0, sizeof(record->values[at]));
			snprintf(record->values[at], sizeof(record->values[at]), "%s",
				 request->changes[i].value);
		}
	}
	return 0;
}

/* If the portal has a file without a tag, that goes, also when it is another interface's
 * (usr/idbm.c:idbm_delete_node). */
void model_delete(struct model *model, struct node_record *record)
{
	struct node_record *flat;

	model_each (flat, model->records)
		if (flat->damage == RECORD_GOOD && flat->tpgt == MODEL_NONE &&
		    str_equal(flat->target, record->target) &&
		    str_equal(flat->host, record->host) && flat->port == record->port &&
		    !str_equal(flat->iface, record->iface)) {
			flat->used = false;
			return;
		}
	record->used = false;
}

int request_delete(struct model *model, const struct request *request, struct reply *reply)
{
	struct node_record *record;

	if (!is_known(model, request->iface))
		return fail_unknown(request, reply);
	if (!request_record(model, request))
		return reply_fail(reply, 21, "iscsiadm: no records found");
	if (request_session(model, request))
		return reply_fail(reply, 15, "iscsiadm: session is still active");
	model_each (record, model->records)
		if (matches(record, request))
			model_delete(model, record);
	return 0;
}
