/* What iscsiadm(8) does with interfaces (tests/vm/ifaces.sh asks the real one). */
#include "config.h"

#include "standin/iscsiadm.h"

#include "base/str.h"

#include <stdio.h>

static bool has_session(const struct model *model, const char *iface)
{
	const struct session_state_of *session;

	model_each (session, model->sessions)
		if (str_equal(session->iface.name, iface))
			return true;
	return false;
}

static int fail_missing(const struct request *request, struct reply *reply)
{
	return reply_fail(reply, 7, "iscsiadm: Could not read iface info for %s.", request->iface);
}

/* Those bound to it are written with it. */
static void write_records(struct model *model, const char *iface)
{
	struct node_record *record;

	model_each (record, model->records)
		if (record->damage == RECORD_GOOD && str_equal(record->iface, iface) &&
		    record->tpgt != MODEL_NONE)
			model_make_room(model, record);
}

/* One that is there is made anew; one that is not, also when a session has it. */
int request_interface_new(struct model *model, const struct request *request, struct reply *reply)
{
	struct interface_file *interface = model_find_interface(model, request->iface);

	if (interface && has_session(model, request->iface))
		return reply_fail(reply, 15, "iscsiadm: This iface is currently in use.");
	if (interface)
		interface->used = false;
	model_add_interface(model, request->iface);
	write_records(model, request->iface);
	strbuf_printf(&reply->out, "New interface %s added\n", request->iface);
	return 0;
}

static char *value_of(struct interface_file *interface, const char *name)
{
	if (str_equal(name, "iface.net_ifacename"))
		return interface->net;
	if (str_equal(name, "iface.hwaddress"))
		return interface->hwaddress;
	return str_equal(name, "iface.initiatorname") ? interface->initiator : NULL;
}

/* A change of one binding while the other is set, even to nothing. */
static bool is_refused(struct interface_file *interface, const struct request *request)
{
	for (int i = 0; i < request->changes_used; i++) {
		const char *value = value_of(interface, request->changes[i].name);

		if ((value == interface->net && *interface->hwaddress) ||
		    (value == interface->hwaddress && *interface->net))
			return true;
	}
	return false;
}

int request_interface_update(struct model *model, const struct request *request,
			     struct reply *reply)
{
	struct interface_file *interface = model_find_interface(model, request->iface);

	if (!interface)
		return fail_missing(request, reply);
	for (int i = 0; i < request->changes_used; i++)
		if (!value_of(interface, request->changes[i].name)) {
			reply->complaint = "a parameter of an interface that the model does not "
					   "know";
			return 0;
		}
	if (is_refused(interface, request))
		return 0; /* so it does, with nothing changed */
	for (int i = 0; i < request->changes_used; i++) {
		char *value = value_of(interface, request->changes[i].name);

		snprintf(value, value == interface->initiator ? MODEL_NAME : MODEL_VALUE, "%s",
			 request->changes[i].value);
	}
	write_records(model, request->iface);
	strbuf_printf(&reply->out, "%s updated.\n", request->iface);
	return 0;
}

/* The records that are bound to it go as well, or what goes in their place. */
int request_interface_delete(struct model *model, const struct request *request,
			     struct reply *reply)
{
	struct interface_file *interface = model_find_interface(model, request->iface);
	struct node_record *record;

	if (!interface)
		return fail_missing(request, reply);
	if (has_session(model, request->iface))
		return reply_fail(reply, 15, "iscsiadm: This iface is currently in use.");
	model_each (record, model->records)
		if (record->damage == RECORD_GOOD && str_equal(record->iface, request->iface))
			model_delete(model, record);
	interface->used = false;
	strbuf_printf(&reply->out, "%s unbound and deleted.\n", request->iface);
	return 0;
}
