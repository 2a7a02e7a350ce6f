/*
 * What a node record is to be made of where a secret is among it, which no command line may hold.
 *
 * `iscsiadm -o new` takes what a record has from iscsid.conf. So it is run with an iscsid.conf of
 * its own (os/pool.h: overlay): that of the host for a new record, or all that the record has now,
 * with what the manifest wants in place of it. The tool then writes the whole record itself, under
 * its own lock. iscsid tells it the file's name; if it does not within a second, the tool goes on
 * without a word and with its built-in defaults (usr/iscsiadm.c of 2.1.8:get_config_file): so the
 * record is read back before anything is done with it.
 */
#ifndef TOOL_RECORD_CONFIG_H
#define TOOL_RECORD_CONFIG_H

#include "base/strbuf.h"
#include "model/wish.h"
#include "tool/tools.h"

/*
 * The text to put in its place; unless the record is new, what it has is read afresh. 0, or -1 with
 * a sentence. The text holds secrets.
 */
int record_config_make(const struct record_recipe *recipe, const struct tools *tools,
		       const char *target, const struct portal *portal, const char *iface,
		       struct arena *arena, struct strbuf *ret_text, const char **ret_reason);
/* Reads the record's file: NULL if it has all of the recipe, else a sentence. */
const char *record_config_missing(const struct record_recipe *recipe, const struct tools *tools,
				  const char *target, const struct portal *portal,
				  const char *iface, struct arena *arena);

#endif
