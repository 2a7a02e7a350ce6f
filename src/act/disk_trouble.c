#include "act/disk_trouble.h"

#include <string.h>

#define READ_ERROR "Error reading device /dev/" /* LVM 2.03, lib/device/bcache.c and label.c */

static const char *disk_text(struct planning *p, const struct block *block)
{
	const struct session *session = snapshot_session(p->snapshot, block->sid);

	return session ? arena_printf(p->arena, "%s (session %u of %s)", block->name, session->sid,
				      session->target)
		       : block->name;
}

/* Whether LVM has reported that it cannot read a disk, by its name up to a blank. */
static bool is_unreadable(const struct planning *p, const struct block *block)
{
	const char *at = p->snapshot->lvm_warnings;
	size_t length = strlen(block->name);

	while (at && (at = strstr(at, READ_ERROR))) {
		at += strlen(READ_ERROR);
		if (str_starts(at, block->name) && (at[length] == ' ' || at[length] == '.'))
			return true;
	}
	return false;
}

static bool is_given_up(const struct block *block)
{
	return str_equal(block->state, "offline") || str_equal(block->state, "transport-offline");
}

static const char *trouble_of(struct planning *p, const struct block *block)
{
	if (is_given_up(block))
		return arena_printf(
			p->arena,
			"%s is %s: the kernel has given it up after errors; look at its "
			"LUN on the target, then: echo running >/sys/block/%s/device/state",
			disk_text(p, block), block->state, block->name);
	if (is_unreadable(p, block))
		return arena_printf(p->arena,
				    "%s cannot be read (LVM: \"" READ_ERROR
				    "%s\"); look at its LUN "
				    "on the target, and at the messages of the kernel (dmesg)",
				    disk_text(p, block), block->name);
	return NULL;
}

/* Whether the VG may be on it. */
static bool may_carry(const struct planning *p, const struct vg_wish *wish,
		      const struct block *block)
{
	const struct session *session =
		block->sid && !block->disk ? snapshot_session(p->snapshot, block->sid) : NULL;

	return session && session_is_logged_in(session) &&
	       (!wish->has_targets || vg_wish_names(wish, session->target));
}

const char *disk_trouble(struct planning *p, const struct vg_wish *wish)
{
	const struct block *block;
	const char *text = NULL;

	vec_each (block, &p->snapshot->blocks) {
		const char *one = may_carry(p, wish, block) ? trouble_of(p, block) : NULL;

		if (one)
			text = text ? arena_printf(p->arena, "%s; %s", text, one) : one;
	}
	return text;
}

const char *disk_hint(struct planning *p, const struct block *block)
{
	const char *trouble = trouble_of(p, block);

	if (trouble || !block->read_only)
		return trouble;
	return arena_printf(p->arena,
			    "%s is read-only: look at its LUN on the target; once it is writable: "
			    "blockdev --setrw /dev/%s",
			    disk_text(p, block), block->name);
}
