/* The key `interfaces` of a document, and the bindings of portals to them. */
#ifndef MANIFEST_INTERFACES_H
#define MANIFEST_INTERFACES_H

#include "base/arena.h"
#include "manifest/field.h"
#include "model/wish.h"

enum interface_key {
	INTERFACE_KEY_ENSURE,
	INTERFACE_KEY_NET,
	INTERFACE_KEY_HWADDRESS,
	INTERFACE_KEY_INITIATOR,
	INTERFACE_KEYS
};

extern const struct field interface_item;

extern const struct text_rule interface_ref_rule;
/* A name to bind to: one that can be declared, or one that open-iscsi has itself. */
const char *interface_read_ref(struct arena *arena, const char *text, struct reading *ret_reading);
/* A name to declare. */
const char *interface_read_name(struct arena *arena, const char *text, struct reading *ret_reading);

/* What must hold between the keys of one interface. */
void interface_check(const struct value *interface, struct diags *diags);
/* The bindings of a target's portals; interfaces: those of the document; kept: the target is not
 * to be absent. */
void interface_check_bindings(struct arena *arena, const struct value *target,
			      const struct value *interfaces, bool kept, struct diags *diags);
struct interface_wish interface_wish_of(const struct value *interface);

#endif
