/* The host in a canonical form: two hosts that converge would take for the same print the same. */
#ifndef STANDIN_PROGRAM_PICTURE_H
#define STANDIN_PROGRAM_PICTURE_H

#include "standin/model.h"

/*
 * Sorted lines:
 *
 *	active VG/LV
 *	record IQN ADDRESS:PORT [NAME=VALUE]...    what differs from iscsid.conf
 *	session IQN ADDRESS:PORT STATE
 */
void picture_print(const struct model *model, struct strbuf *out);

#endif
