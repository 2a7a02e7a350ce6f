/* What the files of the observer share; laws.h is what others see of it. */
#ifndef STANDIN_LAW_H
#define STANDIN_LAW_H

#include "standin/laws.h"

/* Says which law it breaks; the command is added. */
void law_broke(const struct witness *witness, const struct operation *op, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* The wish that names this record or session; NULL: the manifest does not. */
const struct target_wish *law_wish(const struct witness *witness, const char *target,
				   const char *host, int port, const char *iface);
/* Whether the manifest takes away what it does not list: only where it says so. */
bool law_is_to_go(const struct witness *witness, const char *target, const char *host, int port,
		  const char *iface);
const char *law_wanted_value(const struct model *model, const struct target_wish *wish,
			     const char *name, bool *ret_wanted);
/* What the wish makes of a parameter of authentication; NULL: nothing, or it is another one. */
const char *law_credential(const struct model *model, const struct target_wish *wish,
			   enum parameter_id id);
const struct node_record *law_record(const struct model *model, const struct operation *op);
/* The record without a tag of another interface that goes when one of that portal is written, other
 * than itself without one; NULL: none does. */
const struct node_record *law_displaced(const struct model *model, const char *target,
					const char *host, int port, const char *iface);
bool law_has_session(const struct model *model, const struct operation *op);

void law_check_interface_new(const struct witness *witness, const struct operation *op);
void law_check_interface_update(const struct witness *witness, const struct operation *op);
void law_check_interface_delete(const struct witness *witness, const struct operation *op);
/* Law 7: what a record, or a login, is bound to is there, as the manifest has it. */
void law_check_binding(const struct witness *witness, const struct operation *op);
void law_check_new(const struct witness *witness, const struct operation *op);
void law_check_update(const struct witness *witness, const struct operation *op);
void law_check_delete(const struct witness *witness, const struct operation *op);
void law_check_login(const struct witness *witness, const struct operation *op);
void law_check_logout(const struct witness *witness, const struct operation *op);
void law_check_flush(const struct witness *witness, const struct operation *op);
void law_check_rescan(const struct witness *witness, const struct operation *op);
void law_check_volumes(const struct witness *witness, const struct operation *op);
/* The iscsid.conf of a command that makes a record, or makes it anew; NULL: there is none. */
void law_check_overlay(const struct witness *witness, const struct operation *op,
		       const struct target_wish *wish, const struct node_record *record);
/* Law 14: all secrets of the model have "hunter2" in them. */
void law_check_secrets(const struct witness *witness, const struct operation *op);
/* Law 12: with a session that is not LOGGED_IN, LVM is kept off its disks. */
void law_check_devices(const struct witness *witness, const struct operation *op);

#endif
