/*
 * Who a session says it is: authmethod, user and secret of a record, one unit. A record that is to
 * get a secret is written as a whole (tool/record_config.h); `auth: none` is settings like others.
 */
#ifndef KIND_AUTH_H
#define KIND_AUTH_H

#include "kind/settings.h"

/* Adds what is no secret: the method, the users, and for `none` that there are no secrets. */
void auth_want(struct planning *planning, const struct target_wish *wish, struct wanted *wanted);
/* Judges the item refused when a secret cannot be used. */
bool auth_is_unusable(struct planning *planning, const struct target_wish *wish, size_t item);
/* Why an existing record needs its credentials written ("because …"); NULL: it need not. */
const char *auth_differs(struct planning *planning, const struct target_wish *wish,
			 const struct record *record);
/* Makes of the draft one that writes it with all that is wanted. */
void auth_write(struct planning *planning, const struct target_wish *wish, bool is_new,
		const struct wanted *wanted, struct action *draft);
/* Plans to write the record that is there anew, with all it has and all that is wanted. */
void auth_rewrite(struct planning *planning, const struct target_wish *wish,
		  const struct wanted *wanted, const char *reason,
		  struct portal_progress *progress);
/* For a login: the record must have its credentials; and where to look when they are refused. */
void auth_watch(struct planning *planning, const struct target_wish *wish, struct action *login);

#endif
