/* What is wrong with disks, below sessions that work, so that LVM does not see what is on them. */
#ifndef ACT_DISK_TROUBLE_H
#define ACT_DISK_TROUBLE_H

#include "act/planning.h"

/*
 * "sda (session 1 of iqn.…) is offline: …", for a disk of the targets that carry this VG (of any
 * session where the manifest does not name them) that the kernel has given up or LVM cannot read,
 * with what to do. NULL: none is known.
 */
const char *disk_trouble(struct planning *planning, const struct vg_wish *wish);
/* Where to look when a command on the volumes of this disk fails; NULL: nothing is known. */
const char *disk_hint(struct planning *planning, const struct block *block);

#endif
