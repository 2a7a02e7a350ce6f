/* The interfaces of an import: those that portals of described targets are bound to. */
#include "engine/import_parts.h"
#include "manifest/field.h"
#include "manifest/interfaces.h"

/* What a manifest cannot say is left alone by it. */
static const char *sayable(struct import *import, enum interface_key key, const char *value)
{
	struct reading reading = { 0 };
	const struct field *field = &interface_item.fields[key];

	return *value && !field->read(import->arena, value, &reading) ? reading.text : NULL;
}

/* Whether only its name is described, as the planner does not find its keys as they are. */
static bool is_bare(const struct import *import, const char *name)
{
	const char *const *bare;

	vec_each (bare, &import->bare.list)
		if (str_equal(*bare, name))
			return true;
	return false;
}

static void draft_interface(struct import *import, const char *name)
{
	const struct interface *seen = snapshot_interface(import->snapshot, name);
	struct interface_wish wish = { .name = name, .ensure = INTERFACE_PRESENT };
	struct reading reading = { 0 };

	if (!seen || seen->fault || interface_read_name(import->arena, name, &reading))
		return;
	if (!is_bare(import, name)) {
		/* Where both are set, iscsid uses the address. */
		wish.hwaddress = sayable(import, INTERFACE_KEY_HWADDRESS, seen->hwaddress);
		wish.net = wish.hwaddress ? NULL : sayable(import, INTERFACE_KEY_NET, seen->net);
		wish.initiator = sayable(import, INTERFACE_KEY_INITIATOR, seen->initiator);
	}
	vec_add(import->arena, &import->interfaces, wish);
}

bool import_bare_interface(struct import *import, const char *name, const char *why)
{
	if (is_bare(import, name))
		return false;
	vec_add(import->arena, &import->bare.list, name);
	remark_gap(import, &import->remarks, "the keys of interface %s are left out: %s", name,
		   why);
	return true;
}

void import_remark_interfaces(struct import *import)
{
	const struct interface_wish *wish;

	vec_each (wish, &import->interfaces) {
		const struct interface *seen = snapshot_interface(import->snapshot, wish->name);

		if (*seen->net && wish->hwaddress)
			remark_aside(import, &import->remarks,
				     "interface %s has net_ifacename %s too, which iscsid does not "
				     "use beside a hwaddress; left alone",
				     wish->name, seen->net);
	}
}

void import_interfaces(struct import *import)
{
	const struct imported_target *target;
	const struct portal_wish *portal;
	const char *const *name;
	struct names names = { 0 };

	vec_each (target, &import->targets)
		if (!target->left_out)
			vec_each (portal, &target->wish.portals)
				vec_add(import->arena, &names.list, portal->iface);
	import_unique(&names);
	import->interfaces.count = 0;
	vec_each (name, &names.list)
		draft_interface(import, *name);
}
