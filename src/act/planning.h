/*
 * A plan in the making: what it is made of, what is decided so far, and what every kind asks of it.
 * Nothing here looks at the host.
 */
#ifndef ACT_PLANNING_H
#define ACT_PLANNING_H

#include "act/stack.h"
#include "model/history.h"
#include "model/plan.h"
#include "model/wish.h"

/* The names of the kinds, for items. */
#define KIND_INITIATOR "initiator"
#define KIND_INTERFACE "interface"
#define KIND_UNMANAGED "unmanaged"
#define KIND_RECORD "target"
#define KIND_SESSION "session"
#define KIND_VG "volume group"
#define KIND_LV "logical volume"

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

/* What is at a portal: see act/portals.h. By target and address, and but for steps and untagged
 * records by interface. */
struct portals {
	struct strlists listed, records, sessions, steps;
	struct strlists bound;	  /* records by interface alone */
	struct strlists untagged; /* records without a portal group tag, by their own host alone */
	size_t steps_seen;	  /* so many of the plan's actions are among the steps */
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
/* The VG that a wish means: by name, and by uuid where that is given. NULL if it is not visible. */
const struct vg *vg_of(const struct planning *planning, const struct vg_wish *wish);
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

#endif
