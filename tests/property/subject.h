/* What the oracle knows of what an item is about; oracle.h is what others see of it. */
#ifndef PROPERTY_SUBJECT_H
#define PROPERTY_SUBJECT_H

#include "oracle.h"

struct subject {
	const struct interface_wish *interface;
	const struct target_wish *target;
	int number;			  /* of the target in the model */
	const struct portal_wish *portal; /* NULL: all there are */
	bool elsewhere;			  /* all that are not listed */
	const struct wishes *unmanaged;	  /* all of targets that are not named; or NULL */
	const struct vg_wish *vg;
	int group; /* of the VG in the model, MODEL_NONE: there is none */
	const struct lv_wish *lv;
	int volume;
};

/* Whether a record or session of this target at that portal is one of the subject's. */
bool subject_covers(const struct subject *s, const char *target, const char *host, int port,
		    const char *iface);
/* Whether what its portal is bound to is there, and as it is to be. */
bool subject_has_interface(const struct oracle *o, const struct subject *s);
/* Whether it is to be taken away. */
bool subject_is_to_go(const struct subject *s);
/* Whether one of its records is bound to an interface that is not there. */
bool subject_is_orphaned(const struct model *model, const struct subject *s);
/* The same of a session. */
bool subject_is_cut_off(const struct model *model, const struct subject *s);
bool subject_interface_is_so(const struct model *model, const struct interface_wish *wish);
/* Without a tag the portal's file is the record of another interface: it goes when one of the
 * subject is written, or is deleted in its place. */
bool subject_displaces(const struct model *model, const struct subject *s);
bool subject_is_below_another(const struct model *model, const struct subject *s);
/* Why an interface may have stayed otherwise: something is, or may be, bound to it; NULL: nothing.
 */
const char *subject_interface_obstacle(const struct oracle *o, const struct interface_wish *wish);
int subject_sessions(const struct model *model, const struct subject *s, bool healthy_only);
int subject_records(const struct model *model, const struct subject *s, bool damaged);
bool subject_has_damaged(const struct model *model, const struct subject *s);
bool subject_asks_for_several(const struct model *model, const struct subject *s);
enum portal_answer subject_answer(const struct model *model, const struct subject *s);
bool subject_record_is_so(const struct model *model, const struct subject *s);
bool subject_group_has_map(const struct model *model, int vg);
struct subject subject_of(const struct oracle *o, const struct item_result *item);

#endif
