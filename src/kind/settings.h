/* What there is to say of parameters that a record is to be given. */
#ifndef KIND_SETTINGS_H
#define KIND_SETTINGS_H

#include "act/planning.h"

/* Parameters that a record is to have. */
struct wanted {
	VEC(struct setting) list;
};

void want(struct planning *planning, struct wanted *wanted, const char *name, const char *value,
	  const struct place *place);
/* Judges the item: its record has no such parameter. */
void setting_judge_lacking(struct planning *planning, size_t item, const char *name);
/*
 * Of a record that is still to be made: judges the item when the records there are show that this
 * iscsiadm does not know one of these. The update would only fail when the new record is there.
 */
bool settings_are_lacking(struct planning *planning, size_t item, const struct setting *settings,
			  size_t count);
/* The first of them that a session takes over when it is made; NULL: none does. */
const struct setting *settings_of_session(const struct setting *settings, size_t count);
/*
 * For a reason: which session has these settings only when it is made anew, behind a semicolon;
 * "" if there is none, or `relogin` sees to it.
 */
const char *settings_behind(struct planning *planning, const struct target_wish *wish,
			    const struct record *record, const struct setting *settings,
			    size_t count);
/* What a parameter will be at login: the manifest's, else the record's; NULL if neither says. */
const char *setting_at_login(const struct target_wish *wish, const struct record *record,
			     const char *name);
/* The same of a number. */
unsigned int setting_number_at_login(const struct target_wish *wish, const struct record *record,
				     const char *name, unsigned int otherwise);
/* One login can open several sessions, each of which is a path: whether that is so here, and
 * without multipathd. */
bool login_opens_several(const struct planning *planning, const struct target_wish *wish,
			 const struct record *record);

#endif
