/*
 * What the two readers of node records share: the dump of iscsiadm and the
 * record files have the same lines.
 */
#ifndef TOOL_RECORDS_H
#define TOOL_RECORDS_H

#include "model/snapshot.h"

#define SECRET_MASK "********" /* as iscsiadm prints a secret that is set */

#define AUTH_PREFIX "node.session.auth."
#define AUTH_METHOD AUTH_PREFIX "authmethod"
#define AUTH_USER AUTH_PREFIX "username"
#define AUTH_PASSWORD AUTH_PREFIX "password"
#define AUTH_USER_IN AUTH_PREFIX "username_in"
#define AUTH_PASSWORD_IN AUTH_PREFIX "password_in"
#define AUTH_ALGS AUTH_PREFIX "chap_algs"

/* Does a parameter hold a secret (…password, …password_in)? */
bool record_is_secret(const char *parameter);
/* The next line of a file that says something, without the blanks before it; NULL: there is none.
 * text: what is left of it. */
char *record_next_line(char **text);
/*
 * Splits "name = value", in place. False when it is no such line. Secrets that are set come out as
 * SECRET_MASK, with their digest (0 for everything else, or if all that is shown is the mask), and
 * "<empty>" as "".
 */
bool record_split(char *line, struct parameter *ret_parameter, uint64_t *ret_digest);
/*
 * Adds it to the record, or replaces what an earlier line said: the tool takes the last one. seen:
 * the names so far, empty at first.
 */
void record_set(struct arena *arena, struct record *record, struct strmap *seen,
		const struct parameter *parameter);
/* What a parameter of authentication comes to: "" where nothing is said, and with AUTH_ALGS then
 * what open-iscsi does, "MD5". */
const char *record_auth(const struct record *record, const char *name);
/* Keeps the digest of a secret, as record_split() gave it. */
void record_note_secret(struct record *record, const char *name, uint64_t digest);
/*
 * Fills target, portal, address and iface from the parameters. NULL, or what the record lacks: then
 * it identifies nothing.
 */
const char *record_identify(struct arena *arena, struct record *record);
/* By target; records of one target stay in the order they came in. */
void records_sort(struct snapshot *snapshot);

#endif
