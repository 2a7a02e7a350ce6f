/*
 * The observer: looks at every command converge starts, and at the model as it
 * is at that moment, and says whether a law of DESIGN section 5 is broken. It knows
 * the manifest's wishes, and nothing of how converge plans.
 */
#ifndef STANDIN_LAWS_H
#define STANDIN_LAWS_H

#include "model/wish.h"
#include "os/pool.h"
#include "standin/model.h"
#include "standin/operation.h"

#include <sys/types.h>

/* A command that this run has started. */
struct ran {
	const char *text;
	bool changing;
	bool overlaid; /* it had an iscsid.conf of its own */
	int code;      /* -1: it has not ended */
	bool spoiled;  /* by a fault */
};

/* A command that has not ended, whoever started it. */
struct at_work {
	const char *text;
	const char *const *argv;
	bool changing;
	bool left; /* nobody waits for it any more */
};

/* What the observer sees beside the command itself. */
struct witness {
	const struct model *model;
	const struct wishes *wishes;
	const struct ran *ran;
	size_t ran_count;
	const struct at_work *at_work;
	size_t at_work_count;
	bool lvm_spoiled;	       /* the last answer of LVM's probe had a fault */
	const char *lock;	       /* the file */
	const struct overlay *overlay; /* the command's own iscsid.conf; NULL: it has none */
	void (*broken)(const char *sentence);
};

/* Right before it starts. changing: what converge takes it for. */
void laws_check(const struct witness *witness, const char *const *argv, bool changing,
		const char *text);
/* A changing command's pid is in the lock file. */
bool laws_is_noted(const struct witness *witness, pid_t pid);
/* Whether a record has the credentials that the wish makes of it, with the secrets as the host's
 * files have them. */
bool laws_is_authorized(const struct model *model, const struct target_wish *wish,
			const struct node_record *record);
/* Whether the manifest ends the session. */
bool laws_is_to_end(const struct witness *witness, const struct session_state_of *session);
/* Whether it is as the wish says, as far as that says anything. */
bool laws_interface_is_so(const struct interface_wish *wish,
			  const struct interface_file *interface);

/* Whether two hosts that have the volume active would corrupt it. */
bool laws_is_fragile(const struct volume *lv);

/* Whether every target that the manifest names for the group has as many sessions LOGGED_IN, at
 * portals that it lists, as it needs. */
bool laws_has_sessions(const struct model *model, const struct wishes *wishes,
		       const struct vg_wish *wish);
/* Whether a LUN of the group is of a target that the manifest does not name for it, though it names
 * some, or of this host's own disks alone. */
bool laws_is_elsewhere(const struct model *model, const struct vg_wish *wish, int vg);

#endif
