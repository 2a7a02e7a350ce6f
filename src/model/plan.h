/*
 * A plan: what it takes to make a host match its wishes, as data.
 *
 * Items are the resources the manifest manages, each with a verdict; actions
 * are the steps, in the order of the runbook, each belonging to an item. An
 * action's dependencies always have smaller indices. The same (wishes,
 * snapshot, history) always give the same plan; nothing here touches a host.
 */
#ifndef MODEL_PLAN_H
#define MODEL_PLAN_H

#include "base/diag.h"
#include "base/str.h"
#include "model/command.h"
#include "model/luns.h"
#include "model/portal.h"

struct action;
struct record_recipe;
struct strbuf;
struct tools;

enum verdict {
	VERDICT_MATCHES,  /* nothing to do */
	VERDICT_CHANGES,  /* has actions */
	VERDICT_REFUSED,  /* a law forbids what it would take; text says which holder or state */
	VERDICT_UNKNOWN,  /* could not be seen, so nothing is done about it */
	VERDICT_FAILS,	  /* cannot be reached by any action of ours; text says why */
	VERDICT_BLOCKED,  /* depends on another item that will not get there */
	VERDICT_EXCLUDED, /* left out by --only, and does not match */
};

/* What is other than it should be, in a few words: "logged out" -> "logged in". */
struct change {
	const char *what; /* a parameter, or one of several things; NULL: the item as a whole */
	const char *have, *want;
};

struct changes {
	VEC(struct change) list;
	struct strmap index; /* by `what` */
};

struct item {
	const char *kind; /* "target", "session", "volume group", "logical volume" … */
	const char *name; /* unique within its kind */
	struct place place;
	enum verdict verdict;
	const char *text;	/* why; NULL for MATCHES and CHANGES */
	struct changes changes; /* that its actions make, or those of others for it */
	bool expendable;	/* a session beyond min_portals: missing it is only degraded */
	bool selected;		/* by --only, or everything is */
};

/*
 * What a step works on. Steps on sessions and steps on volumes never run side by side: a session
 * that is just being made or ended is not LOGGED_IN, and LVM would have to be kept off its disks.
 */
enum touches { TOUCHES_RECORDS, TOUCHES_SESSIONS, TOUCHES_VOLUMES };

/* What a look at the host right before an act says of it. */
enum guard_answer {
	GUARD_GO,
	GUARD_WAIT, /* what is in the way is over in a moment: look again at the next event */
	GUARD_REFUSE,
};

/* What kind of step this is: its name, and what only its kind knows about it. */
struct action_type {
	const char *name; /* one word for reports: "login" */
	enum touches touches;
	/*
	 * Looks at the host right before the act: may it be done? If not (or not yet), the sentence
	 * says what is in the way. NULL: nothing to look at.
	 */
	enum guard_answer (*guard)(const struct action *action, const struct tools *tools,
				   struct arena *arena, const char **ret_reason);
	/* For a step without a command: whether what it waits for is there, else what is awaited;
	 * ret_awaited NULL: nobody asks for that. */
	bool (*reached)(const struct action *action, const struct tools *tools, struct arena *arena,
			const char **ret_awaited);
	/*
	 * Makes the text of command.overlay, right before the act. It may hold secrets: the caller
	 * wipes it. 0, or -1 with the sentence why not. NULL where no command has an overlay.
	 */
	int (*overlay)(const struct action *action, const struct tools *tools, struct arena *arena,
		       struct strbuf *ret_text, const char **ret_reason);
	/* What an exit code of its command means; NULL when codes say nothing. */
	const char *(*exit_text)(int code);
	/* What is waited for if this exit code says that nothing was done, and that the same
	 * command works in a moment; else NULL, and so where no code does. */
	const char *(*not_yet)(int code);
};

/* Where to look when a command exits with this code. */
struct exit_hint {
	int code;
	const char *text;
};

/* The sessions of a target that a step on a volume group relies on, when it was planned. */
struct carrier_need {
	const char *target;
	size_t sessions; /* how many of them have to be LOGGED_IN */
	VEC(unsigned int) sids;
};

struct action {
	const struct action_type *type;
	size_t item;
	const char *key;   /* the same step has the same key in every plan of a run */
	const char *title; /* "log in to iqn.… at 10.5.88.21:3260" */
	const char *reason;
	struct place place;
	struct change change;	/* without `have`: nothing by itself, a wait for example */
	struct command command; /* argv empty: a wait, see type->reached */
	const char *lane;	/* at most one action of a lane runs at a time; NULL: free */
	const char *resource;	/* what it may be changing, for the next run: "vg:xenGuests" */
	/* Not for this round: it depends on what an earlier step reveals. The condition under
	 * which it will be needed, for the runbook: "volume group 'a' appears". */
	const char *late;
	bool wants_iscsid;   /* cannot work without the daemon */
	const char *secrets; /* of a command with an overlay: what it takes secrets from */
	VEC(struct exit_hint) hints;
	VEC(size_t) after;

	/* What the guard and the wait look at. */
	const char *target, *iface, *vg, *lv;
	const char *map, *map_uuid; /* a multipath map, by device-mapper's name and uuid */
	struct portal portal;
	unsigned int sid;
	struct luns luns;		    /* whose disks a wait is for; empty: all there are */
	const struct record_recipe *recipe; /* what the record gets, or must have; NULL: whatever */
	VEC(unsigned int) sick;	 /* sessions that were not LOGGED_IN when this was planned */
	VEC(const char *) disks; /* kernel names of the VG's or the map's, when this was planned */
	VEC(struct carrier_need) carriers; /* of the VG, as the manifest names them */
};

struct plan {
	struct arena *arena;
	VEC(struct item) items;
	VEC(struct action) actions;
	VEC(const char *) notes;    /* side effects and warnings worth a line */
	struct strmap item_index;   /* kind and name -> items */
	struct strmap action_index; /* key -> the first of actions with it */
};

#define PLAN_NONE ((size_t)-1)

extern const char *const verdict_words[];

/* The item of that kind and name, made (VERDICT_MATCHES) if there is none; its index. */
size_t plan_item(struct plan *plan, const char *kind, const char *name, const struct place *place);
/* Sets the verdict and its sentence; the first verdict other than MATCHES/CHANGES stays. */
void plan_judge(struct plan *plan, size_t item, enum verdict verdict, const char *format, ...)
	__attribute__((format(printf, 4, 5)));
/* Notes what changes of the item; a `what` once. */
void plan_change(struct plan *plan, size_t item, const char *what, const char *have,
		 const char *want);
/* The item changes through another item's action: VERDICT_CHANGES if it would have matched. */
void plan_covered(struct plan *plan, size_t item);
size_t plan_find_item(const struct plan *plan, const char *kind, const char *name);

/* A copy of draft becomes the last action; its item becomes VERDICT_CHANGES. Returns its index. */
size_t plan_action(struct plan *plan, const struct action *draft);
/* Gives an action another key. */
void plan_rename(struct plan *plan, size_t action, const char *key);
/* The first action with that key; PLAN_NONE if there is none. */
size_t plan_find_action(const struct plan *plan, const char *key);
/* action waits for other; PLAN_NONE, on either side, is no dependency. */
void plan_after(struct plan *plan, size_t action, size_t other);
/* Actions that would run now, and those that wait for what they reveal. */
size_t plan_count(const struct plan *plan, bool late);

#endif
