/* `auth` of a target: the word none, or a user and where the secret is, for one or both ways. */
#ifndef MANIFEST_AUTH_H
#define MANIFEST_AUTH_H

#include "manifest/field.h"
#include "model/wish.h"

enum auth_key {
	AUTH_KEY_NONE, /* not a key, but the word in place of the map */
	AUTH_KEY_USER,
	AUTH_KEY_FILE,
	AUTH_KEY_CREDENTIAL,
	AUTH_KEY_MUTUAL,
	AUTH_KEY_ALGS,
	AUTH_KEYS
};

extern const struct field auth_fields[AUTH_KEYS];
/* What they must not say together, for the record that has them. */
#define AUTH_TOGETHER "{\"not\": {\"required\": [\"password_file\", \"password_credential\"]}}"

/* NULL, or why no record and no iscsid.conf can hold this user: "it is empty". */
const char *auth_user_fault(const char *text);
/* What must hold between its keys; whole: every document that speaks of it was read. */
void auth_check(const struct value *target, bool whole, struct diags *diags);
/* auth: the value of the key, perhaps left out. */
struct auth_wish auth_wish_of(const struct value *auth);

#endif
