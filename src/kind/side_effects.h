/* What a plan's logins bring about by themselves: predicted, not discovered afterwards. */
#ifndef KIND_SIDE_EFFECTS_H
#define KIND_SIDE_EFFECTS_H

#include "kind/kind.h"

/* Adds notes on what udev will do when the disks of this plan's logins come; after all kinds. */
void side_effects_note(struct planning *planning);

#endif
