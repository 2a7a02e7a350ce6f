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

static void draft_interface(struct import *import, const char *name)
{
	const struct interface *seen = snapshot_interface(import->snapshot, name);
	struct interface_wish wish = { .name = name, .ensure = INTERFACE_PRESENT };
	struct reading reading = { 0 };

	if (!seen || seen->fault || interface_read_name(import->arena, name, &reading))
		return;
	wish.net = sayable(import, INTERFACE_KEY_NET, seen->net);
	wish.hwaddress =
		wish.net ? NULL : sayable(import, INTERFACE_KEY_HWADDRESS, seen->hwaddress);
	wish.initiator = sayable(import, INTERFACE_KEY_INITIATOR, seen->initiator);
	vec_add(import->arena, &import->interfaces, wish);
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
