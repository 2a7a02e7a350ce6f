#include "config.h"

#include "standin/law.h"

#include "base/str.h"
#include "tool/interfaces.h"
#include "tool/iscsiadm.h"

#include <string.h>
#include <strings.h>

/* NULL: the wish says nothing of it. */
static const char *wanted_value(const struct interface_wish *wish, const char *name)
{
	if (str_equal(name, INTERFACE_NET))
		return wish->net;
	if (str_equal(name, INTERFACE_HWADDRESS))
		return wish->hwaddress;
	return str_equal(name, INTERFACE_INITIATOR) ? wish->initiator : NULL;
}

static const char *value_of(const struct interface_file *interface, const char *name)
{
	if (str_equal(name, INTERFACE_NET))
		return interface->net;
	return str_equal(name, INTERFACE_HWADDRESS) ? interface->hwaddress : interface->initiator;
}

bool laws_interface_is_so(const struct interface_wish *wish, const struct interface_file *interface)
{
	static const char *const names[] = { INTERFACE_NET, INTERFACE_HWADDRESS,
					     INTERFACE_INITIATOR };

	/* Where both are set, iscsid goes by the address. */
	if (wish->net && *interface->hwaddress)
		return false;
	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *wanted = wanted_value(wish, names[i]);

		if (wanted && strcasecmp(wanted, value_of(interface, names[i])) != 0)
			return false;
	}
	return true;
}

static const struct interface_wish *wish_of(const struct witness *witness,
					    const struct operation *op,
					    enum interface_ensure ensure)
{
	const struct interface_wish *wish = wishes_interface(witness->wishes, op->iface);

	return wish && wish->ensure == ensure ? wish : NULL;
}

static struct interface_file *interface_of(const struct witness *witness,
					   const struct operation *op)
{
	return model_find_interface((struct model *)witness->model, op->iface);
}

/* The records that are bound to it are written with it. */
static void check_records(const struct witness *witness, const struct operation *op)
{
	const struct node_record *record, *gone;

	model_each (record, witness->model->records) {
		if (!str_equal(record->iface, op->iface) || record->tpgt == MODEL_NONE)
			continue;
		gone = law_displaced(witness->model, record->target, record->host, record->port,
				     record->iface);
		if (gone)
			law_broke(witness, op, "law 2: the record of %s at %s for %s goes with it",
				  gone->target, gone->host, gone->iface);
	}
}

void law_check_interface_new(const struct witness *witness, const struct operation *op)
{
	check_records(witness, op);
	if (!wish_of(witness, op, INTERFACE_PRESENT))
		law_broke(witness, op, "law 2: nobody asked for this interface");
	if (interface_of(witness, op))
		law_broke(witness, op, "law 2: this resets an interface");
}

/* The one binding has to go before the other can come. */
static bool makes_way(const struct interface_wish *wish, const char *name, const char *value)
{
	return !*value && ((str_equal(name, INTERFACE_NET) && wish->hwaddress) ||
			   (str_equal(name, INTERFACE_HWADDRESS) && wish->net));
}

void law_check_interface_update(const struct witness *witness, const struct operation *op)
{
	const struct interface_wish *wish = wish_of(witness, op, INTERFACE_PRESENT);
	const struct interface_file *interface = interface_of(witness, op);

	if (!wish) {
		law_broke(witness, op, "law 2: nobody asked for this update");
		return;
	}
	check_records(witness, op);
	for (const char *const *word = op->argv; word[0] && word[1] && word[2] && word[3]; word++) {
		if (!str_equal(word[0], "-n"))
			continue;
		if (!str_equal(wanted_value(wish, word[1]), word[3]) &&
		    !makes_way(wish, word[1], word[3]))
			law_broke(witness, op, "law 2: nobody asked for %s=%s", word[1], word[3]);
		if (interface && str_equal(value_of(interface, word[1]), word[3]))
			law_broke(witness, op, "law 2: %s is %s already", word[1], word[3]);
	}
}

void law_check_interface_delete(const struct witness *witness, const struct operation *op)
{
	const struct session_state_of *session;
	const struct node_record *record;

	if (!wish_of(witness, op, INTERFACE_ABSENT))
		law_broke(witness, op, "law 2: nobody asked for this deletion");
	model_each (session, witness->model->sessions)
		if (str_equal(session->iface.name, op->iface))
			law_broke(witness, op, "law 7: session %u uses it", session->sid);
	model_each (record, witness->model->records)
		if (str_equal(record->iface, op->iface))
			law_broke(witness, op, "law 2: the record of %s at %s goes with it",
				  record->target, record->host);
}

/* A command on that interface answered success, and had done nothing; or nobody knows what. */
static bool was_lied_to(const struct witness *witness, const struct operation *op)
{
	for (size_t i = 0; i < witness->ran_count; i++) {
		const struct ran *ran = &witness->ran[i];

		if (ran->spoiled && ran->code == 0 && ran->changing &&
		    strstr(ran->text, "-m iface") && strstr(ran->text, op->iface))
			return true;
	}
	return false;
}

void law_check_binding(const struct witness *witness, const struct operation *op)
{
	const struct interface_wish *wish = wishes_interface(witness->wishes, op->iface);
	const struct interface_file *interface = interface_of(witness, op);

	if (interface_is_built_in(op->iface) || was_lied_to(witness, op))
		return;
	if (!interface)
		law_broke(witness, op, "law 7: there is no interface %s", op->iface);
	else if (wish && !laws_interface_is_so(wish, interface))
		law_broke(witness, op, "law 7: interface %s is not as it is to be", op->iface);
}
