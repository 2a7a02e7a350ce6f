/* One document of a manifest as it was written: located, and every key may have been left out. */
#ifndef MANIFEST_DOCUMENT_H
#define MANIFEST_DOCUMENT_H

#include "manifest/field.h"
#include "manifest/hosts.h"
#include "model/wish.h"

/* The keys, in the order of their tables: value_at(record, TARGET_KEY_PORTALS). */
enum document_key {
	DOCUMENT_KEY_VERSION,
	DOCUMENT_KEY_HOSTS,
	DOCUMENT_KEY_FLEET,
	DOCUMENT_KEY_INITIATOR,
	DOCUMENT_KEY_INTERFACES,
	DOCUMENT_KEY_TARGETS,
	DOCUMENT_KEY_VGS,
	DOCUMENT_KEY_UNMANAGED
};
enum target_key {
	TARGET_KEY_ENSURE,
	TARGET_KEY_PORTALS,
	TARGET_KEY_MIN_PORTALS,
	TARGET_KEY_EXCLUSIVE,
	TARGET_KEY_LUNS,
	TARGET_KEY_STARTUP,
	TARGET_KEY_SETTINGS,
	TARGET_KEY_RELOGIN,
	TARGET_KEY_AUTH
};
enum portal_key { PORTAL_KEY_ADDRESS, PORTAL_KEY_IFACE };
enum unmanaged_key { UNMANAGED_KEY_MODE, UNMANAGED_KEY_MATCH };
enum vg_key { VG_KEY_ENSURE, VG_KEY_TARGETS, VG_KEY_ACCESS, VG_KEY_UUID, VG_KEY_LVS };
enum lv_key { LV_KEY_ENSURE };

/* The root of the field tables. */
extern const struct field document_field;

struct document {
	struct value value;
	struct selectors hosts, fleet;
	bool for_all; /* no `hosts`: every host */
};

/*
 * Decodes one tree. -1 when the document says nothing that could be used: it is no map, or of
 * another version. Other faults are in diags alone.
 */
int document_read(struct arena *arena, const struct node *root, struct diags *diags,
		  struct document *ret_document);
bool document_is_for(const struct document *document, const char *host);

#endif
