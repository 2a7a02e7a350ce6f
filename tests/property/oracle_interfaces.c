/* What the oracle knows of interfaces, and of what is bound to them. */
#include "config.h"

#include "subject.h"

#include "base/str.h"
#include "standin/laws.h"
#include "tool/interfaces.h"
#include "tool/iscsiadm.h"

static bool is_there(const struct model *model, const char *iface)
{
	return interface_is_built_in(iface) || model_find_interface((struct model *)model, iface);
}

bool subject_is_orphaned(const struct model *model, const struct subject *s)
{
	const struct node_record *record;

	model_each (record, model->records)
		if (!is_there(model, record->iface) &&
		    subject_covers(s, record->target, record->host, record->port, record->iface))
			return true;
	return false;
}

bool subject_is_cut_off(const struct model *model, const struct subject *s)
{
	const struct session_state_of *session;

	model_each (session, model->sessions)
		if (!is_there(model, session->iface.name) &&
		    subject_covers(s, model->targets[session->target].name, session->host,
				   session->port, session->iface.name))
			return true;
	return false;
}

bool subject_interface_is_so(const struct model *model, const struct interface_wish *wish)
{
	const struct interface_file *interface =
		model_find_interface((struct model *)model, wish->name);

	if (wish->ensure == INTERFACE_ABSENT)
		return !interface;
	return interface && laws_interface_is_so(wish, interface);
}

bool subject_has_interface(const struct oracle *o, const struct subject *s)
{
	const char *iface = s->portal ? s->portal->iface : DEFAULT_IFACE;
	const struct interface_wish *wish = wishes_interface(o->wishes, iface);

	if (interface_is_built_in(iface))
		return true;
	return wish ? subject_interface_is_so(o->after, wish)
		    : model_find_interface((struct model *)o->after, iface) != NULL;
}

bool subject_displaces(const struct model *model, const struct subject *s)
{
	const struct node_record *record;
	struct portal_wish any;
	struct subject others = *s;

	if (!s->portal || subject_record_is_so(model, s))
		return false;
	any = *s->portal;
	others.portal = &any;
	model_each (record, model->records) {
		any.iface = record->iface;
		if (record->tpgt == MODEL_NONE &&
		    subject_covers(&others, record->target, record->host, record->port,
				   record->iface))
			return true;
	}
	return false;
}

bool subject_is_below_another(const struct model *model, const struct subject *s)
{
	const struct node_record *record, *flat;

	model_each (record, model->records)
		model_each (flat, model->records)
			if (record->tpgt != MODEL_NONE && flat->tpgt == MODEL_NONE &&
			    str_equal(record->target, flat->target) &&
			    str_equal(record->host, flat->host) &&
			    !str_equal(record->iface, flat->iface) &&
			    subject_covers(s, record->target, record->host, record->port,
					   record->iface))
				return true;
	return false;
}

/* Writing the records of this interface takes away one of another. */
static bool takes_away(const struct model *model, const char *iface)
{
	const struct node_record *record, *other;

	model_each (record, model->records)
		model_each (other, model->records)
			if (str_equal(record->iface, iface) && record->tpgt != MODEL_NONE &&
			    other->tpgt == MODEL_NONE && !str_equal(other->iface, iface) &&
			    str_equal(record->target, other->target) &&
			    str_equal(record->host, other->host))
				return true;
	return false;
}

static bool is_bound_twice(const struct model *model, const char *name)
{
	const struct interface_file *interface = model_find_interface((struct model *)model, name);

	return interface && *interface->net && *interface->hwaddress;
}

const char *subject_interface_obstacle(const struct oracle *o, const struct interface_wish *wish)
{
	const struct session_state_of *session;
	const struct node_record *record;

	if (wish->ensure == INTERFACE_PRESENT && is_bound_twice(o->after, wish->name))
		return "iscsiadm changes neither of its bindings";
	if (wish->ensure == INTERFACE_PRESENT)
		return takes_away(o->after, wish->name) ? "a record without a tag" : NULL;
	model_each (session, o->after->sessions)
		if (str_equal(session->iface.name, wish->name))
			return "a session is bound to it";
	model_each (record, o->after->records)
		if (record->damage != RECORD_GOOD || str_equal(record->iface, wish->name))
			return "a record is, or may be, bound to it";
	return NULL;
}
