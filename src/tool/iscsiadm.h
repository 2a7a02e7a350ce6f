/*
 * iscsiadm(8): command lines out, node records in. Written for open-iscsi
 * 2.1.8 to 2.1.11; messages are never parsed, only the record dump and exit codes.
 *
 * Changing commands name exactly one record (target, portal, iface), one interface or one
 * session (law 11). `-o new` makes a record of what iscsid.conf has, an existing one as well
 * (usr/idbm.c:idbm_add_node): it is built for a record that does not exist, or to be run with an
 * iscsid.conf of its own that has all the record has (tool/record_config.h).
 */
#ifndef TOOL_ISCSIADM_H
#define TOOL_ISCSIADM_H

#include "model/snapshot.h"
#include "model/wish.h"
#include "tool/tools.h"

/* include/iscsi_err.h */
#define ISCSIADM_NOT_FOUND 2	   /* a session that iscsid does not have */
#define ISCSIADM_LOGIN_FAILED 5	   /* iscsid could not even try, too */
#define ISCSIADM_TIMED_OUT 8	   /* a login whose portal cannot be reached */
#define ISCSIADM_INTERNAL 9	   /* of a login: the kernel took no session */
#define ISCSIADM_NO_DRIVER 12	   /* the transport's module is not there */
#define ISCSIADM_NOT_ACCEPTED 19   /* a login that will not work when tried again */
#define ISCSIADM_NO_OBJECTS 21	   /* the list is empty */
#define ISCSIADM_NOT_AUTHORIZED 24 /* CHAP is wanted, or failed */
#define ISCSIADM_NOT_CONNECTED                                            \
	32 /* iscsid has been restarted and is not through with a session \
	    */

/* Parameters of an interface. */
#define INTERFACE_NET "iface.net_ifacename"
#define INTERFACE_HWADDRESS "iface.hwaddress"
#define INTERFACE_INITIATOR "iface.initiatorname"

/* All records with all parameters: `iscsiadm -m node -o show`. ISCSIADM_NO_OBJECTS means there are
 * none. secrets: as they are, not as asterisks; to be compared. */
struct command iscsiadm_dump(struct arena *arena, const struct tools *tools, bool secrets);
/*
 * Adds the records of a dump ("# BEGIN RECORD", "name = value", "<empty>") to the snapshot. text
 * must outlive it. -1 with a sentence when it is not such a dump, or has a record without name or
 * address (a zero-length file shows up like that), or no record at all: then nothing was added,
 * read the files.
 */
int iscsiadm_parse_dump(char *text, struct snapshot *snapshot, const char **ret_reason);

/* portal: with its tag if it has one. */
struct command iscsiadm_new(struct arena *arena, const struct tools *tools, const char *target,
			    const char *portal, const char *iface);
/* Several parameters in one call: the tool writes the record once. */
struct command iscsiadm_update(struct arena *arena, const struct tools *tools, const char *target,
			       const char *portal, const char *iface,
			       const struct setting *settings, size_t count);
struct command iscsiadm_login(struct arena *arena, const struct tools *tools, const char *target,
			      const char *portal, const char *iface, unsigned int seconds);
/* Asks the target of one session for its LUNs, and each for its size. */
struct command iscsiadm_rescan(struct arena *arena, const struct tools *tools, unsigned int sid);
struct command iscsiadm_logout(struct arena *arena, const struct tools *tools, unsigned int sid);
struct command iscsiadm_delete(struct arena *arena, const struct tools *tools, const char *target,
			       const char *portal, const char *iface);

/* One that open-iscsi has without a file, and that cannot be changed or deleted. */
bool interface_is_built_in(const char *name);
/* An interface; `new` resets one that is there. */
struct command iscsiadm_interface_new(struct arena *arena, const struct tools *tools,
				      const char *name);
/* It writes the records that are bound to it, too. What it refuses ends with 0 as well. */
struct command iscsiadm_interface_update(struct arena *arena, const struct tools *tools,
					 const char *name, const struct setting *settings,
					 size_t count);
/* Deletes the records that are bound to it, too. */
struct command iscsiadm_interface_delete(struct arena *arena, const struct tools *tools,
					 const char *name);

/* Whether an exit code of --login proves that iscsid has given up; otherwise it may still complete.
 */
bool iscsiadm_login_gave_up(int code);
/* The meaning of an exit code (include/iscsi_err.h of 2.1.8), for messages: "authorization
 * failure". */
const char *iscsiadm_exit_text(int code);

#endif
