/*
 * Wishes: what the manifest wants of one host, after selection and merging.
 * Plain data in the manifest's arena; immutable once manifest_wishes() returned.
 * Every wish knows the places it came from, so that a failure at run time still
 * points into the manifest.
 *
 * A digest is of everything that the manifest says of one resource, whatever planning makes of it;
 * 0 where no manifest says anything (`release`).
 */
#ifndef MODEL_WISH_H
#define MODEL_WISH_H

#include "base/diag.h"
#include "base/str.h"
#include "base/vec.h"
#include "model/luns.h"
#include "model/portal.h"

#include <stdbool.h>
#include <stdint.h>

enum target_ensure { TARGET_LOGGED_IN, TARGET_KNOWN, TARGET_ABSENT };
enum vg_access { ACCESS_EXCLUSIVE, ACCESS_SHARED, ACCESS_LOCKD };
enum vg_ensure { VG_PRESENT, VG_ACTIVE, VG_INACTIVE };
enum unmanaged_mode { UNMANAGED_IGNORE, UNMANAGED_REPORT, UNMANAGED_REMOVE };
enum lv_ensure { LV_ACTIVE, LV_INACTIVE };
enum interface_ensure { INTERFACE_PRESENT, INTERFACE_ABSENT };

/* The words of the manifest for them; NULL-terminated, index = enum value. */
extern const char *const target_ensure_words[];
extern const char *const vg_ensure_words[];
extern const char *const vg_access_words[];
extern const char *const lv_ensure_words[];
extern const char *const interface_ensure_words[];
extern const char *const unmanaged_words[];
extern const char *const relogin_words[];

struct portal_wish {
	struct portal portal;
	const char
		*iface; /* the interface its record is bound to; DEFAULT_IFACE if none is named */
	struct place place;
};

/* One record parameter; the value is text as iscsiadm shows it ("120", "Yes"). */
struct setting {
	const char *name, *value;
	struct place place;
};

/* Where a secret is; it is never read before a host is looked at. */
struct secret_source {
	const char *file, *credential; /* just one of them; a credential is one of systemd's */
	struct place place;
};

struct credentials {
	const char *user; /* NULL: none */
	struct place user_place;
	struct secret_source secret;
};

/* What becomes of a session whose record says otherwise. */
enum relogin { RELOGIN_NEVER, RELOGIN_WHEN_IDLE };

enum auth_ensure { AUTH_LEFT_ALONE, AUTH_NONE, AUTH_CHAP };

/* CHAP: who we say we are and, if it is mutual, who the target must say it is. */
struct auth_wish {
	enum auth_ensure ensure;
	struct place place;
	struct credentials own, mutual;
	const char *algs; /* the algorithms to offer, "SHA256,MD5"; NULL: left alone */
	struct place algs_place;
};

/* What a node record is written from where a secret is among it: tool/record_config.h. */
struct record_recipe {
	bool is_new;
	VEC(struct setting) settings;		  /* without the secrets */
	const struct secret_source *own, *mutual; /* NULL: the record is to have none */
};

struct target_wish {
	const char *name; /* IQN, eui or naa name, verbatim */
	struct place place;
	uint64_t digest;
	enum target_ensure ensure;
	struct place ensure_place;	 /* the target's own place where ensure was left out */
	VEC(struct portal_wish) portals; /* empty only for `absent`: everything of this name */
	unsigned int min_portals;	 /* 0: not given, so all of them */
	bool portals_exclusive;		 /* what it has at other portals goes */
	struct place exclusive_place;
	struct luns luns;    /* each session must have them; empty: not said */
	const char *startup; /* manual, automatic, onboot; NULL: leave alone */
	struct place startup_place;
	VEC(struct setting) settings; /* sorted by name */
	enum relogin relogin;
	struct auth_wish auth;
};

/* An interface of open-iscsi: what its records go out by, and as whom. NULL: left alone. */
struct interface_wish {
	const char *name;
	struct place place;
	uint64_t digest;
	enum interface_ensure ensure;
	const char *net, *hwaddress; /* at most one of them: iscsiadm binds by one */
	const char *initiator;
};

struct lv_wish {
	const char *name;
	struct place place;
	uint64_t digest;
	enum lv_ensure ensure;
};

struct target_ref {
	const char *name;
	struct place place;
};

struct vg_wish {
	const char *name;
	struct place place;
	uint64_t digest; /* its volumes have their own */
	enum vg_ensure ensure;
	struct place ensure_place;
	bool has_targets; /* `targets` was given, even if empty */
	VEC(struct target_ref) targets;
	enum vg_access access;
	bool has_access;	   /* it was given, be it the default */
	struct place access_place; /* the group's own place where access was left out */
	const char *uuid;	   /* NULL: not pinned */
	struct place uuid_place;
	VEC(struct lv_wish) lvs; /* in the order of the manifest */
	struct strmap lv_index;	 /* by name */
};

struct wishes {
	struct arena *arena;
	const char *host;
	size_t documents;      /* that speak of this host; 0 deserves a warning */
	bool release;	       /* no manifest's: all that was brought up is to go down */
	const char *initiator; /* the name this host must have; NULL: not said */
	struct place initiator_place;
	uint64_t initiator_digest;
	enum unmanaged_mode unmanaged;
	const char *unmanaged_match; /* glob; NULL: every target */
	struct place unmanaged_place;
	uint64_t unmanaged_digest;
	VEC(struct interface_wish) interfaces;
	VEC(struct target_wish) targets;
	VEC(struct vg_wish) vgs;
	struct strmap interface_index, target_index, vg_index; /* by name */
};

const struct interface_wish *wishes_interface(const struct wishes *wishes, const char *name);
const struct target_wish *wishes_target(const struct wishes *wishes, const char *name);
/* Whether `unmanaged` speaks of this target: no document names it, and the pattern does. */
bool wishes_unmanaged(const struct wishes *wishes, const char *target);
const struct vg_wish *wishes_vg(const struct wishes *wishes, const char *name);
const struct lv_wish *vg_wish_lv(const struct vg_wish *vg, const char *name);
/* How many of its sessions have to be LOGGED_IN before volume groups on it are acted on. */
size_t target_wish_needs(const struct target_wish *target);
/* Whether the manifest says that this target carries it. */
bool vg_wish_names(const struct vg_wish *vg, const char *target);
/* Whether the manifest lists a volume of this VG as such. */
bool vg_wish_lists(const struct vg_wish *vg, enum lv_ensure ensure);
/* Whether anything of it is to be active. */
bool vg_wish_activates(const struct vg_wish *vg);

#endif
