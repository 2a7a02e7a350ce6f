/*
 * Kinds of resources: what the manifest wants of each against what the
 * snapshot has of it, turned into items and actions of a plan.
 *
 * Planning asks every kind twice: upwards in the order of kinds[] (records,
 * sessions, volume groups, volumes), then downwards in the reverse order. So an action's
 * dependencies always stand before it, and a kind finds what the kinds below
 * (up) or above (down) have decided in struct planning.
 */
#ifndef KIND_KIND_H
#define KIND_KIND_H

#include "kind/portals.h"
#include "kind/uses.h"
#include "model/history.h"
#include "model/plan.h"
#include "model/wish.h"
#include "os/file.h"
#include "tool/tools.h"

/* What is decided for one portal of a target wish. */
struct portal_progress {
	const struct record *record; /* NULL: none, or unknown */
	size_t record_item, session_item;
	bool doubled;	      /* another of the wish's portals is the same */
	const char *outdated; /* what of its session this plan's change of the record leaves behind;
				 or NULL */
	const char *anew;     /* why a session that is there is logged in again; or NULL */
	size_t record_action; /* the last one that makes or changes the record; or PLAN_NONE */
};

/* What is decided for one interface wish; same index as wishes->interfaces. */
struct interface_progress {
	size_t item;
	size_t action; /* the last one that makes or changes it; or PLAN_NONE */
};

/* What is decided for one target wish; same index as wishes->targets. */
struct target_progress {
	VEC(struct portal_progress) portals; /* same index as the wish's portals */
	size_t sessions_up;		     /* LOGGED_IN, with the LUNs that are listed */
	VEC(unsigned int) logged_in; /* sessions of its portals that are, whatever LUNs they have */
	VEC(size_t) clearing;	     /* logouts that make way for its logins */
	VEC(size_t) pending;	     /* last actions of logins that this run will still try */
	VEC(const struct session *) settling; /* there, but their disks are only just coming */
	VEC(size_t) rescans; /* waits for what is to bring listed LUNs that are missing */
	bool returns;	     /* a login follows, or will, on a logout of this run */
	const char *blocked; /* why not enough sessions will come up; NULL if they may */
	const char *lacking; /* the same of sessions that are LOGGED_IN, whatever LUNs they have */
	bool busy;	     /* a command of another run is still at work on it */
};

/* What is decided for one VG wish; same index as wishes->vgs. */
struct vg_progress {
	size_t item;
	const struct vg *vg;  /* as seen; NULL if not visible */
	bool open;	      /* its volumes may be acted on, now or late */
	const char *barred;   /* why nothing of it may be activated or refreshed; NULL: it may */
	bool busy;	      /* a command of another run is at work on its target */
	bool returns;	      /* so its disks go and come, and udev may activate it once more */
	bool leaves;	      /* some of its disks, with a session that makes way for others */
	bool piecewise;	      /* volumes one by one, `vgchange -ay` must not be used */
	bool deferred;	      /* what is not active yet is for the next run: access_defers() */
	const char *late;     /* condition to wait for; NULL: act now */
	const char *why_late; /* "because …" for what is done late; NULL: as usual */
	VEC(size_t) after;    /* what its volumes' actions wait for */
	size_t activate;      /* its `vgchange -ay`; or PLAN_NONE */
	size_t deactivate;    /* its `vgchange -an`; or PLAN_NONE */
	VEC(size_t) singles;  /* the `lvchange -an` of this plan, not late */
};

/* A multipath map that this plan flushes. */
struct flush {
	const struct block *map;
	size_t action; /* PLAN_NONE: not planned yet */
};

struct planning {
	struct arena *arena;
	const struct wishes *wishes;
	const struct snapshot *snapshot;
	const struct history *history; /* NULL in a first round */
	const struct tools *tools;
	const struct names *only; /* --only arguments; NULL: everything */
	struct stack stack;
	struct strmap record_index, session_index; /* target name -> first in the sorted arrays */
	VEC(const struct record *) records;	   /* sorted by target, without a tag first */
	VEC(const struct session *) sessions;	   /* sorted by target, sid */
	struct portals portals;
	const char *nameless; /* why no session may be made under the name this host has; or NULL */
	struct interface_progress *interfaces;
	struct target_progress *targets;
	struct vg_progress *vgs;
	VEC(struct flush) flushes;
	struct strmap restarted;	  /* uuids of maps that lv_restart() has decided about */
	struct vg_dependents *dependents; /* of targets and sessions: vg_stays() */
	struct plan *plan;
};

struct kind {
	const char *name;
	void (*plan_up)(struct planning *planning);
	void (*plan_down)(struct planning *planning);
};

extern const struct kind initiator_kind, interface_kind, unmanaged_kind, target_kind, session_kind,
	vg_kind, lv_kind;
extern const struct kind *const kinds[]; /* NULL-terminated, in the order of the way up */

/*
 * Where a target's `portals` list the portal of a record or of a session, by name or by address,
 * with its interface; NULL: they do not, or there are none.
 */
const struct portal_wish *wish_of_record(const struct planning *planning,
					 const struct target_wish *wish,
					 const struct record *record);
const struct portal_wish *wish_of_session(const struct planning *planning,
					  const struct target_wish *wish,
					  const struct session *session);
/* Why it is not known where a portal is: a name that was not resolved; NULL: it is known. told: a
 * snapshot that does not tell is no reason. */
const char *portal_unresolved(struct planning *planning, const struct portal *portal, bool told);
/* Whether --only names this target, VG or "VG/LV"; true when it was not given. */
bool planning_selects(const struct planning *planning, const char *name);
/*
 * The item of a target's record or session at a listed portal. Items follow from the wishes alone,
 * never from what is there: a target that lists no portals (it is to be absent) has one item for
 * all.
 */
size_t planning_item(struct planning *planning, const char *kind, const struct target_wish *wish,
		     const struct portal_wish *listed, const struct place *place);
/*
 * Adds the draft, unless its item is left out by --only, or was in trouble when this run began and
 * the step was not planned then: what a dry run could not print is for the next run. Then the item
 * is judged so, and PLAN_NONE comes back.
 */
size_t planning_act(struct planning *planning, const struct action *draft);
/* What the plan has of a target so far; NULL for NULL, a target that the manifest does not name. */
struct target_progress *planning_target(const struct planning *planning,
					const struct target_wish *wish);
/* The attempt this run has made at a step, if it made one. */
const struct attempt *planning_tried(const struct planning *planning, const char *key);
/* Where to look should the command of a draft exit with this code. */
void planning_hint(struct planning *planning, struct action *draft, int code, const char *text);
/* The same of two codes that it may end with for this reason. */
void planning_hint_both(struct planning *planning, struct action *draft, int code, int other,
			const char *text);
/* A step that an earlier round promised for now. */
bool planning_owes(const struct planning *planning, const char *key);
/* Names the command of an earlier run that may still change this resource ("vg:NAME",
 * "target:NAME"), in a sentence; NULL: there is none. */
const char *planning_straggler(const struct planning *planning, const char *resource);
/* For titles and names: "TARGET at PORTAL", with the interface unless it is the default one. */
const char *portal_name(struct planning *planning, const char *target, const struct portal *portal,
			const char *iface);

/*
 * On the way down: the draft waits for the deactivation of every VG that this target carries, by
 * the manifest's word or by what is seen on the session's disks. session: NULL for a record alone;
 * target: NULL where only what is seen counts, as the target has other sessions.
 * Returns why such a VG stays; NULL when none does.
 */
const char *vg_stays(struct planning *planning, const char *target, const struct session *session,
		     struct action *draft);

/* The host names in these wishes, which a look at the host must resolve. */
void kinds_host_names(const struct wishes *wishes, struct arena *arena, struct names *ret_names);
/* The files that these wishes name secrets in. */
struct names kinds_secrets(const struct wishes *wishes, const struct tools *tools,
			   struct arena *arena);
/* Whether these wishes may take anything down, so that it must be known what processes do. */
bool kinds_take_down(const struct wishes *wishes);
/*
 * Are the tools here that these wishes need on such a host? 0, or -1 with a sentence: iscsiadm for
 * any target, LVM for any volume group and for a logout, which must know what is on the disks.
 */
int kinds_equipped(const struct wishes *wishes, const struct snapshot *snapshot,
		   const struct tools *tools, const char **ret_reason);
/*
 * Is multipath here, and does iscsid answer, if this plan needs them? Wakes a socket-activated one
 * and waits for it until the deadline. 0, or -1 with a sentence.
 */
int kinds_ready(const struct plan *plan, int64_t deadline, struct arena *arena,
		const char **ret_reason);

#endif
