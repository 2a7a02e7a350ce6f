/*
 * What the two readers of node records share: the dump of iscsiadm and the
 * record files have the same lines.
 */
#ifndef TOOL_RECORDS_H
#define TOOL_RECORDS_H

#include "model/snapshot.h"

#define SECRET_MASK "********" /* as iscsiadm prints a secret that is set */

/* Does a parameter hold a secret (…password, …password_in)? */
bool record_is_secret(const char *parameter);
/*
 * Splits "name = value", in place. False when it is no such line. Secrets that are set come out as
 * SECRET_MASK and "<empty>" as "".
 */
bool record_split(char *line, struct parameter *ret_parameter);
/*
 * Adds it to the record, or replaces what an earlier line said: the tool takes the last one. seen:
 * the names so far, empty at first.
 */
void record_set(struct arena *arena, struct record *record, struct strmap *seen,
		const struct parameter *parameter);
/*
 * Fills target, portal, address and iface from the parameters. NULL, or what the record lacks: then
 * it identifies nothing.
 */
const char *record_identify(struct arena *arena, struct record *record);
/* By target; records of one target stay in the order they came in. */
void records_sort(struct snapshot *snapshot);

#endif
