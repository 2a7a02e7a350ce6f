/*
 * The parameters of node records that `settings` may name, and what each of them can be.
 *
 * iscsiadm checks little of it: a bad integer becomes 0 or what its first digits say, one that is
 * too large wraps around, and only a word that is not on its list is refused, when the record is
 * there already. So all of that is refused here.
 *
 * The table is that of iscsiadm itself: every parameter in the record dumps of tests/recorded
 * (open-iscsi 2.1.8, 2.1.11 and 2.1.13) is in it, or among the refusals of setting.c;
 * tests/unit/setting compares. Ranges are those of RFC 7143 and of what iscsid and the kernel
 * really take, which the comments in iscsid.conf do not always say right, else what the tool keeps
 * as it was given. Parameters that hold text have got keys of their own, but for names that only
 * the kernel knows.
 */
#ifndef MANIFEST_SETTING_H
#define MANIFEST_SETTING_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct reading;

struct setting_type {
	const char *name;
	const char *doc;	  /* one line */
	const char *const *words; /* NULL-terminated: one of these; NULL: an integer */
	int64_t minimum, maximum;
	const char *rule;    /* a regular expression: any text that it matches, and no integer */
	bool or_zero;	     /* 0 too, although it is less than minimum */
	const char *version; /* which open-iscsi has it; NULL: all that are known */
};

/* Sorted by name. */
extern const struct setting_type setting_types[];
extern const size_t setting_type_count;

/* NULL if `settings` cannot name it. */
const struct setting_type *setting_find(const char *name);

/* Readers for the field table (field.h): NULL and the normal form, or what is wrong. */
const char *setting_read_name(struct arena *arena, const char *text, struct reading *ret_reading);
/* The value of a setting; of one whose name is refused nothing more is said. */
const char *setting_read_value(struct arena *arena, const char *name, const char *text,
			       struct reading *ret_reading);

#endif
