/*
 * What must hold between hosts: one initiator name is one host's, a target is at the same portals
 * wherever it is looked at from, and a volume group or volume with exclusive access is active on
 * one host at a time (access.c). Inside of manifest_check().
 *
 * Hosts that are not named but only meant, by a glob or by a document without `hosts`, may be any:
 * they count as one, and as a named one where all that speaks of a thing for them does so for that
 * host, too. With a `fleet` every host is named.
 */
#ifndef MANIFEST_FLEET_H
#define MANIFEST_FLEET_H

#include "manifest/census.h"

/* Who said something first, and where. */
struct claim {
	const struct crowd *crowd; /* NULL: nobody */
	struct place place;
};

/* What a claim is about: a key of a document, a member of that map, a volume of that group. */
struct subject {
	enum document_key key;
	const char *name, *lv;
};

struct fleet_target;
struct fleet_vg;

struct fleet {
	const struct manifest *manifest;
	const struct census *census;
	struct arena *arena;
	struct diags *diags;
	struct strmap initiator_index, target_index, vg_index;
	VEC(struct claim) initiators;
	VEC(struct fleet_target) targets;
	VEC(struct fleet_vg) vgs;
};

/* Lists that differ, and selectors that match nobody. */
void fleet_check_lists(struct fleet *fleet);
/*
 * What is wished for one crowd. Crowds of one thing come in order; nothing is kept of the values.
 * interface: the one that has this name in place of the host; NULL: the host itself.
 */
void fleet_add_initiator(struct fleet *fleet, const struct crowd *crowd,
			 const struct value *initiator, const char *interface);
void fleet_add_target(struct fleet *fleet, const struct crowd *crowd, const struct value *target);
/* In access.c. */
void fleet_add_vg(struct fleet *fleet, const struct crowd *crowd, const struct value *vg);

/* Certainly another host than the one of the claim? */
bool fleet_differ(const struct fleet *fleet, const struct claim *first, const struct crowd *crowd,
		  const struct subject *subject);
/* "host 'xen01' and 14 more" */
const char *fleet_who(const struct fleet *fleet, const struct crowd *crowd);
/* Where the hosts are named that a document speaks of it for. */
const struct place *fleet_place(const struct fleet *fleet, const struct crowd *crowd,
				const struct subject *subject);

#endif
