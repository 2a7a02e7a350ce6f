/*
 * What goes though no wish lists it, by an explicit word of the manifest: a target's records and
 * sessions at other portals (exclusive.c), and those of targets that no document names
 * (unmanaged.c). One item stands for all sessions and one for all records, because items follow
 * from the wishes alone; what keeps single ones is gathered in its text.
 */
#ifndef KIND_REMOVAL_H
#define KIND_REMOVAL_H

#include "act/planning.h"

struct removal {
	size_t item;
	const char *reason;	 /* "because …" for each step */
	enum verdict worst;	 /* of what stays; VERDICT_MATCHES: nothing does */
	VEC(const char *) texts; /* why, one for each */
};

/* Plans its logout unless something keeps it. stays: see
 * session_obstacle(). */
void removal_log_out(struct planning *planning, struct removal *removal,
		     const struct session *session, struct action *draft, const char *stays);
/* Plans its deletion unless its session stays, or what is known of the target's records is not all.
 */
void removal_delete(struct planning *planning, struct removal *removal,
		    const struct record *record);
/* Something stays, and this is why. */
void removal_keep(struct planning *planning, struct removal *removal, enum verdict verdict,
		  const char *text);
/* Judges the item by all that stays. */
void removal_judge(struct planning *planning, const struct removal *removal);

#endif
